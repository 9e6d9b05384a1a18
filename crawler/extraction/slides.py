"""Reads PPTX slide by slide: title, text in groups, tables, charts and diagrams, and the notes."""

import io
import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree
from pptx import Presentation
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.slide import Slide

from crawler.extraction import mime as mimes
from crawler.extraction.model import DocumentType, Extraction, ExtractionStatus, FetchedPage, Heading, PageText
from crawler.extraction.outcome import refuse
from crawler.extraction.package import assemble, open_package, read_properties
from crawler.extraction.typography import squeeze, tidy_lines

SLIDES = 1_000
_SHAPES = 5_000
_GROUP_DEPTH = 10
_LABEL_CHARACTERS = 120
_CATEGORIES = 200
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_DIAGRAM_DATA = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm"
_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_PARAGRAPH = "{http://schemas.openxmlformats.org/drawingml/2006/main}p"
_FIELD_TYPES = re.compile(r"^(‹#›|<#>|\d{1,3})$")


def read_pptx(page: FetchedPage) -> Extraction:
    """
    Read a presentation, one page per slide; a slide that cannot be read does not lose the others.
    """
    archive = open_package(page.body, mimes.PPTX)
    if isinstance(archive, Extraction):
        return archive
    try:
        slides = list(islice(Presentation(io.BytesIO(page.body)).slides, SLIDES))
    except Exception as error:
        return refuse(
            mimes.PPTX, ExtractionStatus.BROKEN, f"The presentation cannot be opened: {type(error).__name__}: {error}"
        )
    pages, failed = _read_slides(slides)
    numbers = ", ".join(map(str, failed[:20]))
    return assemble(
        page,
        kind=DocumentType.SLIDES,
        mime=mimes.PPTX,
        pages=pages,
        headings=[Heading(text=slide.label, level=2, page=slide.number) for slide in pages if slide.label],
        properties=read_properties(archive),
        printed_title=pages[0].label if pages and pages[0].number == 1 else "",
        damage=f"These slides could not be read: {numbers}." if failed else "",
        provenance="pptx",
    )


def _read_slides(slides: list[Slide]) -> tuple[list[PageText], list[int]]:
    """
    The slides that hold text, and the numbers of those that failed.
    """
    pages: list[PageText] = []
    failed: list[int] = []
    for number, slide in enumerate(slides, 1):
        try:
            text = _slide_text(slide)
        except (KeyError, ValueError, AttributeError, TypeError, IndexError, etree.LxmlError):
            failed.append(number)
            continue
        if text:
            pages.append(PageText(number=number, text=text, label=_slide_title(slide)[:_LABEL_CHARACTERS]))
    return pages, failed


def _slide_title(slide: Slide) -> str:
    title = slide.shapes.title
    if title is not None and title.has_text_frame and squeeze(title.text_frame.text):
        return squeeze(title.text_frame.text)
    return next((line for shape in slide.shapes for line in _shape_lines(shape, 0) if len(line) > 2), "")


def _slide_text(slide: Slide) -> str:
    """
    The title first, then every shape, then the notes; slide numbers and repeated lines are left out.
    """
    title = slide.shapes.title
    shapes = sorted(islice(slide.shapes, _SHAPES), key=lambda shape: title is None or shape.shape_id != title.shape_id)
    lines = [line for shape in shapes for line in _shape_lines(shape, 0)]
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        lines += tidy_lines(slide.notes_slide.notes_text_frame.text).split("\n")
    return "\n".join(line for line in dict.fromkeys(lines) if line and not _FIELD_TYPES.match(line))


def _shape_lines(shape: BaseShape, depth: int) -> Iterator[str]:
    if isinstance(shape, GroupShape):
        if depth < _GROUP_DEPTH:
            for inner in shape.shapes:
                yield from _shape_lines(inner, depth + 1)
    elif isinstance(shape, GraphicFrame):
        yield from _frame_lines(shape)
    elif shape.has_text_frame:
        # A vertical tab is a line break inside a paragraph.
        yield from tidy_lines(shape.text_frame.text.replace("\v", " ")).split("\n")  # type: ignore[attr-defined]


def _frame_lines(frame: GraphicFrame) -> Iterator[str]:
    if frame.has_table:
        for row in frame.table.rows:
            yield " | ".join(text for cell in row.cells if (text := squeeze(cell.text)))
    elif frame.has_chart:
        yield from _chart_lines(frame)
    else:
        yield from _diagram_lines(frame)


def _chart_lines(frame: GraphicFrame) -> Iterator[str]:
    """
    The chart's title, and each plot's categories and series names.
    """
    chart = frame.chart
    if chart.has_title and chart.chart_title.has_text_frame:
        yield squeeze(chart.chart_title.text_frame.text)
    for plot in chart.plots:
        names = [squeeze(str(category)) for category in islice(plot.categories, _CATEGORIES)]
        yield " | ".join(name for name in names if name)
        yield " | ".join(squeeze(series.name or "") for series in islice(plot.series, _CATEGORIES) if series.name)


def _diagram_lines(frame: GraphicFrame) -> Iterator[str]:
    """
    The text of a SmartArt diagram, which stands in a part of its own.
    """
    for relations in frame.element.iter(_DIAGRAM):
        part = frame.part.related_part(relations.get(_DIAGRAM_DATA, ""))
        root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
        for paragraph in root.iter(_PARAGRAPH):
            yield squeeze("".join(text.text or "" for text in paragraph.iter(_TEXT)))
