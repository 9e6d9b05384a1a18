"""What every search engine takes in, and which words find it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.engine import Batch, SearchEngine
from tests.contracts.search_documents import (
    FORM_IDS,
    FORMS,
    ask,
    fill,
    found,
    make_document,
    new_engine,
)


@pytest.fixture(params=FORMS, ids=FORM_IDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    """An empty index in each engine, in memory and on disk."""
    with new_engine(request.param, tmp_path) as engine:
        yield engine


def test_applying_a_batch_twice_changes_nothing(engine):
    """An upsert replaces what has the same id, pages and all."""
    report = make_document(1, "Rapport", ("Havn og kai", "Fiskeri og havbruk"))

    fill(engine, report)
    fill(engine, report)
    page = ask(engine, "fiskeri")

    assert 1 == engine.count()
    assert 1 == page.total
    assert (2,) == page.hits[0].page_numbers


def test_an_upsert_replaces_the_words(engine):
    """The old text of a document cannot be found any more."""
    fill(engine, make_document(1, "Kaia", "Fiskeri", revision=1))

    fill(engine, make_document(1, "Kaia", "Landbruk", revision=2))

    assert [] == found(engine, "fiskeri")
    assert [1] == found(engine, "landbruk")
    assert {1: 2} == engine.revisions([1, 7])


def test_the_last_of_two_upserts_of_a_document_counts(engine):
    """A batch may hold a document twice."""
    fill(engine, make_document(1, text="Fiskeri", revision=1), make_document(1, text="Landbruk", revision=2))

    assert 1 == engine.count()
    assert [1] == found(engine, "landbruk")


def test_deleting_twice_changes_nothing(engine):
    """A deleted document and its pages are gone; deleting what is not there is no error."""
    fill(engine, make_document(1, "Rapport", ("Havn", "Kai")), make_document(2, "Havn"))

    fill(engine, deletes=(1, 9))
    fill(engine, deletes=(1, 9))

    assert [2] == found(engine, "havn")
    assert 1 == engine.count()


def test_an_empty_batch_is_nothing(engine):
    """Nothing to do is not an error."""
    engine.apply(Batch())

    assert 0 == engine.count()
    assert {} == engine.revisions([])


def test_the_title_weighs_more_than_the_text(engine):
    """A word in the title puts a document first."""
    fill(
        engine,
        make_document(1, "Møte i mai", "Vi snakket om havneplan og vei i Solvik kommune"),
        make_document(2, "Havneplan", "Vi snakket om skole og vei i Solvik kommune"),
    )

    assert [2, 1] == found(engine, "havneplan")


def test_the_form_as_typed_comes_first(engine):
    """Both inflections are found, the one that was typed before the other."""
    fill(engine, make_document(1, text="Flere kommunene her"), make_document(2, text="Flere kommuner her"))

    assert [1, 2] == found(engine, "kommunene")
    assert [2, 1] == found(engine, "kommuner")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("samarbeid om bedre tjenester", "Samarbeid om betre tenester"),
        ("bærekraftig næringsutvikling", "Berekraftig næringsutvikling"),
        ("saman", "Jobbe smartere sammen"),
        ("tilskot", "Søk om tilskudd"),
    ],
)
def test_bokmal_and_nynorsk_find_each_other(engine, typed, written):
    """A word finds its twin in the other form of Norwegian."""
    fill(engine, make_document(1, text=written), make_document(2, text="Noe helt annet"))

    assert [1] == found(engine, typed)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("finans", "Finansdepartementet"),
        ("kompetansebehov", "Behov for kompetanse"),
        ("kompetanse behov", "Kompetansebehovet øker"),
    ],
)
def test_compounds_and_their_parts_find_each_other(engine, typed, written):
    """A compound is found by its parts, and its parts by the compound."""
    fill(engine, make_document(1, text=written), make_document(2, text="Noe helt annet"))

    assert [1] == found(engine, typed)


def test_all_words_are_required(engine):
    """A hit has every word, wherever it stands."""
    fill(engine, make_document(1, "Havn", "fiskeri"), make_document(2, "Havn"), make_document(3, "Fiskeri"))

    assert [1] == found(engine, "fiskeri havn")
    assert [1, 2, 3] == sorted(found(engine, "fiskeri OR havn"))


def test_a_phrase_stands_together(engine):
    """Words in quotes stand beside each other in one zone, in any inflection."""
    fill(
        engine,
        make_document(1, text="Vi driver med smart spesialisering i fylket"),
        make_document(2, text="Smart å drive med spesialisering"),
        make_document(3, "Smart", "spesialisering"),
    )

    assert [1] == found(engine, '"smart spesialisering"')


def test_a_minus_rules_out(engine):
    """Documents with the word are left out, also where nothing else is asked for."""
    fill(engine, make_document(1, text="havn og fiskeri"), make_document(2, text="havn"), make_document(3, text="vei"))

    assert [2] == found(engine, "havn -fiskeri")
    assert [2, 3] == sorted(found(engine, "-fiskeri"))


def test_a_start_of_a_word_finds_the_word(engine):
    """The star stands for any ending."""
    fill(engine, make_document(1, text="Havbruk"), make_document(2, text="Havbruksplan"), make_document(3, text="Hav"))

    assert [1, 2] == sorted(found(engine, "havbr*"))


def test_a_word_can_be_asked_for_in_the_title(engine):
    """The field limits where the word may stand."""
    fill(engine, make_document(1, "Havn"), make_document(2, text="Havn"), make_document(3, link_texts="Havn"))

    assert [1] == found(engine, "tittel:havn")
    assert [1, 2, 3] == sorted(found(engine, "havn"))


def test_exact_means_as_written(engine):
    """No inflections, no compounds."""
    fill(engine, make_document(1, text="kommunen"), make_document(2, text="kommune"))

    assert [2] == found(engine, "kommune", exact=True)


def test_titles_are_suggested_by_the_start_of_a_word(engine):
    """Each title once, those that start so first; all words but the last are finished."""
    fill(
        engine,
        make_document(1, "Plan for havn"),
        make_document(2, "Havneplan"),
        make_document(3, "Havneplan"),
        make_document(4, "Vei og skole", "havn"),
    )

    assert ["Havneplan", "Plan for havn"] == list(engine.suggest("hav"))
    assert ["Plan for havn"] == list(engine.suggest("plan ha"))
    assert ["Havneplan"] == list(engine.suggest("HAV", limit=1))
    assert [] == list(engine.suggest(" - "))


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "((((" * 100,
        "a" * 5000,
        "hav* " * 200,
        '"' + "havn " * 500,
        "-" * 300,
        "ELLER OG IKKE",
        "tittel:",
        "\0\ud800",
    ],
)
def test_nothing_that_is_typed_is_an_error(engine, text):
    """A strange query is answered, and soon."""
    fill(engine, *(make_document(number, "Havn", "hav havn havbruk havari " * 20) for number in range(20)))

    page = ask(engine, text)

    assert page.took_ms < 2000
