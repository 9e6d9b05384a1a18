"""Plans as Whoosh queries."""

from collections.abc import Iterator, Sequence
from typing import Any

from whoosh.query import And, AndMaybe, ConstantScoreQuery, Not, NullQuery, Or, Phrase, Term

from indexer.engines import fields
from indexer.engines.fields import KIND, Places, Scope, text_field
from indexer.engines.records import Kind
from indexer.plan import (
    MAX_EXPANSION,
    AllOf,
    AnyOf,
    InZone,
    NoneOf,
    Plan,
    PlanNode,
    Stream,
    TermPhrase,
    TermPrefix,
)
from indexer.plan import Term as PlanTerm


class Translator:
    """Makes queries for one state of one index, with one scope's fields for the zones of a plan."""

    def __init__(self, reader: Any, scope: Scope, kind: Kind) -> None:
        self._reader = reader
        self._scope = scope
        self._kind = kind

    def plan(self, plan: Plan) -> Any:
        """What must match, lifted by what need not."""
        places = self._scope.anywhere
        must = self._all() if plan.must is None else self._query(plan.must, places)
        if not plan.should:
            return must
        return AndMaybe(must, Or([self._query(node, places) for node in plan.should]))

    def _all(self) -> Any:
        return ConstantScoreQuery(Term(KIND, self._kind.value), 0.0)

    def _query(self, node: PlanNode, places: Places) -> Any:
        match node:
            case AllOf(nodes=nodes):
                return self._all_of(nodes, places)
            case NoneOf():
                return self._all_of((node,), places)
            case InZone(zone=zone, node=inner):
                return self._query(inner, self._scope.inside(zone, places))
            case _:
                ways = list(self._ways(node, places))
                return Or(ways) if ways else NullQuery

    def _all_of(self, nodes: Sequence[PlanNode], places: Places) -> Any:
        barred = [inner for node in nodes if isinstance(node, NoneOf) for inner in node.nodes]
        wanted = [self._query(node, places) for node in nodes if not isinstance(node, NoneOf)]
        wanted = wanted or [self._all()]
        if barred:
            # Not AndNot: Whoosh's matcher for it lets the first document through unjudged.
            wanted.append(ConstantScoreQuery(Not(Or([self._query(node, places) for node in barred])), 0.0))
        return And(wanted)

    def _ways(self, node: PlanNode, places: Places) -> Iterator[Any]:
        match node:
            case AnyOf(nodes=nodes):
                for inner in nodes:
                    yield from self._ways(inner, places)
            case PlanTerm(stream=stream, text=text, weight=weight):
                for field, zone_weight in self._fields(stream, places):
                    yield Term(field, text, boost=weight * zone_weight)
            case TermPhrase(stream=stream, texts=(text,), weight=weight):
                yield from self._ways(PlanTerm(stream, text, weight), places)
            case TermPhrase(stream=stream, texts=texts, weight=weight):
                for field, zone_weight in self._fields(stream, places):
                    if texts and stream is not Stream.GRAMS:
                        yield Phrase(field, list(texts), boost=weight * zone_weight)
            case TermPrefix(text=text, weight=weight):
                yield from self._starts(text, weight, places)
            case _:
                yield self._query(node, places)

    def _starts(self, start: str, weight: float, places: Places) -> Iterator[Any]:
        terms = most_frequent(self._reader, text_field(self._scope.anywhere[0][0], Stream.SURFACE), start)
        for field, zone_weight in self._fields(Stream.SURFACE, places):
            if terms:
                yield ConstantScoreQuery(Or([Term(field, term) for term in terms]), weight * zone_weight)

    def _fields(self, stream: Stream, places: Places) -> list[tuple[str, float]]:
        if stream is Stream.GRAMS:
            return [(fields.GRAMS, 1.0)] if self._scope.grams and places else []
        return [(text_field(start, stream), weight) for start, weight in places]


def most_frequent(reader: Any, field: str, start: str) -> list[str]:
    """The words of a field with this start that most documents have, at most MAX_EXPANSION."""
    terms = (raw.decode("utf-8") for raw in reader.expand_prefix(field, start))
    counted = [(term, reader.doc_frequency(field, term)) for term in terms]
    counted.sort(key=lambda pair: (-pair[1], pair[0]))
    return [term for term, _ in counted[:MAX_EXPANSION]]
