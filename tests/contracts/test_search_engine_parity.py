"""That the engines agree with each other, and with a count by hand, on queries that nobody thought of."""

import random
from collections import defaultdict
from datetime import date, timedelta

import pytest

from indexer.engine import Batch, IndexDocument, SearchEngine, SearchPage
from indexer.engines import KINDS
from indexer.query import FACETS, SearchQuery, Sort
from tests.contracts.search_documents import make_document, make_engine

QUERIES = 300
WORDS = (
    "havn havna havneplan fiskeri fiskeriet næring næringsutvikling utvikling plan planer kompetanse kompetansebehov "
    "behov sammen saman bærekraft berekraft smart spesialisering kommune kommunen og i for til 2024 45678910 e-post"
)
TOPICS, PLACES = ("klima", "skole", "helse"), ("solvik", "nordbygd", "vestvik", "elvdal")


def draw_text(draw: random.Random, length: int) -> str:
    """Words from a small vocabulary, so that they meet."""
    return " ".join(draw.choices(WORDS.split(), k=length))


def draw_document(draw: random.Random, doc_id: int) -> IndexDocument:
    """A web page or a report, with a twin now and then."""
    texts = [draw_text(draw, draw.randint(0, 9)) for _ in range(draw.choice((1, 1, 1, 2, 5)))]
    return make_document(
        doc_id,
        draw_text(draw, draw.randint(0, 3)),
        texts,
        headings=draw_text(draw, draw.randint(0, 2)),
        link_texts=draw_text(draw, draw.randint(0, 1)),
        source=draw.choice(("solvik", "nordbygd")),
        type=draw.choice(("article", "report")),
        language=draw.choice(("nb", "nn", "")),
        topics=tuple(draw.sample(TOPICS, draw.randint(0, 3))),
        places=tuple(draw.sample(PLACES, draw.randint(0, 2))),
        date_on=date(2021, 6, 1) + timedelta(days=draw.randrange(1000)),
        work=draw.choice(("", "", "a", "b", "c")),
    )


def draw_word(draw: random.Random) -> str:
    """A word as people type it."""
    word = draw.choice(WORDS.split())
    made = draw.choice((word, word, word, f"-{word}", f'"{draw_text(draw, 2)}"', f"{word[:3]}*", f"tittel:{word}"))
    return draw.choice(
        (made, made, made, f"{made} OR {draw.choice(WORDS.split())}", f"({made} {word})", "kilde:solvik")
    )


def draw_query(draw: random.Random) -> SearchQuery:
    """Words, filters and dates in any combination."""
    filters = {
        name: tuple(draw.sample(values, draw.randint(1, 2)))
        for name, values in {
            "topic": TOPICS,
            "place": PLACES,
            "language": ("nb", "nn"),
            "year": ("2021", "2022"),
        }.items()
        if draw.random() < 0.15
    }
    return SearchQuery(
        text=" ".join(draw_word(draw) for _ in range(draw.choice((0, 1, 1, 2, 2, 3)))),
        filters=filters,
        from_on=date(2022, 1, 1) if draw.random() < 0.1 else None,
        to_on=date(2023, 1, 1) if draw.random() < 0.1 else None,
        sort=draw.choice(tuple(Sort)),
        per_page=100,
        exact=draw.random() < 0.1,
    )


DOCUMENTS = tuple(draw_document(random.Random(seed), seed) for seed in range(90))


@pytest.fixture(scope="module")
def engines() -> dict[str, SearchEngine]:
    """Both engines with the same documents, some of them written twice, some deleted."""
    engines = {kind: make_engine(kind, None) for kind in KINDS}
    for engine in engines.values():
        engine.apply(Batch(upserts=tuple(draw_document(random.Random(-seed), seed) for seed in range(1, 100))))
        engine.apply(Batch(upserts=DOCUMENTS[:50]))
        engine.apply(Batch(upserts=DOCUMENTS[50:], deletes=tuple(range(90, 100))))
    return engines


def shown(page: SearchPage) -> dict[frozenset[int], tuple[int, ...]]:
    """The documents of each hit, and the numbers of its pages."""
    return {frozenset((hit.id, *hit.also)): hit.page_numbers if not hit.also else () for hit in page.hits}


def count_by_hand(page: SearchPage) -> dict[str, dict[str, int]]:
    """How many hits have each facet value, from the documents themselves."""
    having: dict[str, dict[str, int]] = {name: defaultdict(int) for name in FACETS}
    for hit in page.hits:
        documents = [DOCUMENTS[doc_id] for doc_id in (hit.id, *hit.also)]
        for name in FACETS:
            for value in {value for document in documents for value in values_of(document, name) if value}:
                having[name][value] += 1
    return having


def values_of(document: IndexDocument, facet: str) -> tuple[str, ...]:
    """A document's values of a facet."""
    lists = {"topic": document.topics, "place": document.places, "organisation": document.organisations}
    singles = {"source": document.source, "type": document.type, "language": document.language}
    return lists.get(facet) or (singles | {"year": str(document.date_on.year)}).get(facet, "").split()


@pytest.mark.parametrize("seed", range(QUERIES))
def test_the_engines_agree(engines, seed):
    """The same query gives the same hits, totals, page numbers and facets on every engine."""
    query = draw_query(random.Random(1000 + seed))

    tantivy, whoosh = (engines[kind].search(query) for kind in KINDS)

    assert shown(tantivy) == shown(whoosh)
    assert tantivy.total == whoosh.total == len(tantivy.hits)
    assert tantivy.facets == whoosh.facets
    if query.sort is not Sort.RELEVANCE:
        assert [hit.id for hit in tantivy.hits] == [hit.id for hit in whoosh.hits]


@pytest.mark.parametrize("seed", range(0, QUERIES, 5))
def test_facets_are_as_counted_by_hand(engines, seed):
    """Each count is what a reader would get who chose that value alone."""
    query = draw_query(random.Random(1000 + seed))

    page = engines["tantivy"].search(query)

    for name in FACETS:
        unfiltered = engines["tantivy"].search(query.without_filter(name))
        typed = name == "source" and "kilde:" in query.text
        if not typed:
            expected = count_by_hand(unfiltered)[name]
            assert expected == {entry.value: entry.count for entry in page.facets[name]}


@pytest.mark.parametrize("seed", range(0, QUERIES, 10))
def test_within_is_the_intersection(engines, seed):
    """Limiting a search to some documents gives those of its hits that are among them."""
    query = draw_query(random.Random(1000 + seed))
    within = random.Random(seed).sample(range(90), 40)

    for engine in engines.values():
        everything = {doc_id for documents in shown(engine.search(query)) for doc_id in documents}
        limited = {doc_id for documents in shown(engine.search(query, within=within)) for doc_id in documents}
        assert everything.intersection(within) == limited
