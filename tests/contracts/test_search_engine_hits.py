"""How every search engine filters, counts, orders, groups and shows its hits."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from markupsafe import Markup

from indexer.engine import SearchEngine
from indexer.query import MAX_PAGE, MAX_PER_PAGE, Sort
from tests.contracts.search_documents import (
    FORM_IDS,
    FORMS,
    ask,
    counts,
    fill,
    found,
    ids,
    make_document,
    new_engine,
)


@pytest.fixture(params=FORMS, ids=FORM_IDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    """An empty index in each engine, in memory and on disk."""
    with new_engine(request.param, tmp_path) as engine:
        yield engine


def test_no_words_and_a_filter(engine):
    """Without words every document that the filters let through is a hit, the newest first."""
    fill(
        engine,
        make_document(1, "A", "Første setning.", source="solvik", date_on=date(2023, 1, 1)),
        make_document(2, "B", "Andre setning.", source="solvik", date_on=date(2024, 1, 1)),
        make_document(3, "C", source="nordbygd"),
    )

    page = ask(engine, filters={"source": ("solvik",)})

    assert [2, 1] == ids(page)
    assert Markup("Andre setning.") == page.hits[0].snippet
    assert 3 == ask(engine).total


def test_values_of_one_facet_add_up_and_facets_limit_each_other(engine):
    """Any of the values of a facet will do; every facet must be met."""
    fill(
        engine,
        make_document(1, topics=("klima", "energi"), source="solvik"),
        make_document(2, topics=("skole",), source="solvik"),
        make_document(3, topics=("klima",), source="nordbygd"),
        make_document(4, topics=("helse",), source="solvik"),
    )

    assert [1, 2, 3] == sorted(found(engine, filters={"topic": ("klima", "skole")}))
    assert [1, 2] == sorted(found(engine, filters={"topic": ("klima", "skole"), "source": ("solvik",)}))
    assert [] == found(engine, filters={"topic": ("finnes-ikke",)})


def test_a_facet_is_counted_without_its_own_filter(engine):
    """The reader sees what each further value would bring."""
    fill(
        engine,
        make_document(1, topics=("klima",), source="solvik"),
        make_document(2, topics=("klima",), source="nordbygd"),
        make_document(3, topics=("klima", "skole"), source="nordbygd"),
        make_document(4, topics=("skole",), source="solvik", date_on=date(2020, 1, 1)),
    )

    page = ask(engine, filters={"source": ("solvik",), "topic": ("klima",)})

    assert 1 == page.total
    assert [("nordbygd", 2), ("solvik", 1)] == counts(page, "source")
    assert [("klima", 1), ("skole", 1)] == counts(page, "topic")
    assert [("2024", 1)] == counts(page, "year")


def test_years_are_counted_in_their_own_order(engine):
    """Every facet has the largest first, but years."""
    fill(engine, *(make_document(number, date_on=date(2020 + number // 2, 1, 1)) for number in range(1, 5)))

    page = ask(engine)

    assert [("2020", 1), ("2021", 2), ("2022", 1)] == counts(page, "year")
    assert [1] == found(engine, filters={"year": ("2020",)})


def test_filters_that_are_typed_add_to_those_that_are_chosen(engine):
    """What stands in the text works like a box that is ticked."""
    fill(engine, *(make_document(number, "Havn", source=source) for number, source in enumerate("abc", 1)))

    assert [1, 2] == sorted(found(engine, "havn kilde:a", filters={"source": ("b",)}))


def test_dates_limit_the_hits_on_both_sides(engine):
    """The limits are inclusive."""
    fill(engine, *(make_document(day, date_on=date(2024, 1, day)) for day in range(1, 6)))

    assert [4, 3, 2] == found(engine, from_on=date(2024, 1, 2), to_on=date(2024, 1, 4))
    assert [5, 4] == found(engine, from_on=date(2024, 1, 4))
    assert [1] == found(engine, to_on=date(2024, 1, 1))


def test_equal_hits_come_by_date_and_then_by_id(engine):
    """The order is the same every time, whatever the order of indexing."""
    for number in (5, 1, 4, 2, 3):
        fill(engine, make_document(number, "Havn", date_on=date(2024, 1, 1 + number // 3)))

    assert [3, 4, 5, 1, 2] == found(engine, "havn")
    assert [3, 4, 5, 1, 2] == found(engine, "havn", sort=Sort.NEWEST)
    assert [1, 2, 3, 4, 5] == found(engine, "havn", sort=Sort.OLDEST)


def test_pages_of_hits_follow_each_other(engine):
    """Every hit is on one page, and the pages end."""
    fill(engine, *(make_document(number, "Havn") for number in range(1, 26)))

    pages = [ask(engine, "havn", page=page) for page in (1, 2, 3, 4)]

    assert list(range(1, 26)) == [doc_id for page in pages for doc_id in ids(page)]
    assert [10, 10, 5, 0] == [len(page.hits) for page in pages]
    assert {25} == {page.total for page in pages}


def test_paging_has_limits(engine):
    """Whatever is asked for, an answer is small."""
    fill(engine, *(make_document(number, "Havn") for number in range(1, MAX_PER_PAGE + 6)))

    assert MAX_PER_PAGE == len(found(engine, "havn", per_page=10**6))
    assert 1 == len(found(engine, "havn", per_page=0))
    assert [] == found(engine, "havn", page=MAX_PAGE + 1, per_page=1)
    assert 10 == len(found(engine, "havn", page=-3))


def test_within_limits_the_hits_to_some_documents(engine):
    """The reader of an alert is told of the new documents only."""
    fill(engine, *(make_document(number, "Havn") for number in range(1, 6)))

    assert [2, 4] == found(engine, "havn", within=[4, 2, 99])
    assert [] == found(engine, "havn", within=[])
    assert [3] == found(engine, within={3})


def test_a_work_is_one_hit(engine):
    """Documents with the same text are shown once, counted once, and named under the best of them."""
    fill(
        engine,
        make_document(1, "Plan", "Havn", work="plan", source="solvik", date_on=date(2022, 1, 1)),
        make_document(2, "Havn", "Havn", work="plan", source="nordbygd"),
        make_document(3, "Plan", "Havn", work="plan", source="solvik", date_on=date(2021, 1, 1)),
        make_document(4, "Annet", "Havn", source="solvik"),
        make_document(5, "Annet", "Vei", work="vei"),
    )

    page = ask(engine, "havn")

    assert [2, 4] == ids(page)
    assert 2 == page.total
    assert (1, 3) == page.hits[0].also
    assert () == page.hits[1].also
    assert [("solvik", 2), ("nordbygd", 1)] == counts(page, "source")


def test_works_do_not_shorten_the_pages(engine):
    """A page is full as long as there are works, however many documents each of them has."""
    fill(engine, *(make_document(number, "Havn", work=f"w{number // 40}") for number in range(400)))

    page = ask(engine, "havn", per_page=8)

    assert [0, 40, 80, 120, 160, 200, 240, 280] == ids(page)
    assert 10 == page.total
    assert [320, 360] == found(engine, "havn", per_page=8, page=2)
    assert [("solvik", 10)] == counts(page, "source")


def test_hits_inside_a_report_have_page_numbers(engine):
    """The ruler has every page with all the words; the passage is from the best of them."""
    fill(
        engine,
        make_document(
            1,
            "Rapport",
            ("Innledning", "Havn og fiskeri", "Bare fiskeri", "Fiskeri, fiskeri i havn", "Om havn og om fiskeri"),
        ),
    )

    hit = ask(engine, "fiskeri i havn").hits[0]

    assert (2, 4, 5) == hit.page_numbers
    assert 4 == hit.pages[0].number
    assert hit.pages[0].snippet == hit.snippet
    assert {2, 4, 5} == {page.number for page in hit.pages}


def test_at_most_three_pages_have_passages(engine):
    """The ruler shows the others."""
    fill(engine, make_document(1, "Rapport", ("Havn",) * 7))

    hit = ask(engine, "havn").hits[0]

    assert (1, 2, 3) == tuple(page.number for page in hit.pages)
    assert (1, 2, 3, 4, 5, 6, 7) == hit.page_numbers


def test_words_spread_over_pages_are_shown_where_they_stand(engine):
    """When no page has all the words, pages with any of them count."""
    fill(engine, make_document(1, "Rapport", ("Havn", "Vei", "Fiskeri")))

    assert (1, 3) == ask(engine, "fiskeri havn").hits[0].page_numbers


def test_a_web_page_has_no_page_hits(engine):
    """One page is no pages."""
    fill(engine, make_document(1, "Nyhet", "Havn"), make_document(2, "Rapport havn", ("Vei", "Skole")))

    page = ask(engine, "havn")

    assert {1: (), 2: ()} == {hit.id: hit.page_numbers for hit in page.hits}
    assert {"Vei Skole"} == {hit.snippet.striptags() for hit in page.hits if hit.id == 2}


def test_snippets_are_escaped_and_marked(engine):
    """What a source wrote can never become markup in our page."""
    fill(engine, make_document(1, "<b>Havn</b> & kai", "Se <script>alert('havn')</script> på havna"))

    hit = ask(engine, "havn").hits[0]

    assert Markup("&lt;b&gt;<mark>Havn</mark>&lt;/b&gt; &amp; kai") == hit.title
    assert "<script>" not in hit.snippet
    assert "<mark>havna</mark>" in hit.snippet


def test_forms_beyond_what_was_typed_are_told(engine):
    """The reader is told which other words were searched for."""
    fill(engine, make_document(1, text="Berekraftig havbruk"))

    assert ("berekraftig",) == ask(engine, "bærekraftig").expansions


def test_what_was_not_understood_is_remarked(engine):
    """The parser's remarks come with the hits."""
    fill(engine, make_document(1, text="havn"))

    page = ask(engine, '"havn')

    assert [1] == ids(page)
    assert page.remarks
