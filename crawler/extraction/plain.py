"""Reads plain text and CSV."""

from crawler.extraction import mime as mimes
from crawler.extraction.decode import decode
from crawler.extraction.model import DocumentType, Extraction, ExtractionStatus, FetchedPage, PageText
from crawler.extraction.titles import choose_file_title
from crawler.extraction.typography import tidy_lines

TEXT_CHARACTERS = 5_000_000


def read_plain(page: FetchedPage) -> Extraction:
    """
    Read a text; the title is the text of the link that led to it, or its name.
    """
    mime = mimes.sniff(page)
    whole = decode(page.body, page.content_type)
    text = tidy_lines(whole[:TEXT_CHARACTERS])
    title = choose_file_title(
        metadata="", heading="", largest="", text=text, link_text=page.link_text, name=mimes.file_name(page) or page.url
    )
    cut = len(whole) > TEXT_CHARACTERS
    return Extraction(
        type=DocumentType.SHEET if mime == mimes.CSV else DocumentType.TEXT,
        status=ExtractionStatus.PARTIAL if cut else ExtractionStatus.OK,
        error=f"Only the first {TEXT_CHARACTERS} characters were read." if cut else "",
        mime=mime,
        title=title.text,
        title_source=title.source,
        pages=(PageText(number=1, text=text),),
        provenance="text",
    )
