"""Reading one committed state of a tantivy index."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import tantivy
from tantivy import DocAddress, Occur, Query

from indexer.engines.deadline import Deadline
from indexer.engines.fields import (
    DOC_ID,
    FRESHNESS,
    KIND,
    NEWEST,
    NUMBER,
    OLDEST,
    PAGE_SCOPE,
    REVISION,
    STORE,
    WORK,
    facet_field,
    id_of,
    text_field,
)
from indexer.engines.records import Kind, Stored
from indexer.engines.selection import Selection
from indexer.engines.snapshot import Ranked, RankedPage, Tally
from indexer.engines.tantivy_query import Translator
from indexer.plan import MAX_EXPANSION, Plan, Stream, Zone
from indexer.query import Sort

MOST_VALUES = 1000
MOST_PAGES = 10_000
#: tantivy refuses answers of more than 65,000 buckets.
MOST_TWINS = 60_000
_TWINS_AT_A_TIME = 500
#: Where more documents than this have the same score and the same date, the order among them may differ
#: from one commit to the next.
_MOST_TIES = 10_000
#: Scores are compared to this many decimals: the sum depends a little on how documents lie in segments.
_DECIMALS = 4


class TantivySnapshot:
    """One state of the index; the files it needs are kept open, whatever is committed or removed meanwhile."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, deadline: Deadline) -> None:
        self._searcher = searcher
        self._schema = schema
        self._deadline = deadline
        self._translator = Translator(searcher, schema)
        self._queries: dict[Selection, Query] = {}

    def count(self) -> int:
        """How many documents there are."""
        return _count(self._searcher, self._documents())

    def revisions(self, ids: Collection[int]) -> dict[int, int]:
        """The revision of each of these documents that the index holds."""
        if not ids:
            return {}
        query = _all_of(self._documents(), self._translator.among(DOC_ID, ids))
        found = self._addresses(query, limit=len(ids))
        return dict(zip(self._column(DOC_ID, found), self._column(REVISION, found), strict=True))

    def tally(self, selection: Selection, facets: Sequence[str]) -> Tally:
        """The counts of everything that matches."""
        query = self._query(selection.unordered())
        asked = {"documents": {"value_count": {"field": DOC_ID}}, "twins": _terms(WORK, MOST_TWINS, at_least=2)}
        values = {name: _terms(facet_field(name), MOST_VALUES) for name in facets}
        answer = self._searcher.aggregate(query, asked | values)
        twins = _buckets(answer["twins"])
        counts = {name: Counter(_buckets(answer[name])) for name in facets}
        for name, value, extra in self._extra(query, sorted(twins), facets):
            counts[name][value] -= extra
        total = int(answer["documents"]["value"]) - sum(twins.values()) + len(twins)
        return Tally(total=total, counts=counts, twins=frozenset(twins))

    def rank(self, selection: Selection, sort: Sort, limit: int) -> list[Ranked]:
        """The first documents in the order asked for; ties by date, the newest first, then by id."""
        query = self._query(selection)
        if sort is Sort.RELEVANCE and selection.is_scored:
            return self._by_score(query, limit)
        field, order = (OLDEST, tantivy.Order.Asc) if sort is Sort.OLDEST else (NEWEST, tantivy.Order.Desc)
        hits = self._searcher.search(query, limit, count=False, order_by_field=field, order=order).hits
        return self._ranked([(0.0, address) for _, address in hits])

    def pages(self, plan: Plan, ids: Collection[int]) -> list[RankedPage]:
        """The pages of these documents that match, in any order."""
        among = (Occur.Must, Query.const_score_query(self._translator.among(DOC_ID, ids), 0.0))
        query = Query.boolean_query([*self._translator.plan(plan, PAGE_SCOPE), among])
        hits = self._searcher.search(query, MOST_PAGES, count=False).hits
        addresses = [address for _, address in hits]
        columns = zip(hits, self._column(DOC_ID, addresses), self._column(NUMBER, addresses), strict=True)
        return [
            RankedPage(doc_id=doc_id, number=number, score=round(score, _DECIMALS), address=address)
            for (score, address), doc_id, number in columns
        ]

    def read(self, address: object) -> Stored:
        """What was stored with the record."""
        assert isinstance(address, DocAddress)
        return Stored.from_bytes(bytes(self._searcher.doc(address)[STORE][0]))

    def titles(self, words: Sequence[str], prefix: str, limit: int) -> list[str]:
        """Titles of the newest documents with all these surface words and a word that starts with the prefix."""
        field = text_field(Zone.TITLE.value, Stream.SURFACE)
        starts = [term for term, _ in self._searcher.terms_with_prefix(field, prefix, limit=MAX_EXPANSION)]
        required = [Query.term_query(self._schema, field, word) for word in words]
        query = _all_of(*required, Query.term_set_query(self._schema, field, starts))
        hits = self._searcher.search(query, limit, count=False, order_by_field=NEWEST).hits
        return [self.read(address).title for _, address in hits]

    def _documents(self) -> Query:
        return Query.term_query(self._schema, KIND, Kind.DOCUMENT.value, "basic")

    def _query(self, selection: Selection) -> Query:
        if selection not in self._queries:
            self._queries[selection] = self._translator.selection(selection)
        return self._queries[selection]

    def _by_score(self, query: Query, limit: int) -> list[Ranked]:
        """Fetches on until the last hits are worse than those asked for, so that ties are all there to be ordered."""
        fetched = limit + 1
        while True:
            hits = self._searcher.search(query, fetched, count=False, weight_by_field=FRESHNESS).hits
            scored = [(round(score, _DECIMALS), address) for score, address in hits]
            if len(scored) < fetched or scored[limit - 1][0] != scored[-1][0] or fetched > limit + _MOST_TIES:
                return self._ranked(scored)[:limit]
            fetched *= 4

    def _ranked(self, scored: Sequence[tuple[float, DocAddress]]) -> list[Ranked]:
        addresses = [address for _, address in scored]
        newest = self._column(NEWEST, addresses)
        rows = zip(scored, newest, self._column(WORK, addresses), strict=True)
        ranked = [
            (-score, -key, Ranked(id=id_of(key), score=score, work=work, address=address))
            for (score, address), key, work in rows
        ]
        if any(score for score, _ in scored):
            ranked.sort(key=lambda row: row[:2])
        return [each for _, _, each in ranked]

    def _extra(self, query: Query, twins: Sequence[int], facets: Sequence[str]) -> Iterator[tuple[str, str, int]]:
        """By how much documents outnumber works, for each value of each facet that twins have."""
        works = _terms(WORK, _TWINS_AT_A_TIME, at_least=2)
        asked = {name: _terms(facet_field(name), MOST_VALUES, works) for name in facets}
        for start in range(0, len(twins) if facets else 0, _TWINS_AT_A_TIME):
            among = self._translator.among(WORK, twins[start : start + _TWINS_AT_A_TIME])
            answer = self._searcher.aggregate(_all_of(query, among), asked)
            for name in facets:
                for bucket in answer[name]["buckets"]:
                    shared = _buckets(bucket["inner"])
                    yield name, bucket["key"], sum(shared.values()) - len(shared)

    def _addresses(self, query: Query, *, limit: int) -> list[DocAddress]:
        return [address for _, address in self._searcher.search(query, limit, count=False).hits]

    def _column(self, field: str, addresses: list[DocAddress]) -> list[int]:
        return [int(value or 0) for value in self._searcher.fast_field_values(field, addresses)]


def _all_of(*queries: Query) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _count(searcher: tantivy.Searcher, query: Query) -> int:
    return int(searcher.aggregate(query, {"n": {"value_count": {"field": DOC_ID}}})["n"]["value"])


def _terms(field: str, size: int, inner: Mapping[str, Any] | None = None, *, at_least: int = 1) -> dict[str, Any]:
    asked: dict[str, Any] = {"terms": {"field": field, "size": size, "min_doc_count": at_least}}
    return asked if inner is None else asked | {"aggs": {"inner": inner}}


def _buckets(answer: Mapping[str, Any]) -> dict[Any, int]:
    return {bucket["key"]: int(bucket["doc_count"]) for bucket in answer["buckets"]}
