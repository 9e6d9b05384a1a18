"""What the bytes are, told by signatures, ZIP members and OLE names; header and extension only break ties."""

import io
import re
import zipfile
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from crawler.extraction.model import DocumentType, FetchedPage

HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODP = "application/vnd.oasis.opendocument.presentation"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
DOC = "application/msword"
PPT = "application/vnd.ms-powerpoint"
XLS = "application/vnd.ms-excel"
RTF = "application/rtf"
ZIP = "application/zip"
OLE = "application/x-ole-storage"
LOCKED_OFFICE = "application/x-ole-encrypted"
RSS = "application/rss+xml"
ATOM = "application/atom+xml"
XML = "application/xml"
SVG = "image/svg+xml"
CSV = "text/csv"
PLAIN = "text/plain"
EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"

DOCUMENT_TYPES = {
    **dict.fromkeys((PDF,), DocumentType.PDF),
    **dict.fromkeys((PPTX, ODP, PPT), DocumentType.SLIDES),
    **dict.fromkeys((XLSX, ODS, XLS, CSV), DocumentType.SHEET),
    **dict.fromkeys((DOCX, ODT, DOC, RTF, PLAIN, LOCKED_OFFICE, OLE, ZIP), DocumentType.TEXT),
}

_SIGNATURES = (
    (b"{\\rtf", RTF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "application/ogg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"wOFF", "font/woff"),
    (b"wOF2", "font/woff2"),
    (b"%!PS", "application/postscript"),
)
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_NAMES = (
    ("EncryptedPackage", LOCKED_OFFICE),
    ("WordDocument", DOC),
    ("PowerPoint Document", PPT),
    ("Workbook", XLS),
    ("Book", XLS),
)
_OFFICE_FOLDERS = (("word/", DOCX), ("ppt/", PPTX), ("xl/", XLSX))
_ODF_TYPES = {kind.encode(): kind for kind in (ODT, ODP, ODS)}

_COMMENT_OR_SPACE = re.compile(r"(?:\s+|<!--.*?-->)*", re.DOTALL)
_XML_PROLOGUE = re.compile(r"<\?xml[^>]*>", re.IGNORECASE)
_PROCESSING = re.compile(
    r"(?:\s+|<!--.*?-->|<\?.*?\?>|<!doctype[^>\[]*(?:\[[^\]]*\])?[^>]*>)*", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_ROOTS = {"html": HTML, "rss": RSS, "rdf": RSS, "feed": ATOM, "svg": SVG, "urlset": XML, "sitemapindex": XML}
_HTML_TAGS = re.compile(
    r"<(?:!doctype html|html|head|body|title|meta|link|script|style|div|p|a|h[1-6]|table|ul|ol|span|br|img|form|b"
    r"|center|font|frameset|main|article|section|header|footer|nav|details|i|em|strong|dl|blockquote|pre|hr)[\s>/]",
    re.IGNORECASE,
)
_PLAIN_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_OFFICE_EXTENSIONS = {
    "docx": DOCX, "pptx": PPTX, "xlsx": XLSX, "odt": ODT, "odp": ODP, "ods": ODS, "doc": DOC, "ppt": PPT, "xls": XLS,
}  # fmt: skip
_EXTENSION_TYPES = {
    "csv": CSV,
    "json": "application/json",
    "geojson": "application/json",
    "js": "text/javascript",
    "css": "text/css",
    "ics": "text/calendar",
}
_DISPOSITION_NAME = re.compile(r"filename\*?\s*=\s*(?:[\w-]*'[\w-]*')?\"?([^\";]+)", re.IGNORECASE)


def sniff(page: FetchedPage) -> str:
    """
    Return the MIME type the bytes have.
    """
    body = page.body
    if not body.strip(b"\x00 \t\r\n"):
        return EMPTY
    return _sniff_binary(body) or _sniff_text(page)


def sniff_start(page: FetchedPage) -> str:
    """
    What the first bytes alone say; the name decides between the kinds of Office files.
    """
    start = page.body[:8192]
    if start.startswith((b"PK\x03\x04", _OLE_MAGIC)):
        return _OFFICE_EXTENSIONS.get(extension(file_name(page)), ZIP if start.startswith(b"PK") else OLE)
    return sniff(replace(page, body=start))


def looks_like_markup(body: bytes) -> bool:
    """
    True for bytes that start like HTML or XML; cheap, and never opens a container.
    """
    return body[:512].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def file_name(page: FetchedPage) -> str:
    """
    The name the file would be saved under, or an empty string.
    """
    named = _DISPOSITION_NAME.search(page.content_disposition)
    if named:
        return unquote(named[1].strip())
    try:
        return unquote(urlsplit(page.url).path.rpartition("/")[2])
    except ValueError:
        return ""


def extension(name: str) -> str:
    """
    The lower-case extension of a file name, without the dot.
    """
    stem, dot, suffix = name.rpartition(".")
    return suffix.lower() if dot and stem and suffix.isalnum() and len(suffix) <= 5 else ""


def _sniff_binary(body: bytes) -> str:
    if body.startswith(b"PK\x03\x04"):
        return _sniff_zip(body)
    if body.startswith(_OLE_MAGIC):
        return _sniff_ole(body)
    if b"%PDF-" in body[:1024] and not looks_like_markup(body):
        return PDF
    for signature, mime in _SIGNATURES:
        if body.startswith(signature):
            return mime
    if body[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}.get(body[8:12], UNKNOWN)
    return "video/mp4" if body[4:8] == b"ftyp" else ""


def _sniff_zip(body: bytes) -> str:
    for magic, mime in _ODF_TYPES.items():
        # ODF stores its type uncompressed as the first member.
        if b"mimetype" + magic in body[:200]:
            return mime
    names = _zip_names(body)
    if any(name.endswith("xl/workbook.bin") for name in names):
        return "application/vnd.ms-excel.sheet.binary.macroenabled.12"
    for folder, mime in _OFFICE_FOLDERS:
        if any(name.startswith(folder) for name in names):
            return mime
    return ZIP


def _zip_names(body: bytes) -> list[str]:
    """
    The member names; from the local headers when the central directory is missing, as in a truncated file.
    """
    try:
        return zipfile.ZipFile(io.BytesIO(body)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return [_local_name(body, match.start()) for match in re.finditer(rb"PK\x03\x04", body[: 1 << 20])]


def _local_name(body: bytes, offset: int) -> str:
    length = int.from_bytes(body[offset + 26 : offset + 28], "little")
    return body[offset + 30 : offset + 30 + min(length, 200)].decode("ascii", "replace")


def _sniff_ole(body: bytes) -> str:
    for name, mime in _OLE_NAMES:
        if name.encode("utf-16-le") + b"\x00\x00" in body:
            return mime
    return OLE


def _sniff_text(page: FetchedPage) -> str:
    body = page.body
    wide = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    sample = body[:8192]
    if not wide and len(_PLAIN_BYTES.findall(sample)) > max(5, len(sample) // 100):
        return UNKNOWN
    head = sample.decode("utf-16" if wide else "latin-1", "replace").removeprefix("\xef\xbb\xbf")
    return _sniff_markup(head) or _break_tie(page, head)


def _sniff_markup(head: str) -> str:
    """
    HTML, a feed or other XML, by the root element; empty when the text does not start with markup.
    """
    start = _COMMENT_OR_SPACE.match(head)
    rest = head[start.end() :] if start else head
    if re.match(r"<!doctype\s+html", rest, re.IGNORECASE):
        return HTML
    prologue = _XML_PROLOGUE.match(rest)
    processing = _PROCESSING.match(rest)
    root = _ROOT.match(rest, processing.end() if processing else 0)
    if root and root[1].lower() in _ROOTS:
        return _ROOTS[root[1].lower()]
    if prologue:
        return XML
    return HTML if rest.startswith("<") and _HTML_TAGS.search(rest[:4096]) else ""


def _break_tie(page: FetchedPage, head: str) -> str:
    """
    Plain text of some kind: here the header and the extension are believed.
    """
    declared = page.content_type.partition(";")[0].strip().lower()
    if _HTML_TAGS.search(head) and (declared in ("", HTML, "application/xhtml+xml") or head.count("</") > 3):
        return HTML
    named = _EXTENSION_TYPES.get(extension(file_name(page)))
    if named:
        return named
    if declared in (CSV, "application/json", "text/javascript", "application/javascript", "text/css", "text/calendar"):
        return declared
    return "application/json" if head.lstrip()[:1] in ("{", "[") and head.rstrip()[-1:] in ("}", "]") else PLAIN
