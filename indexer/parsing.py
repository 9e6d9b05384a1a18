"""What people type into the search box, read into the query model; nothing typed is an error."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from whoosh.qparser import plugins, syntax

from catalog.vocabulary import slugify
from indexer.analysis.tokens import tokenize
from indexer.grammar import FIELDS, OPERATORS, TIE, read, tidied
from indexer.query import And, Field, Node, Not, Or, Phrase, SearchQuery, Word

MAX_LENGTH = 256
MAX_WORDS = 32
MAX_DEPTH = 8
MIN_PREFIX = 3
_MOST_YEARS = 60
_LANGUAGES = {
    "bokmal": ("nb",), "nynorsk": ("nn",), "norsk": ("nb", "nn"),
    "engelsk": ("en",), "english": ("en",), "samisk": ("se",), "nordsamisk": ("se",),
}  # fmt: skip
_YEARS = re.compile(r"(\d{4})(?:(?:-|–|\.\.)(\d{4}))?")
_OTHER_FIELD = re.compile(r"([^\W\d_]{2,}):(?=[^\s:/])(.+)", re.DOTALL)


class Remark(StrEnum):
    """What of a typed search was not understood; the page has a sentence for each."""

    TOO_LONG = "too-long"
    TOO_MANY_WORDS = "too-many-words"
    TOO_DEEP = "too-deep"
    #: Something before a colon is not a field; searched for as words.
    UNKNOWN_FIELD = "unknown-field"
    #: A field name without a value; searched for as a word.
    EMPTY_FIELD = "empty-field"
    #: A filter cannot be negated; left out.
    NEGATED_FILTER = "negated-filter"
    #: Not a year or a range of years; searched for as words.
    UNKNOWN_YEAR = "unknown-year"
    #: Too few letters before *; searched for as a word.
    SHORT_PREFIX = "short-prefix"
    #: * before or inside a word; searched for without it.
    INNER_STAR = "inner-star"
    OPEN_QUOTE = "open-quote"
    OPEN_BRACKET = "open-bracket"
    #: An operator with nothing to connect; left out.
    STRAY_OPERATOR = "stray-operator"
    #: Signs only: nothing to search for.
    NO_WORDS = "no-words"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedText:
    """A typed search: the words, the filters among them, and what was not understood."""

    root: Node | None = None
    #: facet name -> values as slugs, each tuple sorted.
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: Remarks, each once.
    remarks: tuple[str, ...] = ()


def parse(text: str) -> ParsedText:
    """
    The tree and the filters of what was typed; never raises.

    Words are all wanted; "phrases", -word, IKKE and NOT, ELLER and OR, OG and AND, brackets, prefix* and
    field:value are understood, and operators in capitals only. Each answer is shared: do not change it.
    """
    return _parse(text[: MAX_LENGTH + 1])


def with_typed_filters(query: SearchQuery) -> SearchQuery:
    """The query with the filters that its text names (kilde:, tema: …) added to its own."""
    typed = parse(query.text).filters
    merged = dict(query.filters)
    for name, values in typed.items():
        merged[name] = tuple(sorted({*merged.get(name, ()), *values}))
    return replace(query, filters=merged) if typed else query


@lru_cache(1024)
def _parse(text: str) -> ParsedText:
    reader = _Reader()
    if len(text) > MAX_LENGTH:
        reader.remark(Remark.TOO_LONG)
        text = text[:MAX_LENGTH].rpartition(" ")[0] or text[:MAX_LENGTH]
    reader.check_pairs(tidied(text))
    root = reader.node(read(text))
    if root is not None and _depth(root) > MAX_DEPTH:
        reader.remark(Remark.TOO_DEEP)
        root = _group(And, _words(root))
    if root is None and not reader.filters and text.strip():
        reader.remark(Remark.NO_WORDS)
    filters = {name: tuple(sorted(values)) for name, values in sorted(reader.filters.items())}
    return ParsedText(root=root, filters=filters, remarks=tuple(reader.remarks))


class _Reader:
    """Turns one syntax tree into nodes, setting filters and remarks aside."""

    def __init__(self) -> None:
        self.filters: dict[str, set[str]] = defaultdict(set)
        self.remarks: dict[str, None] = {}
        self._words = 0

    def remark(self, remark: Remark) -> None:
        self.remarks[remark.value] = None

    def check_pairs(self, text: str) -> None:
        """Say what is opened and never closed."""
        if text.count('"') % 2:
            self.remark(Remark.OPEN_QUOTE)
        outside = re.sub(r'"[^"]*"', "", text)
        if outside.count("(") != outside.count(")"):
            self.remark(Remark.OPEN_BRACKET)

    def node(self, found: Any) -> Node | None:
        match found:
            case syntax.NotGroup():
                return self._not(found)
            case syntax.OrGroup():
                return _group(Or, self._nodes(found))
            case syntax.GroupNode():
                return _group(And, self._nodes(found))
            case syntax.TextNode(fieldname=None) | syntax.TextNode(fieldname="title"):
                return self._text(found)
            case syntax.TextNode():
                return self._fielded(found)
        return None

    def _nodes(self, group: Any) -> list[Node]:
        texts = [child for child in group if not _is_operator(child)]
        if len(texts) < len(group):
            if texts:
                self.remark(Remark.STRAY_OPERATOR)
            else:
                texts = list(group)
        return [node for node in map(self.node, texts) if node is not None]

    def _not(self, group: Any) -> Node | None:
        before = {name: set(values) for name, values in self.filters.items()}
        inner = _group(And, self._nodes(group))
        if before != self.filters:
            self.filters = defaultdict(set, before)
            self.remark(Remark.NEGATED_FILTER)
        return inner.node if isinstance(inner, Not) else Not(inner) if inner is not None else None

    def _fielded(self, found: Any) -> Node | None:
        name = FIELDS[found.fieldname.lower()]
        value = found.text.replace(TIE, " ")
        if name == "title":
            inner = self._text(found)
            return None if inner is None else Field("title", inner)
        if values := self._values(name, value):
            self.filters[name].update(values)
            return None
        return self._plain(value)

    def _values(self, name: str, value: str) -> Iterable[str]:
        slug = slugify(value)
        if name == "language":
            return _LANGUAGES.get(slug, (slug,) if slug else ())
        if name != "year":
            return (slug,) if slug else ()
        match = _YEARS.fullmatch(value.strip())
        years = range(int(match[1]), int(match[2] or match[1]) + 1) if match else range(0)
        if not 0 < len(years) <= _MOST_YEARS:
            self.remark(Remark.UNKNOWN_YEAR)
            return ()
        return map(str, years)

    def _text(self, found: Any) -> Node | None:
        text = found.text.replace(TIE, " ")
        if isinstance(found, plugins.PhrasePlugin.PhraseNode):
            words = self._counted(text)
            return Phrase(tuple(words)) if words else None
        if isinstance(found, plugins.PrefixPlugin.PrefixNode):
            return self._prefix(text)
        return self._plain(text)

    def _prefix(self, text: str) -> Node | None:
        words = self._counted(text)
        if not words:
            return None
        if len(words[-1]) >= MIN_PREFIX:
            return Word(text, prefix=True)
        self.remark(Remark.SHORT_PREFIX)
        return Word(text)

    def _plain(self, text: str) -> Node | None:
        if match := _OTHER_FIELD.fullmatch(text):
            self.remark(Remark.UNKNOWN_FIELD)
            return _group(And, filter(None, map(self._plain, match.groups())))
        if text.endswith(":") and text[:-1].lower() in FIELDS:
            self.remark(Remark.EMPTY_FIELD)
        words = self._counted(text)
        if words and "*" in text:
            self.remark(Remark.INNER_STAR)
        return Word(text.strip('"')) if words else None

    def _counted(self, text: str) -> list[str]:
        """The words of the text, as many as a search may still have."""
        words = [token.surface for token in tokenize(text)]
        room = MAX_WORDS - self._words
        self._words += len(words)
        if len(words) > room:
            self.remark(Remark.TOO_MANY_WORDS)
            return []
        return words


def _is_operator(found: Any) -> bool:
    return isinstance(found, syntax.WordNode) and found.text in OPERATORS and found.fieldname is None


def _group(kind: type[And] | type[Or], nodes: Iterable[Node]) -> Node | None:
    """The nodes as one: groups of the same kind are taken apart, repetitions left out."""
    flat = [child for node in nodes for child in (node.nodes if isinstance(node, kind) else (node,))]
    distinct = tuple(dict.fromkeys(flat))
    return kind(distinct) if len(distinct) > 1 else distinct[0] if distinct else None


def _depth(node: Node) -> int:
    match node:
        case And(nodes=nodes) | Or(nodes=nodes):
            return 1 + max(map(_depth, nodes))
        case Not(node=child) | Field(node=child):
            return 1 + _depth(child)
        case _:
            return 0


def _words(node: Node) -> list[Node]:
    match node:
        case And(nodes=nodes) | Or(nodes=nodes):
            return [word for child in nodes for word in _words(child)]
        case Field(node=child):
            return _words(child)
        case Not():
            return []
        case _:
            return [node]
