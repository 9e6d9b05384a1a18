"""What a search asks of an engine: which records match, and which of them are pages of a hit."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from indexer.plan import (
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
    Zone,
)
from indexer.query import FACETS, SearchQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The documents that match a plan, within the limits that the reader set."""

    plan: Plan
    #: (facet, accepted values), sorted; equal selections are equal keys.
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    from_on: date | None = None
    to_on: date | None = None
    #: Document ids; None: all.
    within: frozenset[int] | None = None
    #: Work keys; None: all.
    works: frozenset[int] | None = None

    def without(self, facet: str) -> "Selection":
        """The same, with one facet unfiltered."""
        return replace(self, filters=tuple(pair for pair in self.filters if pair[0] != facet))

    def unordered(self) -> "Selection":
        """The same documents, without what only lifts a hit."""
        return replace(self, plan=replace(self.plan, should=()))

    @property
    def filtered(self) -> tuple[str, ...]:
        """The facets that have a filter."""
        return tuple(facet for facet, _ in self.filters)

    @property
    def is_scored(self) -> bool:
        """False when every hit is as good as the other, so that the date decides."""
        nodes = (self.plan.must, *self.plan.should)
        return any(node is not None and _has_words(node) for node in nodes)


def select(query: SearchQuery, plan: Plan, within: Collection[int] | None) -> Selection:
    """The selection of a query whose filters already hold those that were typed."""
    named = {name: tuple(sorted(set(values))) for name, values in query.filters.items() if values and name in FACETS}
    return Selection(
        plan=plan,
        filters=tuple(sorted(named.items())),
        from_on=query.from_on,
        to_on=query.to_on,
        within=None if within is None else frozenset(within),
    )


def page_plan(plan: Plan) -> Plan | None:
    """What one page must have, of what the whole document must have; None when no page can account for the hit."""
    must = None if plan.must is None else _of_page(plan.must)
    if must is None or not _has_words(must):
        return None
    should = (_of_page(node) for node in plan.should)
    return Plan(must=must, should=tuple(node for node in should if node is not None))


def _of_page(node: PlanNode) -> PlanNode | None:
    match node:
        case Term(stream=Stream.GRAMS) | NoneOf():
            return None
        case InZone(zone=zone, node=inner):
            return _of_page(inner) if zone is Zone.BODY else None
        case AllOf(nodes=nodes):
            return AllOf(tuple(_kept(nodes))) if any(_kept(nodes)) else None
        case AnyOf(nodes=nodes):
            return AnyOf(tuple(_kept(nodes))) if any(_kept(nodes)) else None
        case Term() | TermPhrase() | TermPrefix():
            return node


def _kept(nodes: tuple[PlanNode, ...]) -> Iterator[PlanNode]:
    return (kept for kept in map(_of_page, nodes) if kept is not None)


def _has_words(node: PlanNode) -> bool:
    match node:
        case Term() | TermPhrase() | TermPrefix():
            return True
        case AllOf(nodes=nodes) | AnyOf(nodes=nodes):
            return any(map(_has_words, nodes))
        case InZone(node=inner):
            return _has_words(inner)
        case NoneOf():
            return False
