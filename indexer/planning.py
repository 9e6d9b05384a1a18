"""From a query to the plan that engines run: which terms, in which streams, with which weights."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.analysis import Analysis, Token, tokenize
from indexer.parsing import MAX_WORDS, parse
from indexer.plan import AllOf, AnyOf, InZone, NoneOf, Plan, PlanNode, Stream, Term, TermPhrase, TermPrefix, Zone
from indexer.query import And, Field, Node, Not, Or, Phrase, SearchQuery, Word

WHOLE, PARTS, SURFACE, GRAMS = Stream.WHOLE, Stream.PARTS, Stream.SURFACE, Stream.GRAMS
#: Judged on the sets that bench/relevance.py runs.
COMPOUND = 0.5
PART = 0.5
AS_TYPED = 0.3
STOP_WORD = 0.5
ALL_GRAMS = 0.9
NEIGHBOURS = 0.2
#: A query of a few words as a whole: in the title, and exactly as typed.
AS_TITLE = 1.0
AS_WRITTEN = 1.0
SHORT_QUERY = 4
RESPELLED = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryWord:
    """The ways in which one required word or phrase of a query can be met by a text."""

    whole: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    surfaces: frozenset[str] = frozenset()
    #: Starts of surface words.
    prefixes: tuple[str, ...] = ()
    phrases: tuple[TermPhrase, ...] = ()
    #: Keys that stand for the word when all of one set are there, in any order.
    pieces: tuple[frozenset[str], ...] = ()


def make_plan(query: SearchQuery, analysis: Analysis, *, relaxed: bool = False) -> Plan:
    """
    The plan of the query's text; filters, dates, order and paging are the engine's own affair.

    With `relaxed` one of the words is enough, and the others lift a hit; negations still hold.
    """
    root = parse(query.text).root
    if root is None:
        return Plan(must=None)
    planner = _Planner(analysis, exact=query.exact, relaxed=relaxed)
    return Plan(must=planner.required(root), should=tuple(planner.lifts(root)))


def query_terms(plan: Plan) -> tuple[QueryWord, ...]:
    """What a highlighter looks for, one entry per required word or phrase, negations left out."""
    return () if plan.must is None else tuple(dict.fromkeys(_query_words(plan.must)))


class _Planner:
    def __init__(self, analysis: Analysis, *, exact: bool, relaxed: bool) -> None:
        self._analysis = analysis
        self._exact = exact
        self._relaxed = relaxed

    def required(self, node: Node) -> PlanNode | None:
        """What a hit must have; None when the node asks for nothing that can be searched for."""
        match node:
            case Word():
                return self._word(node)
            case Phrase(words=words):
                return self._phrase(_tokens(" ".join(words)))
            case And(nodes=nodes):
                return self._all(nodes)
            case Or(nodes=nodes):
                return _any(self.required(child) for child in nodes)
            case Not(node=child):
                unwanted = self._unwanted(child)
                return None if unwanted is None else NoneOf((unwanted,))
            case Field(name=name, node=child):
                inner = self.required(child)
                return InZone(Zone.TITLE, inner) if inner is not None and name == "title" else inner

    def lifts(self, node: Node) -> Iterator[PlanNode]:
        """What only orders the hits: stop words, words side by side, letters in common."""
        words = list(_plain_words(node))
        for word in words:
            tokens = _tokens(word.text)
            if self._is_stop(word):
                yield Term(WHOLE, self._analysis.key(word.text), STOP_WORD)
                yield Term(SURFACE, tokens[0].surface, STOP_WORD * AS_TYPED)
            elif not self._exact and not word.prefix:
                yield from self._grams(tokens)
        if not self._exact:
            yield from self._neighbours(words)
            yield from self._whole_query(words)

    def _whole_query(self, words: list[Word]) -> Iterator[PlanNode]:
        """A short query as it stands, above all as a title: people type what a thing is called."""
        tokens = [token for word in words for token in _tokens(word.text)]
        if not 1 < len(tokens) <= SHORT_QUERY:
            return
        keys = tuple(self._analysis.key(token.surface) for token in tokens)
        yield InZone(Zone.TITLE, TermPhrase(WHOLE, keys, AS_TITLE))
        yield TermPhrase(SURFACE, tuple(token.surface for token in tokens), AS_WRITTEN)

    def _all(self, nodes: tuple[Node, ...]) -> PlanNode | None:
        wanted = [node for node in nodes if not isinstance(node, Not)]
        telling = [node for node in wanted if not (isinstance(node, Word) and self._is_stop(node))]
        found = _present(map(self.required, telling or wanted))
        negations = _present(self.required(node) for node in nodes if isinstance(node, Not))
        if self._relaxed and len(found) > 1:
            found = [AnyOf(tuple(found))]
        return _all_of((*found, *negations))

    def _word(self, word: Word) -> PlanNode | None:
        tokens = _tokens(word.text)
        if not tokens:
            return None
        if word.prefix:
            before = [self._single(token.surface) for token in tokens[:-1]]
            return _all_of([*before, TermPrefix(tokens[-1].surface)])
        return self._single(tokens[0].surface) if len(tokens) == 1 else self._joined(tokens)

    def _single(self, surface: str) -> PlanNode:
        if self._exact:
            return Term(SURFACE, surface)
        ways: list[PlanNode] = [*self._ways(surface), Term(SURFACE, surface, AS_TYPED)]
        for spelling in self._analysis.variants(surface):
            ways += [_weighted(way, RESPELLED) for way in self._ways(spelling)]
        return AnyOf(tuple(ways))

    def _ways(self, surface: str) -> Iterator[PlanNode]:
        """The word in any form, inside compounds, and (when it is a compound) as its parts in any order."""
        key = self._analysis.key(surface)
        parts = dict.fromkeys(self._analysis.parts(surface))
        yield Term(WHOLE, key, COMPOUND if parts else 1.0)
        yield Term(PARTS, key, PART)
        if len(parts) > 1:
            yield AllOf(tuple(AnyOf((Term(WHOLE, part, PART), Term(PARTS, part, PART))) for part in parts))

    def _joined(self, tokens: list[Token]) -> PlanNode:
        """A hyphenated word or a number in groups: its words side by side, or written as one."""
        ways: list[PlanNode] = [self._side_by_side(tokens)]
        joined = tokens[-1].joined
        if joined and not self._exact:
            ways += self._ways(joined)
        elif joined:
            ways.append(Term(SURFACE, joined))
        return ways[0] if len(ways) == 1 else AnyOf(tuple(ways))

    def _phrase(self, tokens: list[Token]) -> PlanNode | None:
        if not tokens:
            return None
        return self._single(tokens[0].surface) if len(tokens) == 1 else self._side_by_side(tokens)

    def _side_by_side(self, tokens: list[Token]) -> TermPhrase:
        if self._exact:
            return TermPhrase(SURFACE, tuple(token.surface for token in tokens))
        return TermPhrase(WHOLE, tuple(self._analysis.key(token.surface) for token in tokens))

    def _unwanted(self, node: Node) -> PlanNode | None:
        """Inside a negation a word means itself: -skole does not rule out grunnskole."""
        match node:
            case Word(text=text, prefix=False) if len(tokens := _tokens(text)) == 1 and not self._exact:
                return Term(WHOLE, self._analysis.key(tokens[0].surface))
            case And(nodes=nodes):
                return _all_of(_present(map(self._unwanted, nodes)))
            case Or(nodes=nodes):
                return _any(map(self._unwanted, nodes))
            case _:
                return self.required(node)

    def _is_stop(self, word: Word) -> bool:
        tokens = _tokens(word.text)
        return len(tokens) == 1 and not word.prefix and self._analysis.is_stop(tokens[0].surface)

    def _grams(self, tokens: Iterable[Token]) -> Iterator[Term]:
        for token in tokens:
            grams = self._analysis.grams(token.surface)
            yield from (Term(GRAMS, gram, ALL_GRAMS / len(grams)) for gram in grams)

    def _neighbours(self, words: list[Word]) -> Iterator[TermPhrase]:
        for left, right in pairwise(words):
            keys = [self._analysis.key(token.surface) for word in (left, right) for token in _tokens(word.text)]
            if len(keys) == 2 and not (self._is_stop(left) and self._is_stop(right)):
                yield TermPhrase(WHOLE, tuple(keys), NEIGHBOURS)


def _tokens(text: str) -> list[Token]:
    return list(tokenize(text))[:MAX_WORDS]


def _plain_words(node: Node) -> Iterator[Word]:
    """The words that are asked for, negations and phrases left out."""
    match node:
        case Word(text=text) if _tokens(text):
            yield node
        case And(nodes=nodes) | Or(nodes=nodes):
            for child in nodes:
                yield from _plain_words(child)
        case Field(node=child):
            yield from _plain_words(child)


def _all_of(nodes: Iterable[PlanNode]) -> PlanNode | None:
    nodes = tuple(nodes)
    return AllOf(nodes) if len(nodes) > 1 else nodes[0] if nodes else None


def _any(nodes: Iterable[PlanNode | None]) -> PlanNode | None:
    found = tuple(_present(nodes))
    return AnyOf(found) if len(found) > 1 else found[0] if found else None


def _present(nodes: Iterable[PlanNode | None]) -> list[PlanNode]:
    return [node for node in nodes if node is not None]


def _weighted(node: PlanNode, factor: float) -> PlanNode:
    match node:
        case Term() | TermPhrase() | TermPrefix():
            return replace(node, weight=node.weight * factor)
        case AllOf(nodes=nodes):
            return AllOf(tuple(_weighted(child, factor) for child in nodes))
        case AnyOf(nodes=nodes):
            return AnyOf(tuple(_weighted(child, factor) for child in nodes))
        case _:
            return node


def _query_words(node: PlanNode) -> Iterator[QueryWord]:
    match node:
        case AllOf(nodes=nodes):
            for child in nodes:
                yield from _query_words(child)
        case AnyOf(nodes=nodes) if not any(isinstance(child, (Term, TermPhrase, TermPrefix)) for child in nodes):
            for child in nodes:
                yield from _query_words(child)
        case InZone(node=child):
            yield from _query_words(child)
        case NoneOf():
            return
        case Term() | TermPhrase() | TermPrefix():
            yield _query_word((node,))
        case AnyOf(nodes=nodes):
            yield _query_word(nodes)


def _query_word(ways: tuple[PlanNode, ...]) -> QueryWord:
    leaves = [way for way in ways if isinstance(way, (Term, TermPhrase, TermPrefix))]
    terms = [leaf for leaf in leaves if isinstance(leaf, Term)]
    together = [way for way in ways if isinstance(way, AllOf)]
    return QueryWord(
        whole=frozenset(term.text for term in terms if term.stream is WHOLE),
        parts=frozenset(term.text for term in terms if term.stream is PARTS),
        surfaces=frozenset(term.text for term in terms if term.stream is SURFACE),
        prefixes=tuple(leaf.text for leaf in leaves if isinstance(leaf, TermPrefix)),
        phrases=tuple(leaf for leaf in leaves if isinstance(leaf, TermPhrase)),
        pieces=tuple(frozenset(leaf.text for leaf in _leaves(way) if isinstance(leaf, Term)) for way in together),
    )


def _leaves(node: PlanNode) -> Iterator[Term | TermPhrase | TermPrefix]:
    match node:
        case Term() | TermPhrase() | TermPrefix():
            yield node
        case AllOf(nodes=nodes) | AnyOf(nodes=nodes):
            for child in nodes:
                yield from _leaves(child)
        case InZone(node=child):
            yield from _leaves(child)
        case NoneOf():
            return
