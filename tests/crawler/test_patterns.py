"""Address spaces without end are recognised by their pattern; numbered articles are not."""

import pytest

from crawler.patterns import MAX_PER_NUMBER, MAX_PER_PATTERN, PatternBudget, allowance, is_asset, pattern

SITE = "https://solvik.test"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{SITE}/kalender/2026/11", "solvik.test/kalender/#/#?"),
        (f"{SITE}/sak?id=17&vis=alt", "solvik.test/sak?id=#&vis"),
        (f"{SITE}/sak?vis=kort&id=18", "solvik.test/sak?id=#&vis"),
        (f"{SITE}/plan", "solvik.test/plan?"),
    ],
)
def test_the_pattern_of_an_address(url: str, expected: str) -> None:
    """
    Digits are one thing, and parameters count by name.
    """
    assert expected == pattern(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{SITE}/artikkel/4711", MAX_PER_NUMBER),
        (f"{SITE}/vis.aspx?id=4711", MAX_PER_NUMBER),
        (f"{SITE}/kalender/2026/11", MAX_PER_PATTERN),
        (f"{SITE}/kalender?maaned=2026-11", MAX_PER_PATTERN),
        (f"{SITE}/sok?tema=heltid&side=2", MAX_PER_PATTERN),
        (f"{SITE}/2026/sak?id=3", MAX_PER_PATTERN),
    ],
)
def test_what_numbers_its_articles_may_have_many(url: str, expected: int) -> None:
    """
    One number is how systems name their pages; two, or free values, are how calendars and filters do.
    """
    assert expected == allowance(pattern(url))


def test_a_calendar_ends() -> None:
    """
    After its share; others are not touched, and what was left out is counted.
    """
    budget = PatternBudget()

    admitted = sum(
        budget.admits(f"{SITE}/kalender/{year}/{month}") for year in range(2000, 2030) for month in range(12)
    )

    assert MAX_PER_PATTERN == admitted
    assert {"solvik.test/kalender/#/#?": 360 - MAX_PER_PATTERN} == dict(budget.refused)
    assert budget.admits(f"{SITE}/plan")


def test_what_is_known_counts() -> None:
    """
    A later harvest does not begin anew.
    """
    budget = PatternBudget(f"{SITE}/kalender/2026/{day}" for day in range(MAX_PER_PATTERN))

    assert not budget.admits(f"{SITE}/kalender/2027/1")


def test_assets_are_not_fetched() -> None:
    """
    Images, scripts and archives by their ending; documents are.
    """
    assert is_asset(f"{SITE}/bilde.JPG?w=200")
    assert is_asset(f"{SITE}/arkiv.zip")
    assert not is_asset(f"{SITE}/rapport.pdf")
    assert not is_asset(f"{SITE}/svg/om")
