"""Rows as CSV that spreadsheets with Norwegian settings open right, and that cannot carry formulas."""

import csv
import io
from collections.abc import Iterable, Iterator

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_rows(rows: Iterable[list[str]]) -> Iterator[str]:
    """The lines of the file, beginning with a byte order mark."""
    yield "\ufeff"
    for row in rows:
        line = io.StringIO()
        csv.writer(line, delimiter=";", lineterminator="\r\n").writerow([_harmless(cell) for cell in row])
        yield line.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
