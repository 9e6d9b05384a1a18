"""The page ruler: a document as a line with a tick for every page that has a hit."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Ruler:
    """The line and its ticks, in units of pages."""

    #: Pages of the document.
    length: int
    #: Where each tick stands, the middle of its page.
    ticks: tuple[str, ...]


def make_ruler(page_count: int, numbers: Sequence[int]) -> Ruler | None:
    """The ruler of a document with several pages and at least one hit, else nothing."""
    shown = [number for number in numbers if 1 <= number <= page_count]
    if page_count < 2 or not shown:
        return None
    return Ruler(length=page_count, ticks=tuple(f"{number - 1}.5" for number in shown))
