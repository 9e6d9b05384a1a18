"""Reads ODT and ODP by streaming content.xml; one page for a text, one per slide for a presentation."""

from dataclasses import dataclass, field

from crawler.extraction import mime as mimes
from crawler.extraction.archive import Archive, BadArchive
from crawler.extraction.flow import Attributes, Flow, Grammar, Paragraph, XMLSyntaxError, stream
from crawler.extraction.model import DocumentType, Extraction, ExtractionStatus, FetchedPage, Heading, PageText
from crawler.extraction.outcome import refuse
from crawler.extraction.package import assemble, open_package, read_properties

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT = f"{{{_OASIS}text:1.0}}"
_TABLE = f"{{{_OASIS}table:1.0}}"
_DRAW = f"{{{_OASIS}drawing:1.0}}"
_SVG = f"{{{_OASIS}svg-compatible:1.0}}"
_OFFICE = f"{{{_OASIS}office:1.0}}"


@dataclass(slots=True)
class _Sheet:
    """The lines of one page or slide."""

    lines: list[Paragraph] = field(default_factory=list)


def read_opendocument(page: FetchedPage) -> Extraction:
    """
    Read an OpenDocument text or presentation.
    """
    mime = mimes.sniff(page)
    archive = open_package(page.body, mime)
    if isinstance(archive, Extraction):
        return archive
    if "META-INF/manifest.xml" in archive and b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
        return refuse(
            mime, ExtractionStatus.ENCRYPTED, "The file is locked with a password; ask the source for an open copy."
        )
    sheets, damage = _collect(archive)
    return _assemble(archive, page, mime, sheets, damage)


def _part(archive: Archive, name: str) -> bytes:
    try:
        return archive.read(name)
    except BadArchive:
        return b""


def _collect(archive: Archive) -> tuple[list[_Sheet], str]:
    """
    The pages, and what was damaged or an empty string.
    """
    sheets = [_Sheet()]
    try:
        for line in stream(archive.read("content.xml"), _GRAMMAR):
            if line.starts_page:
                sheets.append(_Sheet())
            else:
                sheets[-1].lines.append(line)
    except (XMLSyntaxError, BadArchive) as error:
        return sheets, f"The content is damaged: {error}"
    return sheets, ""


def _assemble(archive: Archive, page: FetchedPage, mime: str, sheets: list[_Sheet], damage: str) -> Extraction:
    slides = mime == mimes.ODP
    # What stands before the first slide is not on any.
    numbered = list(enumerate(sheets, 0 if slides else 1))
    pages = [_page(number, sheet, slides) for number, sheet in numbered if sheet.lines and number]
    headings = [
        Heading(text=line.text[:300], level=min(line.level, 6), page=number)
        for number, sheet in numbered
        for line in sheet.lines
        if line.level
    ]
    return assemble(
        page,
        kind=DocumentType.SLIDES if slides else DocumentType.TEXT,
        mime=mime,
        pages=pages,
        headings=headings,
        properties=read_properties(archive),
        printed_title=pages[0].label if slides and pages else next((h.text for h in headings if h.level == 1), ""),
        damage=damage,
        provenance="opendocument",
    )


def _page(number: int, sheet: _Sheet, slides: bool) -> PageText:
    text = "\n".join(line.text for line in sheet.lines)
    return PageText(number=number, text=text, label=sheet.lines[0].text[:120] if slides else "")


def _open_heading(flow: Flow, attributes: Attributes) -> None:
    level = attributes.get(f"{_TEXT}outline-level", "1")
    flow.open_paragraph(level=int(level) if level.isdecimal() else 1)


def _write_spaces(flow: Flow, _: Attributes) -> None:
    flow.write(" ")


def _open_page(flow: Flow, _: Attributes) -> None:
    flow.done.append(Paragraph(text="", starts_page=True))


_GRAMMAR = Grammar(
    starts={
        f"{_TEXT}p": lambda flow, _: flow.open_paragraph(),
        f"{_TEXT}h": _open_heading,
        **dict.fromkeys((f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"), _write_spaces),
        f"{_TABLE}table-row": lambda flow, _: flow.open_row(),
        f"{_TABLE}table-cell": lambda flow, _: flow.open_cell(),
        f"{_DRAW}page": _open_page,
    },
    ends={
        f"{_TEXT}p": Flow.close_paragraph,
        f"{_TEXT}h": Flow.close_paragraph,
        f"{_TABLE}table-row": Flow.close_row,
    },
    text=frozenset({f"{_TEXT}p", f"{_TEXT}h"}),
    skipped=frozenset(
        {f"{_TEXT}tracked-changes", f"{_SVG}title", f"{_SVG}desc", f"{_OFFICE}annotation", f"{_TEXT}note-citation"}
    ),
)
