"""Building DOCX and XLSX files from text."""

import datetime as dt
import io
import re

import docx
from openpyxl import Workbook

from demo.documents.zipped import morning, normalise
from demo.markup import Block, Bullets, Contact, Heading, Paragraph, Table, plain

_NUMBER = re.compile(r"[+–-]?\d[\d ]*(,\d+)?")


def build_docx(*, title: str, author: str, metadata_title: str, day: dt.date, blocks: tuple[Block, ...]) -> bytes:
    """
    A DOCX with headings, lists and tables in Word's own styles.
    """
    document = docx.Document()
    document.add_heading(title, 0)
    for block in blocks:
        _add(document, block)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = metadata_title, author, ""
    properties.comments = ""
    properties.created = properties.modified = morning(day)
    target = io.BytesIO()
    document.save(target)
    return normalise(target.getvalue(), day=day)


def _add(document: object, block: Block) -> None:
    add_paragraph = document.add_paragraph  # type: ignore[attr-defined]
    if isinstance(block, Heading):
        document.add_heading(block.text, block.level - 1)  # type: ignore[attr-defined]
    elif isinstance(block, Paragraph):
        add_paragraph(plain(block.text))
    elif isinstance(block, Bullets):
        for item in block.items:
            add_paragraph(plain(item), style="List Number" if block.ordered else "List Bullet")
    elif isinstance(block, Contact):
        add_paragraph(f"{block.role}, {block.unit}, {block.mail}, {block.phone}")
    elif isinstance(block, Table):
        grid = document.add_table(len(block.rows), len(block.rows[0]), style="Table Grid")  # type: ignore[attr-defined]
        for y, row in enumerate(block.rows):
            for x, cell in enumerate(row):
                grid.cell(y, x).text = plain(cell)


def build_xlsx(*, title: str, author: str, day: dt.date, blocks: tuple[Block, ...]) -> bytes:
    """
    A workbook with one sheet per heading; numbers are numbers.
    """
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Om tallene"
    sheet.append([title])
    for block in blocks:
        if isinstance(block, Heading):
            sheet = workbook.create_sheet(block.text[:31])
        elif isinstance(block, Paragraph):
            sheet.append([plain(block.text)])
        elif isinstance(block, Table):
            for row in block.rows:
                sheet.append([_cell(cell) for cell in row])
    workbook.properties.title, workbook.properties.creator = title, author
    target = io.BytesIO()
    workbook.save(target)
    return normalise(target.getvalue(), day=day)


def _cell(text: str) -> str | float:
    if _NUMBER.fullmatch(text):
        return float(text.replace("–", "-").replace(" ", "").replace(",", "."))
    return text
