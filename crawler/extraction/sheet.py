"""Reads XLSX, XLS and ODS sheet by sheet with calamine, after checking that no sheet spans too much."""

import datetime as dt
import io
import posixpath
import re
from collections.abc import Iterator

import python_calamine as calamine

from crawler.extraction import mime as mimes
from crawler.extraction.archive import Archive, BadArchive
from crawler.extraction.model import DocumentType, Extraction, ExtractionStatus, FetchedPage, Heading, PageText
from crawler.extraction.outcome import refuse
from crawler.extraction.package import Properties, assemble, open_package, parse_part, read_properties
from crawler.extraction.typography import squeeze

#: Filled cells that are read, and cells a sheet may span from its first to its last.
CELLS = 200_000
SPAN = 2_000_000
SHEETS = 200
#: A cell with something in it; formatted empty ones may stand anywhere and cost nothing.
_FILLED_CELL = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^>]{0,200}?\s)?r=["']([A-Z]{1,3})(\d{1,7})["'][^>]{0,200}(?<!/)>\s*<[^/]"""
)
#: The row of cells that do not say where they stand.
_POSITIONAL_ROW = re.compile(
    rb"""<(?:\w+:)?row\s(?:[^>]{0,200}?\s)?r=["'](\d{1,7})["'][^>]{0,400}>\s*<(?:\w+:)?c(?![^>]{0,200}\sr=)"""
)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def read_sheet(page: FetchedPage) -> Extraction:
    """
    Read a workbook, one page per sheet, a row as "a | b"; sheets beyond the limits are named in the error.
    """
    mime = mimes.sniff(page)
    archive = None if mime == mimes.XLS else open_package(page.body, mime)
    if isinstance(archive, Extraction):
        return archive
    too_wide = _too_wide(archive) if archive is not None and mime == mimes.XLSX else set[str]()
    try:
        workbook = calamine.load_workbook(io.BytesIO(page.body))
    except (calamine.CalamineError, OSError, ValueError) as error:
        locked = "password" in str(error).lower()
        status = ExtractionStatus.ENCRYPTED if locked else ExtractionStatus.BROKEN
        return refuse(mime, status, f"The workbook cannot be opened: {error}")
    try:
        pages, left_out = _read_sheets(workbook, too_wide)
    finally:
        workbook.close()
    return _assemble(page, mime, archive, pages, left_out)


def _assemble(
    page: FetchedPage, mime: str, archive: Archive | None, pages: list[PageText], left_out: list[str]
) -> Extraction:
    damage = f"These sheets are too big and were cut or left out: {', '.join(left_out[:10])}." if left_out else ""
    if damage and not pages:
        return refuse(mime, ExtractionStatus.TOO_BIG, damage)
    return assemble(
        page,
        kind=DocumentType.SHEET,
        mime=mime,
        pages=pages,
        headings=[Heading(text=sheet.label, level=2, page=sheet.number) for sheet in pages if sheet.label],
        properties=read_properties(archive) if archive is not None else Properties(),
        printed_title="",
        damage=damage,
        provenance="calamine",
    )


def _read_sheets(workbook: calamine.CalamineWorkbook, too_wide: set[str]) -> tuple[list[PageText], list[str]]:
    """
    The sheets with text, and the names of those that were cut or left out.
    """
    pages: list[PageText] = []
    left_out: list[str] = []
    budget = CELLS
    for number, name in enumerate(workbook.sheet_names[:SHEETS], 1):
        if name in too_wide or budget <= 0:
            left_out.append(name)
            continue
        lines, used = _lines(workbook, name, budget)
        budget -= used
        if budget <= 0:
            left_out.append(name)
        if lines:
            pages.append(PageText(number=number, text="\n".join(lines), label=name[:120]))
    return pages, left_out


def _lines(workbook: calamine.CalamineWorkbook, name: str, budget: int) -> tuple[list[str], int]:
    lines: list[str] = []
    used = 0
    try:
        for row in workbook.get_sheet_by_name(name).iter_rows():
            cells = [text for cell in row if (text := _show(cell))]
            used += len(cells)
            if used > budget:
                break
            if cells:
                lines.append(" | ".join(cells))
    except calamine.CalamineError:
        # A chart sheet or a damaged one: what was read stays.
        return lines, used
    return lines, used


def _show(cell: object) -> str:
    """
    A cell as a reader sees it: whole numbers without decimals, days without midnight.
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.10g}"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ", "minutes")
    return squeeze(str(cell))


def _too_wide(archive: Archive) -> set[str]:
    """
    The names of the sheets that span more cells than SPAN, found without building any.
    """
    return {name for name, part in _sheet_parts(archive) if _span(archive, part) > SPAN}


def _span(archive: Archive, part: str) -> int:
    rows, columns = 0, 0
    try:
        xml = archive.read(part)
    except BadArchive:
        return 0
    for match in _FILLED_CELL.finditer(xml):
        columns, rows = max(columns, _column(match[1])), max(rows, int(match[2]))
    for match in _POSITIONAL_ROW.finditer(xml):
        rows = max(rows, int(match[1]))
    return rows * max(columns, 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _sheet_parts(archive: Archive) -> Iterator[tuple[str, str]]:
    """
    The name and the part of every sheet, by the workbook's relationships.
    """
    workbook, relations = parse_part(archive, "xl/workbook.xml"), parse_part(archive, "xl/_rels/workbook.xml.rels")
    if workbook is None or relations is None:
        return
    targets = {relation.get("Id", ""): relation.get("Target", "") for relation in relations.iter("{*}Relationship")}
    for sheet in workbook.iter("{*}sheet"):
        target = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION) or "", "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        if part in archive:
            yield sheet.get("name", ""), part
