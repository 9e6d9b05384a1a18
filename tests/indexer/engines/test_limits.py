"""That no query costs more than it may."""

import random

import pytest

from indexer.analysis import norwegian
from indexer.engine import SearchEngine
from indexer.engines import KINDS
from indexer.engines.answers import CUT_SHORT, Search
from indexer.engines.deadline import Deadline
from indexer.engines.embedded import EmbeddedEngine
from indexer.plan import MAX_EXPANSION
from indexer.query import SearchQuery
from tests.contracts.search_documents import ask, fill, make_document, make_engine

LETTERS = "abdefghiklmnoprstuvyøå"


@pytest.fixture(params=KINDS)
def engine(request: pytest.FixtureRequest) -> SearchEngine:
    """Each engine, in memory."""
    return make_engine(request.param, None)


def test_a_start_stands_for_the_most_frequent_words(engine):
    """Of more words than the limit, those in most documents are searched for, the same on every engine."""
    words = [f"kai{left}{right}" for left in LETTERS for right in LETTERS][: MAX_EXPANSION + 60]
    documents = [make_document(at + 1, text=word) for at, word in enumerate(words)]
    frequent = [make_document(1000 + at, text=word) for at, word in enumerate(words[-60:])]
    fill(engine, *documents, *frequent)

    total = ask(engine, "kai*").total

    assert MAX_EXPANSION + 60 == total


def test_a_search_that_takes_too_long_is_cut_short(engine):
    """The hits are there, and the reader is told that the rest is missing."""
    fill(engine, *(make_document(number, "Rapport", ("Havn", "Kai"), source="solvik") for number in range(300)))
    assert isinstance(engine, EmbeddedEngine)
    deadline = Deadline(seconds=0)
    query = SearchQuery(text="havn", filters={"source": ("solvik",)})

    with engine._generations.live().snapshot(deadline) as snapshot:
        page = Search(snapshot, query, norwegian(), within=None, deadline=deadline).answer()

    assert 10 == len(page.hits)
    assert (CUT_SHORT,) == page.remarks
    assert () == page.hits[0].pages


@pytest.mark.parametrize(
    "text",
    [
        " OR ".join(f"{left}{right}e*" for left in LETTERS for right in LETTERS),
        " ".join(f"{letter}a{letter}*" for letter in LETTERS),
        " ".join(["ba"] * 2000),
        "(" * 3000 + "bade",
        "x" * 1_000_000,
        '"' + " ".join(["ba de"] * 1000) + '"',
        "-ba " * 60,
    ],
    ids=["starts", "all starts", "words", "brackets", "long word", "long phrase", "negations"],
)
def test_queries_of_death_die(text):
    """The worst queries known for Whoosh and tantivy take less than the deadline."""
    draw = random.Random(1)
    words = [left + vowel + right + "e" for left in LETTERS for vowel in "aeo" for right in LETTERS]
    engine = make_engine("tantivy", None)
    fill(engine, *(make_document(number, text=" ".join(draw.choices(words, k=150))) for number in range(500)))

    assert ask(engine, text).took_ms < 2000
