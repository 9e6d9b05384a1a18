"""Threads, rulers, bars and links to pages."""

import pytest

from webapp.presenters.facets import share_class
from webapp.presenters.pagination import show_pages
from webapp.presenters.ruler import make_ruler
from webapp.presenters.threads import draw_threads


def test_threads_are_as_wide_as_the_root_of_their_count():
    """The largest source has the widest thread; the picture stays within nine."""
    threads = draw_threads([100, 25] + [1] * 20)

    assert ["5.4", "3.2"] == [thread.width for thread in threads[:2]]
    assert [f"t{number}" for number in range(1, 10)] == [thread.colour for thread in threads]


@pytest.mark.parametrize("counts", [[], [0], [0, 0]])
def test_threads_of_nothing(counts):
    """Sources without documents are no reason to fail."""
    assert len(counts) == len(draw_threads(counts))


def test_ruler_has_a_tick_in_the_middle_of_each_page():
    """Ticks outside the document are left out."""
    assert ("0.5", "11.5") == make_ruler(12, [1, 12, 13]).ticks


@pytest.mark.parametrize(("page_count", "numbers"), [(1, [1]), (12, []), (12, [99])])
def test_no_ruler_without_pages_or_hits(page_count, numbers):
    """A ruler of one page or without ticks says nothing."""
    assert make_ruler(page_count, numbers) is None


@pytest.mark.parametrize(("count", "expected"), [(100, "a100"), (1, "a5"), (52, "a50"), (0, "")])
def test_bars_go_in_steps(count, expected):
    """Widths are classes, since styles may not stand in the page."""
    assert expected == share_class(count, 100)


def links(current: int, total: int) -> list[str]:
    """Page links as short words."""
    return [
        link.rel or ("…" if not link.number else f"[{link.number}]" if link.is_current else str(link.number))
        for link in show_pages(current, total, 10, str)
    ]


@pytest.mark.parametrize(
    ("current", "total", "expected"),
    [
        (1, 10, []),
        (1, 30, ["[1]", "2", "3", "next"]),
        (1, 320, ["[1]", "2", "…", "32", "next"]),
        (5, 320, ["prev", "1", "…", "4", "[5]", "6", "…", "32", "next"]),
        (32, 320, ["prev", "1", "…", "31", "[32]"]),
        (50, 9_999, ["prev", "1", "…", "49", "[50]"]),
        (40, 30, ["prev", "1", "…", "3"]),
    ],
)
def test_page_links(current, total, expected):
    """The first, the last and those around; none beyond the fiftieth."""
    assert expected == links(current, total)
