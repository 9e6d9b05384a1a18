"""Downloads and documents built for the extraction tests."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

import docx
import openpyxl
import pptx
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from crawler.extraction.model import FetchedPage

FETCHED_AT = datetime(2026, 6, 7, 11, 0, tzinfo=UTC)


def fetched(body: bytes | str, *, url: str = "https://solvik.example.org/side", **headers: str) -> FetchedPage:
    """A download of these bytes."""
    raw = body.encode() if isinstance(body, str) else body
    return FetchedPage(url=url, body=raw, fetched_at=FETCHED_AT, **headers)


def build_pdf(
    pages: Sequence[Sequence[str]],
    *,
    title: str = "",
    lying: bool = False,
    password: str = "",
    sizes: Sequence[int] = (),
) -> bytes:
    """A PDF with these lines on its pages; the first lines of the first page in these sizes, the rest in 11 points."""
    file = io.BytesIO()
    size = landscape(A4) if lying else A4
    lock = StandardEncryption(password) if password else None
    canvas = Canvas(file, pagesize=size, encrypt=lock)
    canvas.setTitle(title)
    for number, lines in enumerate(pages):
        place = size[1] - 72
        for index, line in enumerate(lines):
            points = sizes[index] if number == 0 and index < len(sizes) else 11
            canvas.setFont("Helvetica", points)
            canvas.drawString(72, place, line)
            place -= 1.4 * points
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def build_docx(*paragraphs: tuple[str, str]) -> bytes:
    """A Word file of (style, text) paragraphs."""
    document = docx.Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    return saved(document)


def build_pptx(*slides: tuple[str, str, str]) -> bytes:
    """A deck of (title, body, notes) slides."""
    deck = pptx.Presentation()
    for title, body, notes in slides:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = body
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
    return saved(deck)


def build_xlsx(**sheets: Sequence[Sequence[object]]) -> bytes:
    """A workbook of named sheets with these rows."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return saved(workbook)


def saved(document: object) -> bytes:
    """The bytes of anything with a save method that takes a file."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def zipped(members: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return file.getvalue()


def with_member(package: bytes, name: str, body: bytes) -> bytes:
    """The package with one member put in or replaced."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    return zipped(members | {name: body})
