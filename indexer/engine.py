"""The search engine port: what an engine stores, what it answers, and how it is replaced.

Errors::

    EngineError
    ├── EngineBusy        another process writes to this index now; try again (temporary)
    └── EngineMismatch    the index on disk was written by another analysis or schema; rebuild it (permanent)
"""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from markupsafe import Markup

from indexer.query import SearchQuery


class EngineError(Exception):
    """The search engine could not do what was asked."""


class EngineBusy(EngineError):
    """Another process writes to this index; try again in a moment."""


class EngineMismatch(EngineError):
    """The index was written by another version of the analysis; run `samla index rebuild`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """The text of one page or slide."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDocument:
    """A document as the engine stores it: projected from the catalogue, never read back into it."""

    #: The catalogue's document id; an upsert replaces what has the same id.
    id: int
    #: The document revision this was projected from.
    revision: int
    title: str
    #: Headings of the main text, joined by newlines.
    headings: str = ""
    #: One for a web page; one per page or slide otherwise.
    pages: tuple[IndexPage, ...] = ()
    #: Link texts that point at this document, joined by newlines.
    link_texts: str = ""
    #: Facet values (slugs).
    source: str
    type: str
    language: str = ""
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    #: updated, else published, else first seen.
    date_on: date
    #: Documents with the same text share this key and are shown as one hit; empty: never grouped.
    work: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Upserts and deletes, applied as one commit."""

    upserts: tuple[IndexDocument, ...] = ()
    #: Document ids.
    deletes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHit:
    """A page or slide that matches."""

    number: int
    snippet: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One document in a page of hits."""

    id: int
    score: float
    #: Escaped text with <mark> around the words that match.
    snippet: Markup
    #: The title, escaped, with <mark> around the words that match.
    title: Markup
    #: The best pages first, at most three; empty for web pages.
    pages: tuple[PageHit, ...] = ()
    #: Every page number with a hit, ascending (for the page ruler); empty for web pages.
    page_numbers: tuple[int, ...] = ()
    #: Ids of other documents with the same text that also match.
    also: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetCount:
    """How many hits have this value, counted without the facet's own filter."""

    value: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page of hits and what goes with it."""

    query: SearchQuery
    total: int
    hits: tuple[Hit, ...]
    #: facet name -> counts, largest first (years ascending).
    facets: dict[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    #: A corrected query that has hits, when this one has few; else None.
    suggestion: str | None = None
    #: Word forms beyond what was typed that are in the index and were searched as well.
    expansions: tuple[str, ...] = ()
    #: What of the typed query was not understood and was searched as plain words, in reader's terms.
    remarks: tuple[str, ...] = ()
    took_ms: float = 0.0


class IndexWriter(Protocol):
    """What can be written to: the live index, or a fresh one beside it."""

    def apply(self, batch: Batch) -> None:
        """Commit the batch; durable and visible to new searches on return."""


class SearchEngine(IndexWriter, Protocol):
    """A full-text index of the current documents, derived from the catalogue and replaceable at any time."""

    def search(self, query: SearchQuery, *, within: Collection[int] | None = None) -> SearchPage:
        """
        The hits of a query, best first; with `within`, only documents with these ids.

        Raises EngineMismatch when the index must be rebuilt first.
        """

    def suggest(self, prefix: str, *, limit: int = 8) -> Sequence[str]:
        """Titles with a word that starts with the prefix, each once, best first."""

    def count(self) -> int:
        """How many documents the index holds."""

    def revisions(self, ids: Collection[int]) -> dict[int, int]:
        """The stored revision of each of these documents that the index holds."""

    def fingerprint(self) -> str:
        """Names engine, schema and analysis version; equal fingerprints give equal hits."""

    def is_current(self) -> bool:
        """False when the index on disk is missing or has another fingerprint."""

    def rebuilding(self) -> AbstractContextManager[IndexWriter]:
        """
        A fresh index beside the live one: swapped in when the block ends, discarded when it raises.

        Searches go on against the live index meanwhile. Raises EngineBusy when another process writes.
        """
