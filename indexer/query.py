"""The query model: one value that the page, the API, the CLI and the alerts all search with."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum


class Sort(StrEnum):
    """The order of the hits."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


#: Fields a hit can be filtered and counted by; several values of one field mean any of them.
FACETS = ("source", "type", "topic", "place", "organisation", "language", "year")
PER_PAGE = 10
MAX_PER_PAGE = 100
MAX_PAGE = 50


@dataclass(frozen=True, slots=True)
class Word:
    """One word; with `prefix` every word that starts so (three letters at least)."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand beside each other, in this order, in any inflection."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What a hit must not have."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A node that must match in one field only: "title"; the others become filters when parsed."""

    name: str
    node: "Node"


Node = Word | Phrase | Not | And | Or | Field


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """A whole search: what was typed, the filters, the order and which page of hits."""

    #: As the reader typed it; indexer.parsing.parse(text) gives the tree.
    text: str = ""
    #: facet name -> accepted values (slugs), each tuple sorted; absent or empty means all.
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: Limits on a document's date (updated, else published, else first seen), both inclusive.
    from_on: date | None = None
    to_on: date | None = None
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = PER_PAGE
    #: True: the words as written only, no inflections, no other language form, no compound parts.
    exact: bool = False
    #: True: any one of the words is enough, and the others lift a hit; see indexer.generous. Never saved.
    relaxed: bool = False

    def at_page(self, page: int) -> "SearchQuery":
        """The same search, at another page of hits."""
        return replace(self, page=page)

    def without_filter(self, name: str) -> "SearchQuery":
        """The same search with one facet unfiltered."""
        return replace(self, filters={key: values for key, values in self.filters.items() if key != name})

    @property
    def is_empty(self) -> bool:
        """True when nothing limits the hits."""
        return not (self.text.strip() or any(self.filters.values()) or self.from_on or self.to_on)
