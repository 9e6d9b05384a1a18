"""The planned query: which index terms, in which streams, with which weights; every engine runs the same plan."""

from dataclasses import dataclass
from enum import StrEnum


class Stream(StrEnum):
    """One way of writing a text's words into the index; see indexer.analysis."""

    #: One key per word, shared by its inflections and by its bokmål and nynorsk spellings.
    WHOLE = "whole"
    #: The keys of a compound's parts.
    PARTS = "parts"
    #: The word as written, lower-cased.
    SURFACE = "surface"
    #: Letter trigrams; they order the hits and never decide them.
    GRAMS = "grams"


class Zone(StrEnum):
    """Where in a document a word stands."""

    TITLE = "title"
    HEADINGS = "headings"
    BODY = "body"
    LINKS = "links"


@dataclass(frozen=True, slots=True)
class Term:
    """One index term, in any zone."""

    stream: Stream
    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class TermPhrase:
    """Terms of one stream that stand beside each other in one zone."""

    stream: Stream
    texts: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class TermPrefix:
    """Every surface term with this start; engines expand it to at most MAX_EXPANSION terms."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class AllOf:
    """Hits have every node; scores add up."""

    nodes: tuple["PlanNode", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Hits have at least one node; scores add up."""

    nodes: tuple["PlanNode", ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """Hits have none of these; beside nothing else it means every other document."""

    nodes: tuple["PlanNode", ...]


@dataclass(frozen=True, slots=True)
class InZone:
    """The node, in one zone only."""

    zone: Zone
    node: "PlanNode"


PlanNode = Term | TermPhrase | TermPrefix | AllOf | AnyOf | NoneOf | InZone

#: Index terms that the start of a word stands for, at the most.
MAX_EXPANSION = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What must match, and what only lifts a hit."""

    #: None: every document matches (filters alone decide).
    must: PlanNode | None
    should: tuple[PlanNode, ...] = ()
