"""The parts of a PDF report: how each block of text is set."""

from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    ListFlowable,
    Spacer,
)
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid

from demo.documents.figures import BarChart
from demo.documents.hyphens import soften
from demo.markup import Block, Bullets, Contact, DocumentList, Figure, Heading, Paragraph, Table, plain

Styles = dict[str, ParagraphStyle]


def make_styles(*, size: float, narrow: bool) -> Styles:
    """
    The styles of a report; narrow columns are justified and hyphenated.
    """
    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=size, leading=size * 1.55, spaceAfter=size)
    body.embeddedHyphenation = 1
    if narrow:
        body.alignment, body.leading = TA_JUSTIFY, size * 1.4
    bold = {"fontName": "Helvetica-Bold", "keepWithNext": 1}
    return {
        "body": body,
        "cover": ParagraphStyle("cover", fontName="Helvetica-Bold", fontSize=26, leading=32),
        "sub": ParagraphStyle("sub", fontName="Helvetica", fontSize=13, leading=18),
        "small": ParagraphStyle("small", fontName="Helvetica", fontSize=9.5, leading=14, spaceAfter=6),
        "h2": ParagraphStyle("h2", fontSize=size + 7, leading=size + 11, spaceBefore=20, spaceAfter=12, **bold),
        "h3": ParagraphStyle("h3", fontSize=size + 2, leading=size + 5, spaceBefore=12, spaceAfter=6, **bold),
        "cell": ParagraphStyle("cell", fontName="Helvetica", fontSize=9, leading=13),
    }


def set_block(block: Block, styles: Styles, *, narrow: bool) -> list[Flowable]:
    """
    The flowables of one block.
    """
    match block:
        case Heading():
            return [Text(escape(block.text), styles["h2" if block.level == 2 else "h3"])]
        case Paragraph():
            return [_running_text(block.text, styles["body"], narrow=narrow)]
        case Bullets():
            return [_list(block, styles["body"], narrow=narrow), Spacer(1, 3 * mm)]
        case Table():
            return [_grid(block, styles["cell"]), Spacer(1, 7 * mm)]
        case Figure():
            return [BarChart(block), Spacer(1, 5 * mm)]
        case Contact():
            lines = (block.role, block.unit, f"E-post: {block.mail}", f"Telefon: {block.phone}")
            return [Text("<br/>".join(escape(line) for line in lines if line), styles["cell"]), Spacer(1, 4 * mm)]
        case DocumentList():
            return [Text(escape(label), styles["body"]) for _name, label in block.items]
    raise TypeError(f"{type(block).__name__} cannot stand in a PDF")


def _list(bullets: Bullets, style: ParagraphStyle, *, narrow: bool) -> ListFlowable:
    items = [_running_text(item, style, narrow=narrow) for item in bullets.items]
    marks = {"bulletType": "1"} if bullets.ordered else {"bulletType": "bullet", "start": "•"}
    return ListFlowable(items, leftIndent=14, bulletFontSize=9, **marks)


def _running_text(text: str, style: ParagraphStyle, *, narrow: bool) -> Text:
    words = plain(text)
    return Text(escape(soften(words) if narrow else words), style)


def _grid(table: Table, style: ParagraphStyle) -> Grid:
    rows = [[Text(escape(plain(cell)), style) for cell in row] for row in table.rows]
    grid = Grid(rows, repeatRows=1)
    grid.setStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.4, colors.HexColor("#999999")),
            ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#dfe9ec")),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
    )
    return grid
