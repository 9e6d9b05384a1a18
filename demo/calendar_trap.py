"""A calendar with a link to the next month on every month, without end: what a crawler must not be lost in."""

import re

from demo.dates import month_name

_MONTH = re.compile(r"(\d{4})-(\d{2})/?$")
_FIRST = (2026, 10)


def month_page(template: bytes, path: str) -> bytes:
    """
    The page of the month in the path, or of the first month, with links to its neighbours.
    """
    year, month = _month_of(path)
    words = {
        b"@MONTH@": f"{month_name(month)} {year}",
        b"@PREVIOUS@": _slug(year, month - 1),
        b"@NEXT@": _slug(year, month + 1),
    }
    for mark, text in words.items():
        template = template.replace(mark, text.encode())
    return template


def _month_of(path: str) -> tuple[int, int]:
    found = _MONTH.search(path)
    if found and 1 <= int(found[2]) <= 12:
        return int(found[1]), int(found[2])
    return _FIRST


def _slug(year: int, month: int) -> str:
    years, index = divmod(month - 1, 12)
    return f"{year + years}-{index + 1:02}"
