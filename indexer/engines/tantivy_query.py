"""Plans and selections as tantivy queries; nothing that was typed is ever parsed by tantivy."""

from collections.abc import Iterable, Iterator, Sequence

import tantivy
from tantivy import Occur, Query

from indexer.engines.fields import (
    DAY,
    DOC_ID,
    DOCUMENT_SCOPE,
    GRAMS,
    KIND,
    WORK,
    Places,
    Scope,
    facet_field,
    text_field,
)
from indexer.engines.records import Kind
from indexer.engines.selection import Selection
from indexer.plan import (
    MAX_EXPANSION,
    AllOf,
    AnyOf,
    InZone,
    NoneOf,
    Plan,
    PlanNode,
    Stream,
    Term,
    TermPhrase,
    TermPrefix,
)

Clause = tuple[Occur, Query]


class Translator:
    """Makes queries for one state of one index."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema) -> None:
        self._searcher = searcher
        self._schema = schema

    def selection(self, selection: Selection) -> Query:
        """The documents of a selection, scored by its plan."""
        kind = Query.term_query(self._schema, KIND, Kind.DOCUMENT.value, "basic")
        limits = [kind, *self._limits(selection)]
        clauses = [*self.plan(selection.plan, DOCUMENT_SCOPE), *((Occur.Must, _unscored(limit)) for limit in limits)]
        return Query.boolean_query(clauses)

    def plan(self, plan: Plan, scope: Scope) -> list[Clause]:
        """The clauses of a plan: what must match, and what lifts a hit."""
        parts = _Parts(self._searcher, self._schema, scope)
        places = scope.anywhere
        must = [] if plan.must is None else [(Occur.Must, parts.query(plan.must, places))]
        return [*must, *((Occur.Should, way) for node in plan.should for way in parts.ways(node, places))]

    def among(self, field: str, values: Iterable[int]) -> Query:
        """Records with one of these numbers."""
        return Query.term_set_query(self._schema, field, sorted(values))

    def _limits(self, selection: Selection) -> Iterator[Query]:
        for facet, values in selection.filters:
            yield Query.term_set_query(self._schema, facet_field(facet), values)
        if selection.from_on or selection.to_on:
            first = selection.from_on.toordinal() if selection.from_on else None
            last = selection.to_on.toordinal() if selection.to_on else None
            yield Query.range_query(self._schema, DAY, tantivy.FieldType.Integer, first, last)
        if selection.within is not None:
            yield self.among(DOC_ID, selection.within)
        if selection.works is not None:
            yield self.among(WORK, selection.works)


class _Parts:
    """The nodes of a plan, one scope's fields for its zones."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, scope: Scope) -> None:
        self._searcher = searcher
        self._schema = schema
        self._scope = scope

    def query(self, node: PlanNode, places: Places) -> Query:
        match node:
            case AllOf(nodes=nodes):
                return self._all_of(nodes, places)
            case NoneOf():
                return self._all_of((node,), places)
            case InZone(zone=zone, node=inner):
                return self.query(inner, self._scope.inside(zone, places))
            case _:
                return Query.boolean_query([(Occur.Should, way) for way in self.ways(node, places)])

    def _all_of(self, nodes: Sequence[PlanNode], places: Places) -> Query:
        barred = [inner for node in nodes if isinstance(node, NoneOf) for inner in node.nodes]
        wanted = [self.query(node, places) for node in nodes if not isinstance(node, NoneOf)]
        clauses = [(Occur.Must, query) for query in wanted or [_unscored(Query.all_query())]]
        return Query.boolean_query([*clauses, *((Occur.MustNot, self.query(node, places)) for node in barred)])

    def ways(self, node: PlanNode, places: Places) -> Iterator[Query]:
        """The ways of meeting a node, any of which will do; a flat list is what tantivy is fastest with."""
        match node:
            case AnyOf(nodes=nodes):
                for inner in nodes:
                    yield from self.ways(inner, places)
            case Term(stream=stream, text=text, weight=weight):
                for field, zone_weight in self._fields(stream, places):
                    option = "freq" if field == GRAMS else "position"
                    yield _boosted(Query.term_query(self._schema, field, text, option), weight * zone_weight)
            case TermPhrase(stream=stream, texts=(text,), weight=weight):
                yield from self.ways(Term(stream, text, weight), places)
            case TermPhrase(stream=stream, texts=texts, weight=weight):
                for field, zone_weight in self._fields(stream, places):
                    if texts and stream is not Stream.GRAMS:
                        yield _boosted(Query.phrase_query(self._schema, field, list(texts)), weight * zone_weight)
            case TermPrefix(text=text, weight=weight):
                yield from self._starts(text, weight, places)
            case _:
                yield self.query(node, places)

    def _starts(self, start: str, weight: float, places: Places) -> Iterator[Query]:
        dictionary = text_field(self._scope.anywhere[0][0], Stream.SURFACE)
        terms = [term for term, _ in self._searcher.terms_with_prefix(dictionary, start, limit=MAX_EXPANSION)]
        for field, zone_weight in self._fields(Stream.SURFACE, places):
            if terms:
                yield Query.const_score_query(Query.term_set_query(self._schema, field, terms), weight * zone_weight)

    def _fields(self, stream: Stream, places: Places) -> list[tuple[str, float]]:
        if stream is Stream.GRAMS:
            return [(GRAMS, 1.0)] if self._scope.grams and places else []
        return [(text_field(start, stream), weight) for start, weight in places]


def _boosted(query: Query, weight: float) -> Query:
    return query if weight == 1.0 else Query.boost_query(query, weight)


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
