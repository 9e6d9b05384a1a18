"""Building slide decks, as landscape PDF and as PPTX, from a text where every heading begins a slide."""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

from pptx import Presentation
from pptx.util import Inches, Pt
from reportlab.lib import colors
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from demo.documents.pdf import stamp
from demo.documents.zipped import morning, normalise
from demo.markup import Block, Bullets, Heading, Paragraph, Table, plain

_WIDTH, _HEIGHT = 960, 540
_NOTES = "Notat: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One slide: a title, its lines, a table, and what the speaker says."""

    title: str
    lines: tuple[str, ...]
    table: Table | None
    notes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """What a deck is made from; the title is the first slide."""

    title: str
    subtitle: str
    publisher: str
    metadata_title: str
    language: str
    day: dt.date
    blocks: tuple[Block, ...]


def slides(blocks: Sequence[Block]) -> list[Slide]:
    """
    Cut a text into slides at its second-level headings.
    """
    starts = [at for at, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 2]
    ends = [*starts[1:], len(blocks)]
    return [_slide(blocks[start:end]) for start, end in zip(starts, ends, strict=True)]


def _slide(blocks: Sequence[Block]) -> Slide:
    title, lines, notes = "", [], ""
    table: Table | None = None
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            title = block.text
        elif isinstance(block, Heading):
            lines.append(block.text)
        elif isinstance(block, Paragraph) and block.text.startswith(_NOTES):
            notes = plain(block.text.removeprefix(_NOTES))
        elif isinstance(block, Paragraph):
            lines.append(plain(block.text))
        elif isinstance(block, Bullets):
            lines.extend(f"• {plain(item)}" for item in block.items)
        elif isinstance(block, Table):
            table = block
    return Slide(title=title, lines=tuple(lines), table=table, notes=notes)


def build_slide_pdf(deck: Deck) -> bytes:
    """
    The deck as a landscape PDF with broken lines and the publisher on every slide.
    """
    target = io.BytesIO()
    language = "nn-NO" if deck.language == "nn" else "nb-NO"
    canvas = Canvas(target, pagesize=(_WIDTH, _HEIGHT), invariant=1, lang=language)
    stamp(canvas, title=deck.metadata_title, author=deck.publisher, day=deck.day)
    _draw(canvas, deck, Slide(title=deck.title, lines=(deck.subtitle,), table=None, notes=""))
    for slide in slides(deck.blocks):
        _draw(canvas, deck, slide)
    canvas.save()
    return target.getvalue()


def _draw(canvas: Canvas, deck: Deck, slide: Slide) -> None:
    canvas.setFillColor(colors.HexColor("#12495b"))
    canvas.rect(0, 0, 18, _HEIGHT, stroke=0, fill=1)
    height = _HEIGHT - 70.0
    height = _lines(canvas, slide.title, height, font="Helvetica-Bold", size=32) - 14
    for line in (*slide.lines, *_rows(slide.table)):
        height = _lines(canvas, line, height, font="Helvetica", size=20) - 8
    canvas.setFont("Helvetica", 10)
    canvas.drawString(60, 20, deck.publisher)
    canvas.drawRightString(_WIDTH - 40, 20, str(canvas.getPageNumber()))
    canvas.showPage()


def _lines(canvas: Canvas, text: str, height: float, *, font: str, size: int) -> float:
    canvas.setFillColor(colors.black)
    canvas.setFont(font, size)
    for line in simpleSplit(text, font, size, _WIDTH - 240):
        canvas.drawString(60, height, line)
        height -= size * 1.2
    return height


def _rows(table: Table | None) -> list[str]:
    return [" – ".join(row) for row in table.rows] if table else []


def build_pptx(deck: Deck) -> bytes:
    """
    The deck as PPTX, with tables and speaker's notes.
    """
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(13.333), Inches(7.5)
    first = presentation.slides.add_slide(presentation.slide_layouts[0])
    _set_text(first.shapes.title, deck.title)
    _set_text(first.placeholders[1], deck.subtitle)
    for slide in slides(deck.blocks):
        _add_slide(presentation, slide)
    properties = presentation.core_properties
    properties.title, properties.author, properties.last_modified_by = deck.metadata_title, deck.publisher, ""
    properties.created = properties.modified = morning(deck.day)
    target = io.BytesIO()
    presentation.save(target)
    return normalise(target.getvalue(), day=deck.day)


def _set_text(shape: object, text: str) -> None:
    shape.text_frame.text = text  # type: ignore[attr-defined]


def _add_slide(presentation: object, slide: Slide) -> None:
    layout = presentation.slide_layouts[1]  # type: ignore[attr-defined]
    added = presentation.slides.add_slide(layout)  # type: ignore[attr-defined]
    _set_text(added.shapes.title, slide.title)
    frame = added.placeholders[1].text_frame
    for number, line in enumerate(slide.lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text = line.removeprefix("• ")
        paragraph.font.size = Pt(24)
    if slide.table:
        _add_table(added, slide.table)
    if slide.notes:
        added.notes_slide.notes_text_frame.text = slide.notes


def _add_table(slide: object, table: Table) -> None:
    rows, columns = len(table.rows), len(table.rows[0])
    size = (Inches(0.8), Inches(4.6), Inches(11), Inches(0.4 * rows))
    grid = slide.shapes.add_table(rows, columns, *size).table  # type: ignore[attr-defined]
    for y, row in enumerate(table.rows):
        for x, cell in enumerate(row):
            grid.cell(y, x).text = plain(cell)
