"""Reads a PDF with PDFium, page by page: a lost page does not lose the file. Not for threads, as PDFium is not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

import pypdfium2
import pypdfium2.raw as pdfium

from crawler.extraction import mime as mimes
from crawler.extraction.model import DocumentType, Extraction, ExtractionStatus, FetchedPage, Heading, PageText
from crawler.extraction.outcome import file_metadata, refuse
from crawler.extraction.pdf_text import clean_page, drop_running_lines
from crawler.extraction.pdf_title import largest_line
from crawler.extraction.titles import Title, choose_file_title, is_usable
from crawler.extraction.typography import squeeze

PAGES = 3_000
TEXT_CHARACTERS = 20_000_000
HEADINGS = 500
#: A page with fewer letters, mostly covered by pictures, is a scan.
_SCAN_LETTERS = 40
_SCAN_COVER = 0.4
_PICTURES = 500
_SLIDE_CHARACTERS = 1_800
_LABEL_CHARACTERS = 120
_METADATA = {
    "Author": "author",
    "Subject": "subject",
    "Keywords": "keywords",
    "Creator": "creator",
    "Producer": "producer",
}
_PDF_DATE = re.compile(r"^(?:D:)?(\d{4})(\d\d)?(\d\d)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scan:
    """What one page gave."""

    text: str = ""
    landscape: bool = False
    #: True for a picture of a page, without text.
    scanned: bool = False
    failed: bool = False
    largest: str = ""


def read_pdf(page: FetchedPage) -> Extraction:
    """
    Read text, outline and metadata of a PDF; locked, broken and scanned files say so in their status.
    """
    try:
        document = pypdfium2.PdfDocument(page.body)
    except pypdfium2.PdfiumError as error:
        return _refuse(error)
    try:
        return _read(document, page)
    finally:
        document.close()


def _refuse(error: pypdfium2.PdfiumError) -> Extraction:
    if error.err_code == pdfium.FPDF_ERR_PASSWORD:
        return refuse(
            mimes.PDF, ExtractionStatus.ENCRYPTED, "The PDF is locked with a password; ask the source for an open copy."
        )
    return refuse(mimes.PDF, ExtractionStatus.BROKEN, f"The PDF cannot be opened: {error}")


def _read(document: pypdfium2.PdfDocument, page: FetchedPage) -> Extraction:
    scans = list(_scan_pages(document))
    texts = drop_running_lines([scan.text for scan in scans])
    slides = _are_slides(scans)
    status, error = _judge(scans, len(document))
    metadata = document.get_metadata_dict()
    title = _title(document, metadata, scans, page)
    created, modified = _day(metadata.get("CreationDate", "")), _day(metadata.get("ModDate", ""))
    return Extraction(
        type=DocumentType.SLIDES if slides else DocumentType.PDF,
        status=status,
        error=error,
        mime=mimes.PDF,
        title=title.text,
        title_source=title.source,
        declared_language=_language(document),
        published_on=created,
        published_source="file" if created else "",
        updated_on=modified if modified != created else None,
        updated_source="file" if modified and modified != created else "",
        pages=tuple(
            PageText(number=number, text=text, label=_label(document, number, text, slides))
            for number, text in enumerate(texts, 1)
            if text
        ),
        headings=tuple(islice(_outline(document), HEADINGS)),
        provenance="pdfium",
        metadata=file_metadata({_METADATA[key]: value for key, value in metadata.items() if key in _METADATA})
        | {"pages": str(len(document))},
    )


def _scan_pages(document: pypdfium2.PdfDocument) -> Iterator[_Scan]:
    """
    Scan the pages up to the limits; a page that fails is marked and the next is tried.
    """
    budget = TEXT_CHARACTERS
    for index in range(min(len(document), PAGES)):
        try:
            scan = _scan_page(document, index)
        except (pypdfium2.PdfiumError, ValueError, OSError, AssertionError):
            scan = _Scan(failed=True)
        budget -= len(scan.text)
        if budget < 0:
            return
        yield scan


def _scan_page(document: pypdfium2.PdfDocument, index: int) -> _Scan:
    page = document[index]
    try:
        text_page = page.get_textpage()
        try:
            text = clean_page(text_page.get_text_range())
            largest = largest_line(text_page) if index == 0 else ""
        finally:
            text_page.close()
        width, height = page.get_size()
        return _Scan(
            text=text, landscape=width > 1.05 * height, scanned=_is_scan(page, text, width * height), largest=largest
        )
    finally:
        page.close()


def _is_scan(page: pypdfium2.PdfPage, text: str, area: float) -> bool:
    if sum(letter.isalpha() for letter in text[:1000]) >= _SCAN_LETTERS or area <= 0:
        return False
    covered = 0.0
    for picture in islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3), _PICTURES):
        left, bottom, right, top = picture.get_bounds()
        covered += abs((right - left) * (top - bottom))
    return covered > _SCAN_COVER * area


def _are_slides(scans: list[_Scan]) -> bool:
    """
    True for several pages, mostly lying and none too full: a lying page of dense text is a table or a leaflet.
    """
    lying = sum(scan.landscape for scan in scans)
    characters = sum(len(scan.text) for scan in scans)
    return len(scans) > 1 and lying > len(scans) / 2 and characters <= _SLIDE_CHARACTERS * len(scans)


def _judge(scans: list[_Scan], pages: int) -> tuple[ExtractionStatus, str]:
    failed = [str(number) for number, scan in enumerate(scans, 1) if scan.failed]
    scanned = [str(number) for number, scan in enumerate(scans, 1) if scan.scanned]
    if scanned and 2 * len(scanned) >= len(scans):
        return ExtractionStatus.NEEDS_OCR, f"{len(scanned)} of {len(scans)} pages are pictures without text."
    if not any(scan.text for scan in scans):
        return (
            (ExtractionStatus.BROKEN, "No page of the PDF can be read.")
            if failed
            else (ExtractionStatus.EMPTY, "The PDF holds no text.")
        )
    if len(scans) < pages:
        return (
            ExtractionStatus.PARTIAL,
            f"Only the first {len(scans)} of {pages} pages were read, because of the limits.",
        )
    if failed:
        return ExtractionStatus.PARTIAL, f"These pages could not be read: {', '.join(failed[:20])}."
    if len(scanned) > max(1, len(scans) // 10):
        return ExtractionStatus.PARTIAL, f"These pages are pictures without text: {', '.join(scanned[:20])}."
    return ExtractionStatus.OK, ""


def _title(document: pypdfium2.PdfDocument, metadata: dict[str, str], scans: list[_Scan], page: FetchedPage) -> Title:
    largest = scans[0].largest if scans else ""
    return choose_file_title(
        metadata=metadata.get("Title", ""),
        heading="" if largest else _only_root(document),
        largest=largest,
        text="\n".join(scan.text for scan in scans[:3]),
        link_text=page.link_text,
        name=mimes.file_name(page) or page.url,
    )


def _only_root(document: pypdfium2.PdfDocument) -> str:
    """
    The outline's only root, which is the whole document's title when everything else stands below it.
    """
    outline = list(_outline(document))
    roots = [item for item in outline if item.level == 1]
    return roots[0].text if len(roots) == 1 and len(outline) > 2 and is_usable(roots[0].text) else ""


def _outline(document: pypdfium2.PdfDocument) -> Iterator[Heading]:
    for item in islice(document.get_toc(max_depth=6), HEADINGS):
        text = squeeze(item.get_title())
        target = item.get_dest()
        index = target.get_index() if target else None
        if text:
            yield Heading(text=text[:300], level=min(item.level + 1, 6), page=(index or 0) + 1)


def _label(document: pypdfium2.PdfDocument, number: int, text: str, slides: bool) -> str:
    """
    The slide's first line, or the printed page number where it differs from the page's place.
    """
    if slides:
        return text.split("\n", 1)[0][:_LABEL_CHARACTERS]
    try:
        label = squeeze(document.get_page_label(number - 1))
    except (pypdfium2.PdfiumError, ValueError):
        return ""
    return "" if label == str(number) else label[:_LABEL_CHARACTERS]


def _language(document: pypdfium2.PdfDocument) -> str:
    length = pdfium.FPDFCatalog_GetLanguage(document.raw, None, 0)
    if not 2 < length <= 64:
        return ""
    buffer = (pdfium.FPDF_WCHAR * (length // 2 + 1))()
    pdfium.FPDFCatalog_GetLanguage(document.raw, buffer, length)
    return "".join(chr(unit) for unit in buffer if unit)


def _day(written: str) -> date | None:
    """
    The day of a PDF date such as D:20240131120000+01'00'.
    """
    match = _PDF_DATE.match(written.strip())
    if match is None:
        return None
    try:
        day = date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
    return day if day.year > 1985 else None
