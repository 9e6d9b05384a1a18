"""Building PDF reports: cover, imprint, contents, one or two columns, running heads, page numbers and outlines."""

import datetime as dt
import io
from dataclasses import dataclass
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import Paragraph as Text
from reportlab.platypus.tableofcontents import TableOfContents

from demo.dates import worded
from demo.documents.parts import Styles, make_styles, set_block
from demo.documents.zipped import morning
from demo.markup import Block, Heading

WIDTH, HEIGHT = A4
CREATOR = "Tekstbehandler"
_MARGIN = 32 * mm
_NARROW_MARGIN = 24 * mm


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a PDF report is made from."""

    title: str
    subtitle: str
    publisher: str
    #: What the file says its title is, which need not be true.
    metadata_title: str
    language: str
    day: dt.date
    columns: int
    outline: bool
    #: Every second-level heading begins a new page.
    chapters: bool
    text_size: float
    blocks: tuple[Block, ...]


class _Template(BaseDocTemplate):  # type: ignore[misc]
    """Tells the contents page where each chapter began."""

    def __init__(self, target: io.BytesIO, report: Report) -> None:
        super().__init__(
            target, pagesize=A4, invariant=1, title=report.metadata_title, author=report.publisher, creator=CREATOR
        )
        self.report = report
        self.addPageTemplates([_cover_template(report), _body_template(report)])

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 (ReportLab calls it)
        """
        Note a chapter's page, and put it in the outline when the report has one.
        """
        if not isinstance(flowable, Text) or flowable.style.name != "h2":
            return
        title, key = flowable.getPlainText(), f"side{self.seq.nextf('chapter')}"
        self.canv.bookmarkPage(key)
        self.notify("TOCEntry", (0, title, self.page, key))
        if self.report.outline:
            self.canv.addOutlineEntry(title, key, 0)


def build_pdf(report: Report) -> bytes:
    """
    The finished file; the same bytes for the same report.
    """
    target = io.BytesIO()
    template = _Template(target, report)

    def canvas(*args: object, **kwargs: object) -> Canvas:
        language = "nn-NO" if report.language == "nn" else "nb-NO"
        made = Canvas(*args, **{**kwargs, "lang": language})
        stamp(made, title=report.metadata_title, author=report.publisher, day=report.day)
        return made

    template.multiBuild(_story(report), canvasmaker=canvas)
    return target.getvalue()


def stamp(canvas: Canvas, *, title: str, author: str, day: dt.date) -> None:
    """
    Write the file's metadata, with its day instead of the clock's.
    """
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setCreator(CREATOR)
    # ReportLab has no public way to set the time a file says it was made.
    clock = canvas._doc._timeStamp  # noqa: SLF001
    clock.t = morning(day).timestamp()
    clock.YMDhms = (day.year, day.month, day.day, 8, 0, 0)


def _cover_template(report: Report) -> PageTemplate:
    frame = Frame(_MARGIN, _MARGIN, WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN - 40 * mm, id="cover")

    def band(canvas: Canvas, _document: object) -> None:
        if canvas.getPageNumber() > 1:
            return
        canvas.setFillColor(colors.HexColor("#12495b"))
        canvas.rect(0, HEIGHT - 60 * mm, WIDTH, 60 * mm, stroke=0, fill=1)
        canvas.setFillColor(colors.white)
        canvas.setFont("Helvetica-Bold", 13)
        canvas.drawString(_MARGIN, HEIGHT - 30 * mm, report.publisher)

    return PageTemplate(id="cover", frames=[frame], onPage=band)


def _body_template(report: Report) -> PageTemplate:
    gap = 8 * mm
    margin = _NARROW_MARGIN if report.columns > 1 else _MARGIN
    width = (WIDTH - 2 * margin - gap * (report.columns - 1)) / report.columns
    height = HEIGHT - 2 * _MARGIN
    frames = [
        Frame(margin + column * (width + gap), _MARGIN, width, height, 0, 0, 0, 0, id=f"column{column}")
        for column in range(report.columns)
    ]
    return PageTemplate(id="body", frames=frames, onPage=lambda canvas, _document: _running_head(canvas, report))


def _running_head(canvas: Canvas, report: Report) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.setFillColor(colors.HexColor("#555555"))
    canvas.drawString(_MARGIN, HEIGHT - 15 * mm, report.title)
    canvas.drawString(_MARGIN, 12 * mm, report.publisher)
    canvas.drawRightString(WIDTH - _MARGIN, 12 * mm, f"Side {canvas.getPageNumber()}")


def _story(report: Report) -> list[Flowable]:
    narrow = report.columns > 1
    styles = make_styles(size=report.text_size, narrow=narrow)
    story = _front(report, styles)
    first = True
    for block in report.blocks:
        chapter = isinstance(block, Heading) and block.level == 2
        if chapter and report.chapters and not first:
            story.append(PageBreak())
        first = False
        story += set_block(block, styles, narrow=narrow)
    return story


def _front(report: Report, styles: Styles) -> list[Flowable]:
    """
    The cover, and for reports with several chapters the imprint and the contents on a page of their own.
    """
    front: list[Flowable] = [Spacer(1, 10 * mm), Text(escape(report.title), styles["cover"]), Spacer(1, 6 * mm)]
    front.append(Text(escape(report.subtitle or worded(report.day)), styles["sub"]))
    if sum(isinstance(block, Heading) and block.level == 2 for block in report.blocks) > 3:
        contents = TableOfContents()
        contents.levelStyles = [styles["small"]]
        imprint = f"{report.publisher}, {worded(report.day)}"
        words = ("Innhald", "Utgjevar") if report.language == "nn" else ("Innhold", "Utgiver")
        front += [PageBreak(), Text(words[0], styles["sub"]), Spacer(1, 6 * mm), contents, Spacer(1, 20 * mm)]
        front.append(Text(f"{words[1]}: {escape(imprint)}", styles["small"]))
    return [*front, NextPageTemplate("body"), PageBreak()]
