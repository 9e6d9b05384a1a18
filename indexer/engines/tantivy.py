"""The default engine: tantivy, a search library in Rust, in this process."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import tantivy

from indexer.analysis import Analysis
from indexer.engine import EngineError
from indexer.engines.deadline import Deadline
from indexer.engines.embedded import LOCK_WAIT_SECONDS, EmbeddedEngine
from indexer.engines.fields import DOC_ID
from indexer.engines.records import Record
from indexer.engines.tantivy_schema import make_document, make_schema
from indexer.engines.tantivy_snapshot import TantivySnapshot

HEAP_MB = 64
#: A rebuild may use more, for fewer and larger segments.
_BULK_FACTOR = 3
_Stamp = tuple[int, int, int]


class TantivyEngine(EmbeddedEngine):
    """A SearchEngine that keeps a tantivy index in a folder, or in memory without one."""

    def __init__(
        self,
        path: Path | None,
        analysis: Analysis,
        *,
        heap_mb: int = HEAP_MB,
        lock_wait: float = LOCK_WAIT_SECONDS,
    ) -> None:
        super().__init__(_Tantivy(heap_mb), path, analysis, lock_wait=lock_wait)


class _Tantivy:
    name = "tantivy"

    def __init__(self, heap_mb: int) -> None:
        self._heap_mb = heap_mb

    def create(self, folder: Path | None) -> "_Index":
        schema = make_schema()
        index = tantivy.Index(schema, None if folder is None else str(folder), reuse=False)
        return _Index(index, folder, self._heap_mb)

    def open(self, folder: Path) -> "_Index":
        try:
            return _Index(tantivy.Index.open(str(folder)), folder, self._heap_mb)
        except (ValueError, OSError) as error:
            raise EngineError(str(error)) from error


class _Index:
    def __init__(self, index: tantivy.Index, folder: Path | None, heap_mb: int) -> None:
        # Reloaded by snapshot() when something was committed, by whichever process.
        index.config_reader("manual")
        self._index = index
        self._meta = None if folder is None else folder / "meta.json"
        self._heap_mb = heap_mb
        self._seen = self._stamp()

    @contextmanager
    def snapshot(self, deadline: Deadline) -> Iterator[TantivySnapshot]:
        stamp = self._stamp()
        if stamp != self._seen:
            self._index.reload()
            self._seen = stamp
        yield TantivySnapshot(self._index.searcher(), self._index.schema, deadline)

    @contextmanager
    def changes(self, *, bulk: bool = False) -> Iterator["_Changes"]:
        heap = self._heap_mb * (_BULK_FACTOR if bulk else 1) * 1_000_000
        changes = _Changes(self._index, heap)
        try:
            yield changes
        finally:
            changes.close()

    def _stamp(self) -> _Stamp | None:
        if self._meta is not None:
            # Missing for a moment at most, while it is replaced.
            with suppress(FileNotFoundError):
                status = self._meta.stat()
                return status.st_ino, status.st_mtime_ns, status.st_size
        return None


class _Changes:
    def __init__(self, index: tantivy.Index, heap: int) -> None:
        self._index = index
        # One thread: a commit then adds one segment, and the analysis in Python is slower than it anyway.
        self._writer = index.writer(heap, 1)

    def remove(self, ids: Iterable[int]) -> None:
        for doc_id in ids:
            self._writer.delete_documents_by_term(DOC_ID, doc_id)

    def put(self, records: Sequence[Record]) -> None:
        self.remove({record.doc_id for record in records})
        for record in records:
            self._writer.add_document(make_document(record))

    def commit(self) -> None:
        self._writer.commit()
        # Merges that are under way are lost with the writer, and their files would be left behind.
        self._writer.wait_merging_threads()
        self._index.reload()

    def close(self) -> None:
        """Drop the writer, and with it what was not committed and tantivy's own lock."""
        del self._writer
