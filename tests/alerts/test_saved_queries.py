"""Saved searches keep what they mean, and equal ones are known as equal."""

from datetime import date

import pytest

from alerts.saved_queries import SavedQueryError, for_batch, from_json, query_key, to_json
from indexer.query import MAX_PER_PAGE, SearchQuery, Sort

WHOLE = SearchQuery(
    text="heltid «hele stillinger»",
    filters={"place": ("skien", "telemark"), "type": ("pdf",)},
    from_on=date(2014, 1, 1),
    to_on=date(2026, 12, 31),
    exact=True,
)


def test_everything_but_page_and_order_survives() -> None:
    """A search comes back as it was kept, at its first page."""
    kept = to_json(WHOLE.at_page(7))

    assert WHOLE == from_json(kept)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SearchQuery(text="heltid"), SearchQuery(text="  Heltid ")),
        (SearchQuery(text="heltid"), SearchQuery(text="heltid", page=3, per_page=50, sort=Sort.NEWEST)),
        (SearchQuery(filters={"place": ("a", "b")}), SearchQuery(filters={"place": ("b", "a", "a"), "type": ()})),
        (SearchQuery(text="p\u00e5"), SearchQuery(text="pa\u030a")),
    ],
)
def test_equal_searches_share_a_key(one: SearchQuery, other: SearchQuery) -> None:
    """Spacing, capitals, spelling of the bytes, order of values and paging make no other search."""
    assert query_key(one) == query_key(other)


@pytest.mark.parametrize(
    "other",
    [
        SearchQuery(text="deltid"),
        SearchQuery(text="heltid", exact=True),
        SearchQuery(text="heltid", filters={"type": ("pdf",)}),
        SearchQuery(text="heltid", from_on=date(2020, 1, 1)),
        SearchQuery(text="heltid", to_on=date(2020, 1, 1)),
    ],
)
def test_different_searches_have_different_keys(other: SearchQuery) -> None:
    """Whatever changes the hits changes the key."""
    assert query_key(SearchQuery(text="heltid")) != query_key(other)


def test_operators_are_not_words() -> None:
    """ELLER between two words is another search than the word «eller»."""
    assert query_key(SearchQuery(text="heltid ELLER deltid")) != query_key(SearchQuery(text="heltid eller deltid"))


@pytest.mark.parametrize(
    "stored",
    [
        {"text": "heltid", "filters": {"colour": ["red"]}},
        {"text": "heltid", "filters": ["place"]},
        {"text": "heltid", "filters": {"place": 7}},
        {"text": "heltid", "from_on": "yesterday"},
    ],
)
def test_what_is_not_a_search_is_refused(stored: dict[str, object]) -> None:
    """A stored value of another shape is an error that says so."""
    with pytest.raises(SavedQueryError, match="cannot be read"):
        from_json(stored)


def test_a_batch_is_asked_for_on_one_page() -> None:
    """All hits of a batch come at once, from the first page."""
    asked = for_batch(WHOLE.at_page(3))

    assert (1, MAX_PER_PAGE) == (asked.page, asked.per_page)
