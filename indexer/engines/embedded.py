"""The search engine port over a library that runs in this process."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from indexer.analysis import Analysis
from indexer.engine import Batch, EngineMismatch, IndexWriter, SearchPage
from indexer.engines.answers import Search, find_titles
from indexer.engines.deadline import Deadline
from indexer.engines.fields import SCHEMA_VERSION
from indexer.engines.generations import FolderGenerations, Generations, MemoryGenerations
from indexer.engines.records import make_records
from indexer.engines.snapshot import Changes, Library
from indexer.query import SearchQuery

#: How long a writer waits for another one.
LOCK_WAIT_SECONDS = 10.0


class EmbeddedEngine:
    """A SearchEngine in a folder that several processes may share, or in memory when there is none."""

    def __init__(self, library: Library, path: Path | None, analysis: Analysis, *, lock_wait: float) -> None:
        self._analysis = analysis
        self._fingerprint = f"{library.name}-{SCHEMA_VERSION}+{analysis.fingerprint()}"
        self._generations: Generations = (
            MemoryGenerations(library, lock_wait=lock_wait)
            if path is None
            else FolderGenerations(library, path, self._fingerprint, lock_wait=lock_wait)
        )

    def search(self, query: SearchQuery, *, within: Collection[int] | None = None) -> SearchPage:
        """The hits of a query, best first; with `within`, only documents with these ids."""
        deadline = Deadline()
        with self._generations.live().snapshot(deadline) as snapshot:
            return Search(snapshot, query, self._analysis, within=within, deadline=deadline).answer()

    def suggest(self, prefix: str, *, limit: int = 8) -> Sequence[str]:
        """Titles with a word that starts with the prefix, each once, best first."""
        with self._generations.live().snapshot(Deadline()) as snapshot:
            return find_titles(snapshot, prefix, self._analysis, limit)

    def count(self) -> int:
        """How many documents the index holds; none when it is not current."""
        try:
            handle = self._generations.live()
        except EngineMismatch:
            return 0
        with handle.snapshot(Deadline()) as snapshot:
            return snapshot.count()

    def revisions(self, ids: Collection[int]) -> dict[int, int]:
        """The stored revision of each of these documents that the index holds; none when it is not current."""
        try:
            handle = self._generations.live()
        except EngineMismatch:
            return {}
        with handle.snapshot(Deadline()) as snapshot:
            return snapshot.revisions(frozenset(ids))

    def fingerprint(self) -> str:
        """Names engine, schema and analysis version; equal fingerprints give equal hits."""
        return self._fingerprint

    def is_current(self) -> bool:
        """False when the index on disk is missing, unreadable or has another fingerprint."""
        try:
            self._generations.live()
        except EngineMismatch:
            return False
        return True

    def apply(self, batch: Batch) -> None:
        """Commit the batch, durably; raises EngineBusy, or EngineMismatch when the index must be rebuilt first."""
        with self._generations.writing():
            handle = self._generations.live()
            if batch.upserts or batch.deletes:
                with handle.changes() as changes:
                    _write(changes, batch, self._analysis)
                    changes.commit()

    def rebuilding(self) -> AbstractContextManager[IndexWriter]:
        """A fresh index beside the live one: swapped in when the block ends, discarded when it raises."""
        return self._rebuilding()

    @contextmanager
    def _rebuilding(self) -> Iterator[IndexWriter]:
        with self._generations.writing(), self._generations.fresh() as handle, handle.changes(bulk=True) as changes:
            yield _FreshIndex(changes, self._analysis)
            changes.commit()


class _FreshIndex:
    """Collects batches in an index that nobody reads yet; the engine commits it as a whole."""

    def __init__(self, changes: Changes, analysis: Analysis) -> None:
        self._changes = changes
        self._analysis = analysis

    def apply(self, batch: Batch) -> None:
        """Take in the batch; it is visible when the rebuild ends."""
        _write(self._changes, batch, self._analysis)


def _write(changes: Changes, batch: Batch, analysis: Analysis) -> None:
    latest = {document.id: document for document in batch.upserts}
    changes.remove(frozenset(batch.deletes) - latest.keys())
    for document in latest.values():
        changes.put(make_records(document, analysis))
