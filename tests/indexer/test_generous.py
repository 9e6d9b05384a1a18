"""A search for readers: all the words first, and some of them when none has all."""

from dataclasses import replace
from datetime import date

from indexer.engine import Batch, IndexDocument, IndexPage, SearchEngine
from indexer.generous import ANY_WORD, search_generously
from indexer.query import SearchQuery


def put(engine: SearchEngine, number: int, title: str, text: str) -> None:
    """One web page in the index."""
    document = IndexDocument(
        id=number,
        revision=1,
        title=title,
        pages=(IndexPage(number=1, text=text),),
        source="solvik",
        type="nettside",
        date_on=date(2026, 11, 22),
    )
    engine.apply(Batch(upserts=(document,)))


def test_documents_with_all_the_words_are_enough(engine: SearchEngine) -> None:
    """Nothing is relaxed as long as a document has every word."""
    put(engine, 1, "Heltid i turnus", "Om heltid i turnus.")
    put(engine, 2, "Heltid", "Om heltid.")

    page = search_generously(engine, SearchQuery(text="heltid turnus"))

    assert (1, ()) == (page.total, page.remarks)


def test_some_of_the_words_when_none_has_all(engine: SearchEngine) -> None:
    """The best of those with any of the words come, and the answer says so."""
    put(engine, 1, "Heltid i turnus", "Om heltid i turnus.")
    put(engine, 2, "Ny bru", "Brua over elva.")

    page = search_generously(engine, SearchQuery(text="heltid turnus fjellvettregler"))

    assert [1] == [hit.id for hit in page.hits]
    assert (ANY_WORD,) == page.remarks
    assert not page.query.relaxed


def test_exact_searches_and_single_words_are_never_relaxed(engine: SearchEngine) -> None:
    """Who asks for the words as written gets those or nothing."""
    put(engine, 1, "Heltid", "Om heltid.")
    query = SearchQuery(text="heltid fjellvettregler")

    assert 0 == search_generously(engine, replace(query, exact=True)).total
    assert 0 == search_generously(engine, replace(query, text="fjellvettregler")).total
