"""Reads DOCX by streaming its parts within bounds: body, tables, content controls, text boxes and notes."""

import re

from crawler.extraction import mime as mimes
from crawler.extraction.archive import Archive, BadArchive
from crawler.extraction.flow import Attributes, Flow, Grammar, Paragraph, XMLSyntaxError, stream
from crawler.extraction.model import DocumentType, Extraction, ExtractionStatus, FetchedPage, Heading, PageText
from crawler.extraction.outcome import refuse
from crawler.extraction.package import assemble, open_package, parse_part, read_properties

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_HEADING_STYLE = re.compile(r"^(?:heading|overskrift)\s*([1-6])$", re.IGNORECASE)
_TITLE_STYLES = frozenset({"title", "tittel"})


def read_docx(page: FetchedPage) -> Extraction:
    """
    Read a Word document as one page of text with its headings and core properties.
    """
    archive = open_package(page.body, mimes.DOCX)
    if isinstance(archive, Extraction):
        return archive
    main = _main_part(archive)
    if main is None:
        return refuse(mimes.DOCX, ExtractionStatus.BROKEN, "The file holds no Word document.")
    paragraphs: list[Paragraph] = []
    damage = _collect(archive, main, paragraphs)
    return _assemble(archive, page, paragraphs, damage)


def _main_part(archive: Archive) -> str | None:
    if "word/document.xml" in archive:
        return "word/document.xml"
    return next((name for name in archive.names if re.fullmatch(r"word/document\d*\.xml", name)), None)


def _collect(archive: Archive, main: str, paragraphs: list[Paragraph]) -> str:
    """
    Add the paragraphs of the body and the notes; return what was damaged, or an empty string.
    """
    damage = ""
    for part in (main, *(name for name in _NOTES if name in archive)):
        try:
            # Extending keeps what was read before the damage.
            paragraphs.extend(stream(archive.read(part), _GRAMMAR))
        except (XMLSyntaxError, BadArchive) as error:
            damage = damage or f"The part {part} is damaged: {error}"
    return damage


def _assemble(archive: Archive, page: FetchedPage, paragraphs: list[Paragraph], damage: str) -> Extraction:
    styles = _style_levels(archive)
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    headings = [
        Heading(text=line.text[:300], level=level)
        for line in paragraphs
        if (level := line.level or styles.get(line.style, 0))
    ]
    printed = next((line.text for line in paragraphs if styles.get(line.style) == 0), "")
    return assemble(
        page,
        kind=DocumentType.TEXT,
        mime=mimes.DOCX,
        pages=[PageText(number=1, text=text)] if text else [],
        headings=headings,
        properties=read_properties(archive),
        printed_title=printed or next((heading.text for heading in headings if heading.level == 1), ""),
        damage=damage,
        provenance="docx",
    )


def _style_levels(archive: Archive) -> dict[str, int]:
    """
    The heading level of every style that is one; 0 for the title's style.
    """
    root = parse_part(archive, "word/styles.xml")
    levels: dict[str, int] = {}
    for style in root.iter(f"{_W}style", f"{_STRICT}style") if root is not None else ():
        space = style.tag[: -len("style")]
        name = style.find(f"{space}name")
        shown = name.get(f"{space}val", "") if name is not None else ""
        outline = style.find(f"{space}pPr/{space}outlineLvl")
        heading = _HEADING_STYLE.match(shown)
        if heading:
            levels[style.get(f"{space}styleId", "")] = int(heading[1])
        elif shown.lower() in _TITLE_STYLES:
            levels[style.get(f"{space}styleId", "")] = 0
        elif outline is not None:
            levels[style.get(f"{space}styleId", "")] = _level(outline.get(f"{space}val", ""))
    return {style: level for style, level in levels.items() if style and level <= 6}


def _level(written: str) -> int:
    """
    Word counts outline levels from 0; 9 is running text.
    """
    return int(written) + 1 if written.isdecimal() and int(written) < 6 else 99


def _open_paragraph(flow: Flow, _: Attributes) -> None:
    flow.open_paragraph()


def _note_style(flow: Flow, attributes: Attributes) -> None:
    if flow.open:
        flow.open[-1][0].style = attributes.get(f"{_W}val") or attributes.get(f"{_STRICT}val") or ""


def _note_level(flow: Flow, attributes: Attributes) -> None:
    if flow.open:
        level = _level(attributes.get(f"{_W}val") or attributes.get(f"{_STRICT}val") or "")
        flow.open[-1][0].level = level if level <= 6 else 0


def _both(name: str) -> tuple[str, str]:
    return f"{_W}{name}", f"{_STRICT}{name}"


_GRAMMAR = Grammar(
    starts={
        **dict.fromkeys(_both("p"), _open_paragraph),
        **dict.fromkeys(_both("pStyle"), _note_style),
        **dict.fromkeys(_both("outlineLvl"), _note_level),
        **dict.fromkeys(_both("tab"), lambda flow, _: flow.write(" ")),
        **dict.fromkeys((*_both("br"), *_both("cr")), lambda flow, _: flow.write(" ")),
        **dict.fromkeys(_both("noBreakHyphen"), lambda flow, _: flow.write("-")),
        **dict.fromkeys(_both("tr"), lambda flow, _: flow.open_row()),
        **dict.fromkeys(_both("tc"), lambda flow, _: flow.open_cell()),
    },
    ends={
        **dict.fromkeys(_both("p"), Flow.close_paragraph),
        **dict.fromkeys(_both("tr"), Flow.close_row),
    },
    text=frozenset({*_both("t"), f"{_MATH}t"}),
    # Fallback repeats a text box for old programs; deleted and moved-away text is gone.
    skipped=frozenset({f"{_MC}Fallback", *_both("del"), *_both("moveFrom"), *_both("pPrChange"), *_both("rPrChange")}),
)
