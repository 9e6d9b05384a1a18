"""Searches in addresses."""

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from indexer.query import SearchQuery, Sort
from webapp.search_args import API, Fault, read_search, search_query_string, with_value, without_value


def read(query_string: str, **options):
    """The search of a query string."""
    pairs = [tuple(pair.split("=", 1)) for pair in query_string.split("&")]
    return read_search(MultiDict(pairs), **options)


def test_repeated_parameters_are_several_values():
    """A facet's parameter may be repeated; its values are sorted and each is there once."""
    query = read("q=heltid&kilde=solvik&kilde=austlia&kilde=solvik").query

    assert SearchQuery(text="heltid", filters={"source": ("austlia", "solvik")}) == query


def test_year_stands_for_its_first_and_last_day():
    """A year limits from its first day and to its last."""
    query = read("fra=2014&til=2016").query

    assert (date(2014, 1, 1), date(2016, 12, 31)) == (query.from_on, query.to_on)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("2024-02", date(2024, 2, 29)), ("2024-02-03", date(2024, 2, 3)), ("1999", date(1999, 12, 31))],
)
def test_last_day_of_a_period(typed, expected):
    """A month stands for its last day in the upper limit, a day for itself."""
    assert expected == read(f"til={typed}").query.to_on


@pytest.mark.parametrize("typed", ["i fjor", "2014-13", "2014-02-30", "2014-00", "0000", "20145", "-1"])
def test_wrong_day_is_named_and_not_used(typed):
    """What is not a day limits nothing, is named, and is kept for its field."""
    asked = read(f"fra={typed}")

    assert asked.query.from_on is None
    assert [("fra", Fault.NOT_A_DAY)] == [(each.parameter, each.fault) for each in asked.problems]
    assert typed == asked.from_typed


def test_end_before_the_beginning_is_left_out():
    """When the limits are the wrong way round the upper one goes."""
    asked = read("fra=2020&til=2010")

    assert [Fault.BACKWARDS] == [each.fault for each in asked.problems]
    assert (date(2020, 1, 1), None) == (asked.query.from_on, asked.query.to_on)


def test_unknown_parameters_are_ignored():
    """Somebody else's parameters change nothing."""
    assert SearchQuery(text="heltid") == read("q=heltid&utm_source=avis&fbclid=1").query


@pytest.mark.parametrize(("typed", "page"), [("2", 2), ("0", 1), ("51", 1), ("to", 1), ("٣", 3)])
def test_page_beyond_its_limits_is_the_first(typed, page):
    """Only pages 1 to 50 can be asked for."""
    assert page == read(f"side={typed}").query.page


def test_search_is_written_in_one_order_without_what_is_usual():
    """Equal searches have equal addresses."""
    typed = read("side=1&til=2020&sorter=nyest&kilde=b&kilde=a&q=smart+by&type=pdf&fra=2014-05-17&noeyaktig=ja")

    written = search_query_string(typed.query)

    assert "q=smart%2Bby&kilde=a&kilde=b&type=pdf&fra=2014-05-17&til=2020&sorter=nyest&noeyaktig=1" == written


def test_what_is_written_is_read_again():
    """Writing and reading a search gives the same search."""
    query = SearchQuery(
        text="ferje ELLER ferge",
        filters={"topic": ("heltid",), "year": ("2020", "2021")},
        from_on=date(2014, 1, 1),
        to_on=date(2015, 6, 30),
        sort=Sort.OLDEST,
        page=3,
        exact=True,
    )

    for names in (API,):
        pairs = [tuple(part.split("=", 1)) for part in search_query_string(query, names).split("&")]
        decoded = MultiDict([(name, value.replace("+", " ")) for name, value in pairs])
        assert query == read_search(decoded, names).query


def test_api_has_its_own_names():
    """The API's parameters are English, and wrong ones are named by them."""
    asked = read("source=solvik&sort=best&per_page=1000&exact=true", names=API)

    assert {"source": ("solvik",)} == asked.query.filters
    assert asked.query.exact
    assert {"sort": Fault.UNKNOWN_VALUE, "per_page": Fault.OUT_OF_RANGE} == {
        each.parameter: each.fault for each in asked.problems
    }


def test_too_many_and_too_long_values_are_left_out():
    """A facet takes fifty values of a hundred characters."""
    asked = read("&".join(f"kilde=k{number}" for number in range(60)) + f"&tema={'x' * 200}")

    assert 50 == len(asked.query.filters["source"])
    assert {Fault.TOO_MANY, Fault.TOO_LONG} == {each.fault for each in asked.problems}


def test_values_are_taken_and_put_back():
    """Changing a filter starts at the first page again and keeps the others."""
    query = SearchQuery(text="heltid", filters={"source": ("a", "b"), "type": ("pdf",)}, page=4)

    less = without_value(query, "source", "a")

    assert SearchQuery(text="heltid", filters={"source": ("b",), "type": ("pdf",)}) == less
    assert query.filters == with_value(less, "source", "a", "b").filters
