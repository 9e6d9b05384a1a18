"""What an embedded engine's library must be able to do; the search itself is the same for all, in answers.py."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from indexer.engines.deadline import Deadline
from indexer.engines.records import Record, Stored
from indexer.engines.selection import Selection
from indexer.plan import Plan
from indexer.query import Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A document that matches."""

    id: int
    score: float
    #: Shared by the documents of a work.
    work: int
    #: Where the library keeps the record; valid within the snapshot.
    address: object


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedPage:
    """A page that matches."""

    doc_id: int
    number: int
    score: float
    address: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many works match, how many of them have each facet value, and which have several documents that match."""

    total: int
    counts: Mapping[str, Mapping[str, int]]
    twins: frozenset[int]


class Snapshot(Protocol):
    """One committed state of an index."""

    def count(self) -> int:
        """How many documents there are."""

    def revisions(self, ids: Collection[int]) -> dict[int, int]:
        """The revision of each of these documents that the index holds."""

    def tally(self, selection: Selection, facets: Sequence[str]) -> Tally:
        """The counts of everything that matches."""

    def rank(self, selection: Selection, sort: Sort, limit: int) -> list[Ranked]:
        """The first documents in the order asked for; ties by date, the newest first, then by id."""

    def pages(self, plan: Plan, ids: Collection[int]) -> list[RankedPage]:
        """The pages of these documents that match, in any order."""

    def read(self, address: object) -> Stored:
        """What was stored with the record."""

    def titles(self, words: Sequence[str], prefix: str, limit: int) -> list[str]:
        """Titles of the newest documents with all these surface words and a word that starts with the prefix."""


class Changes(Protocol):
    """Uncommitted changes to an index."""

    def remove(self, ids: Iterable[int]) -> None:
        """Take out the documents with these ids, and their pages."""

    def put(self, records: Sequence[Record]) -> None:
        """Replace the document that the records are of."""

    def commit(self) -> None:
        """Make it durable, and visible to new snapshots."""


class Handle(Protocol):
    """One open index."""

    def snapshot(self, deadline: Deadline) -> AbstractContextManager[Snapshot]:
        """The latest committed state."""

    def changes(self, *, bulk: bool = False) -> AbstractContextManager[Changes]:
        """A writer; what is not committed when the block ends is dropped. Bulk: many batches before one commit."""


class Library(Protocol):
    """A search library that keeps an index in a folder, or in memory when there is none."""

    @property
    def name(self) -> str:
        """As in the settings."""

    def create(self, folder: Path | None) -> Handle:
        """A new, empty index; the folder exists and is empty."""

    def open(self, folder: Path) -> Handle:
        """An index made by create; raises EngineError when it cannot be read."""
