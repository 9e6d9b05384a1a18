"""Links to the pages of a list."""

from collections.abc import Callable
from dataclasses import dataclass

from indexer.query import MAX_PAGE


@dataclass(frozen=True, kw_only=True)
class PageLink:
    """A page of the list, or a gap between pages."""

    #: 0 for a gap.
    number: int
    url: str = ""
    is_current: bool = False
    #: "prev" or "next" for the links at the ends.
    rel: str = ""


def show_pages(current: int, total: int, per_page: int, url_of: Callable[[int], str]) -> list[PageLink]:
    """Back, the pages around this one, first and last, and on; empty when there is one page only."""
    last = min(-(-total // per_page), MAX_PAGE)
    if last < 2:
        return []
    # A page beyond the last one still gets a way back.
    links = [PageLink(number=current - 1, url=url_of(min(current - 1, last)), rel="prev")] if current > 1 else []
    before = 0
    for number in sorted({1, last, *range(max(current - 1, 1), min(current + 1, last) + 1)}):
        if number - before > 1:
            links.append(PageLink(number=0))
        links.append(PageLink(number=number, url=url_of(number), is_current=number == current))
        before = number
    if current < last:
        links.append(PageLink(number=current + 1, url=url_of(current + 1), rel="next"))
    return links
