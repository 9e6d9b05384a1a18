"""Building PDF reports: one or two columns, running heads, page numbers and outlines."""

import datetime
import io
from dataclasses import dataclass
from xml.sax.saxutils import escape

from reportlab.lib import colors  # type: ignore[import-untyped]
from reportlab.lib.enums import TA_JUSTIFY  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.platypus import (  # type: ignore[import-untyped]
    BaseDocTemplate,
    Flowable,
    Frame,
    ListFlowable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid

from demo.documents.hyphens import soften
from demo.markup import Block, Bullets, Contact, DocumentList, Heading, Paragraph, Table, plain

WIDTH, HEIGHT = A4
_MARGIN = 24 * mm


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a PDF report is made from."""

    title: str
    subtitle: str
    publisher: str
    #: What the file says its title is, which need not be true.
    metadata_title: str
    language: str
    day: datetime.date
    columns: int
    outline: bool
    #: Every second-level heading begins a new page.
    chapters: bool
    text_size: float
    blocks: tuple[Block, ...]


def build_pdf(report: Report) -> bytes:
    """
    The finished file; the same bytes for the same report.
    """
    target = io.BytesIO()
    template = BaseDocTemplate(target, pagesize=A4, invariant=1)
    template.addPageTemplates([_cover_template(report), _body_template(report)])
    template.build(_story(report), canvasmaker=lambda *args, **kwargs: _canvas(report, *args, **kwargs))
    return target.getvalue()


def stamp(canvas: Canvas, *, title: str, author: str, language: str, day: datetime.date) -> None:
    """
    Write the file's metadata, with its day instead of the clock's.
    """
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setCreator("Tekstbehandler")
    canvas._doc.Catalog.Lang = language
    instant = datetime.datetime(day.year, day.month, day.day, 8, tzinfo=datetime.UTC)
    canvas._doc._timeStamp.t = instant.timestamp()
    canvas._doc._timeStamp.YMDhms = (day.year, day.month, day.day, 8, 0, 0)


def _canvas(report: Report, *args: object, **kwargs: object) -> Canvas:
    kwargs["lang"] = "nn-NO" if report.language == "nn" else "nb-NO"
    canvas = Canvas(*args, **kwargs)
    stamp(canvas, title=report.metadata_title, author=report.publisher, language=str(kwargs["lang"]), day=report.day)
    return canvas


def _cover_template(report: Report) -> PageTemplate:
    frame = Frame(_MARGIN, _MARGIN, WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN - 60 * mm, id="cover")

    def band(canvas: Canvas, _document: object) -> None:
        canvas.setFillColor(colors.HexColor("#12495b"))
        canvas.rect(0, HEIGHT - 60 * mm, WIDTH, 60 * mm, stroke=0, fill=1)
        canvas.setFillColor(colors.white)
        canvas.setFont("Helvetica-Bold", 13)
        canvas.drawString(_MARGIN, HEIGHT - 30 * mm, report.publisher)

    return PageTemplate(id="cover", frames=[frame], onPage=band)


def _body_template(report: Report) -> PageTemplate:
    gap = 8 * mm
    width = (WIDTH - 2 * _MARGIN - gap * (report.columns - 1)) / report.columns
    height = HEIGHT - 2 * _MARGIN
    frames = [
        Frame(_MARGIN + column * (width + gap), _MARGIN, width, height, 0, 0, 0, 0, id=f"column{column}")
        for column in range(report.columns)
    ]
    return PageTemplate(id="body", frames=frames, onPage=lambda canvas, _document: _running_head(canvas, report))


def _running_head(canvas: Canvas, report: Report) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.setFillColor(colors.HexColor("#555555"))
    canvas.drawString(_MARGIN, HEIGHT - 15 * mm, report.title)
    canvas.drawString(_MARGIN, 12 * mm, report.publisher)
    canvas.drawRightString(WIDTH - _MARGIN, 12 * mm, f"Side {canvas.getPageNumber()}")


class _Bookmark(Flowable):  # type: ignore[misc]
    """An outline entry at the place where it stands."""

    def __init__(self, text: str, level: int, key: str) -> None:
        super().__init__()
        self.text, self.level, self.key = text, level, key
        self.width = self.height = 0

    def draw(self) -> None:
        """
        Mark the place and add it to the outline.
        """
        self.canv.bookmarkPage(self.key)
        self.canv.addOutlineEntry(self.text, self.key, self.level)


def _story(report: Report) -> list[Flowable]:
    styles = _styles(report)
    story: list[Flowable] = [Spacer(1, 20 * mm), Text(escape(report.title), styles["cover"])]
    story += [Spacer(1, 6 * mm), Text(escape(report.subtitle), styles["sub"]), NextPageTemplate("body"), PageBreak()]
    for number, block in enumerate(report.blocks):
        chapter = isinstance(block, Heading) and block.level == 2
        if chapter and report.chapters and number:
            story.append(PageBreak())
        if chapter and report.outline:
            story.append(_Bookmark(block.text, 0, f"h{number}"))  # type: ignore[union-attr]
        story += _flowables(block, styles, narrow=report.columns > 1)
    return story


def _styles(report: Report) -> dict[str, ParagraphStyle]:
    size = report.text_size
    narrow = report.columns > 1
    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=size, leading=size * 1.35, spaceAfter=size * 0.7)
    body.embeddedHyphenation = 1
    if narrow:
        body.alignment = TA_JUSTIFY
    bold = {"fontName": "Helvetica-Bold", "keepWithNext": 1}
    return {
        "body": body,
        "cover": ParagraphStyle("cover", fontName="Helvetica-Bold", fontSize=26, leading=32),
        "sub": ParagraphStyle("sub", fontName="Helvetica", fontSize=13, leading=18),
        "h2": ParagraphStyle("h2", fontSize=size + 6, leading=size + 9, spaceBefore=14, spaceAfter=7, **bold),
        "h3": ParagraphStyle("h3", fontSize=size + 1.5, leading=size + 4, spaceBefore=8, spaceAfter=4, **bold),
        "cell": ParagraphStyle("cell", fontName="Helvetica", fontSize=8.5, leading=11),
    }


def _flowables(block: Block, styles: dict[str, ParagraphStyle], *, narrow: bool) -> list[Flowable]:
    if isinstance(block, Heading):
        return [Text(escape(block.text), styles["h2" if block.level == 2 else "h3"])]
    if isinstance(block, Paragraph):
        return [_running_text(block.text, styles["body"], narrow=narrow)]
    if isinstance(block, Bullets):
        items = [_running_text(item, styles["body"], narrow=narrow) for item in block.items]
        start = {"bulletType": "1"} if block.ordered else {"bulletType": "bullet", "start": "•"}
        return [ListFlowable(items, leftIndent=14, bulletFontSize=9, **start)]
    if isinstance(block, Table):
        return [_grid(block, styles["cell"]), Spacer(1, 4 * mm)]
    if isinstance(block, Contact):
        lines = (block.role, block.unit, f"E-post: {block.mail}", f"Telefon: {block.phone}")
        return [Text("<br/>".join(escape(line) for line in lines if line), styles["cell"]), Spacer(1, 4 * mm)]
    if isinstance(block, DocumentList):
        return [Text(escape(label), styles["body"]) for _name, label in block.items]
    raise TypeError(f"{type(block).__name__} cannot stand in a PDF")


def _running_text(text: str, style: ParagraphStyle, *, narrow: bool) -> Text:
    words = plain(text)
    return Text(escape(soften(words) if narrow else words), style)


def _grid(table: Table, style: ParagraphStyle) -> Grid:
    rows = [[Text(escape(plain(cell)), style) for cell in row] for row in table.rows]
    grid = Grid(rows, repeatRows=1)
    grid.setStyle([
        ("GRID", (0, 0), (-1, -1), 0.4, colors.HexColor("#999999")),
        ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#dfe9ec")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ])
    return grid
