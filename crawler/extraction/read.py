"""One function from a download to what it says: sniff, read, and turn every failure into a status."""

from collections.abc import Callable
from importlib import import_module

from crawler.extraction import mime as mimes
from crawler.extraction.model import Extraction, ExtractionStatus, FetchedPage
from crawler.extraction.outcome import refuse

#: MIME type → module and function; a reader is imported when the first of its kind comes.
READERS = {
    mimes.HTML: "crawler.extraction.html:read_html",
    mimes.PDF: "crawler.extraction.pdf:read_pdf",
    mimes.PPTX: "crawler.extraction.slides:read_pptx",
    mimes.DOCX: "crawler.extraction.docx:read_docx",
    mimes.ODT: "crawler.extraction.opendocument:read_opendocument",
    mimes.ODP: "crawler.extraction.opendocument:read_opendocument",
    mimes.XLSX: "crawler.extraction.sheet:read_sheet",
    mimes.XLS: "crawler.extraction.sheet:read_sheet",
    mimes.ODS: "crawler.extraction.sheet:read_sheet",
    mimes.PLAIN: "crawler.extraction.plain:read_plain",
    mimes.CSV: "crawler.extraction.plain:read_plain",
}
_LEGACY = {
    mimes.DOC: "This is a Word file of the old kind (.doc); ask the source for .docx or PDF.",
    mimes.PPT: "This is a PowerPoint file of the old kind (.ppt); ask the source for .pptx or PDF.",
    mimes.RTF: "This is an RTF file; ask the source for .docx or PDF.",
    mimes.RSS: "This is a news feed, not a document; add its address to the source's feeds.",
    mimes.ATOM: "This is a news feed, not a document; add its address to the source's feeds.",
    mimes.XML: "This is XML data or a sitemap, not a document; add a sitemap's address to the source.",
    mimes.ZIP: "This is a ZIP archive; link to the files in it one by one.",
}


def extract(page: FetchedPage) -> Extraction:
    """
    Read a download; bad input gives a status and a sentence, never an exception.

    Native readers can still take the process with them or run for ever: see isolation.extract_isolated.
    """
    mime = mimes.UNKNOWN
    try:
        mime = mimes.sniff(page)
        return _without_text(mime) or _reader(mime)(page)
    except MemoryError:
        return refuse(mime, ExtractionStatus.TOO_BIG, "The document needs more memory than it may have.")
    except RecursionError:
        return refuse(mime, ExtractionStatus.BROKEN, "The document nests deeper than a reader can follow.")
    except Exception as error:
        return refuse(mime, ExtractionStatus.BROKEN, f"The reader gave up: {type(error).__name__}: {error}")


def _without_text(mime: str) -> Extraction | None:
    """
    The answer for what has no reader, or None when there is one.
    """
    if mime in READERS:
        return None
    if mime == mimes.EMPTY:
        return refuse(mime, ExtractionStatus.EMPTY, "The download is empty.")
    if mime == mimes.LOCKED_OFFICE:
        return refuse(
            mime,
            ExtractionStatus.ENCRYPTED,
            "The Office file is locked with a password; ask the source for an open copy.",
        )
    return refuse(mime, ExtractionStatus.UNSUPPORTED, _LEGACY.get(mime, f"There is no reader for {mime}."))


def _reader(mime: str) -> Callable[[FetchedPage], Extraction]:
    module, _, name = READERS[mime].partition(":")
    reader: Callable[[FetchedPage], Extraction] = getattr(import_module(module), name)
    return reader
