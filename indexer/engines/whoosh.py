"""The engine in pure Python: Whoosh, for machines without tantivy and as a second opinion on it."""

import os
import pickle
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import IndexError as WhooshIndexError
from whoosh.query import Or, Term
from whoosh.scoring import BM25F

from indexer.analysis import Analysis
from indexer.engine import EngineError
from indexer.engines.deadline import Deadline
from indexer.engines.embedded import LOCK_WAIT_SECONDS, EmbeddedEngine
from indexer.engines.fields import DOC_ID
from indexer.engines.generations import sync_folder
from indexer.engines.records import Record
from indexer.engines.whoosh_schema import make_fields, make_schema
from indexer.engines.whoosh_snapshot import Cards, WhooshSnapshot

_HEAP_MB = 128
_BROKEN = (WhooshIndexError, OSError, ValueError, EOFError, KeyError, pickle.UnpicklingError)


class WhooshEngine(EmbeddedEngine):
    """A SearchEngine that keeps a Whoosh index in a folder, or in memory without one."""

    def __init__(self, path: Path | None, analysis: Analysis, *, lock_wait: float = LOCK_WAIT_SECONDS) -> None:
        super().__init__(_Whoosh(), path, analysis, lock_wait=lock_wait)


class _Memory(RamStorage):  # type: ignore[misc]
    def temp_storage(self, name: str | None = None) -> FileStorage:  # noqa: ARG002 - Whoosh's signature
        # Whoosh's own is one folder for every engine and process of the machine.
        return FileStorage(tempfile.mkdtemp(prefix="samla-index-"))


class _Whoosh:
    name = "whoosh"

    def create(self, folder: Path | None) -> "_Index":
        storage = _Memory() if folder is None else FileStorage(str(folder))
        return _Index(storage.create_index(make_schema()), folder)

    def open(self, folder: Path) -> "_Index":
        try:
            return _Index(FileStorage(str(folder)).open_index(), folder)
        except _BROKEN as error:
            raise EngineError(str(error) or type(error).__name__) from error


class _Index:
    def __init__(self, index: Any, folder: Path | None) -> None:
        self._index = index
        self._folder = folder
        # Readers keep their place in shared files, so they take turns.
        self._reading = Lock()
        self._generation = index.latest_generation()
        self._searcher = self._search()
        self._cards: Cards = {}

    @contextmanager
    def snapshot(self, deadline: Deadline) -> Iterator[WhooshSnapshot]:
        with self._reading:
            self._follow()
            yield WhooshSnapshot(self._searcher, self._cards, deadline)

    @contextmanager
    def changes(self, *, bulk: bool = False) -> Iterator["_Changes"]:
        # In memory, files of replaced segments are gone at once; no reader may be about to open them.
        committing = nullcontext() if self._folder else self._reading
        changes = _Changes(self._index, self._folder, committing, fresh=bulk)
        try:
            yield changes
        finally:
            changes.close()

    def _follow(self) -> None:
        """Not by Searcher.refresh, which fails on an index that was empty."""
        generation = self._index.latest_generation()
        if generation != self._generation:
            replaced, self._searcher, self._generation = self._searcher, self._search(), generation
            replaced.close()
            live = {reader.segment().segment_id() for reader, _ in self._searcher.reader().leaf_readers()}
            self._cards = {name: cards for name, cards in self._cards.items() if name in live}

    def _search(self) -> Any:
        return self._index.searcher(weighting=BM25F(B=0.7, K1=0.6))


class _Changes:
    def __init__(self, index: Any, folder: Path | None, committing: Any, *, fresh: bool) -> None:
        self._index = index
        self._folder = folder
        self._committing = committing
        self._writer: Any = None
        self._fresh = fresh
        #: Documents that the writer holds; Whoosh deletes only what is committed.
        self._added: set[int] = set()

    def remove(self, ids: Iterable[int]) -> None:
        ids = set(ids)
        if ids & self._added:
            self.commit()
        elif self._fresh:
            return
        if ids:
            self._open().delete_by_query(Or([Term(DOC_ID, str(doc_id)) for doc_id in ids]))

    def put(self, records: Sequence[Record]) -> None:
        ids = {record.doc_id for record in records}
        self.remove(ids)
        for record in records:
            self._open().add_document(**make_fields(record))
        self._added |= ids

    def commit(self) -> None:
        if self._writer is not None:
            with self._committing:
                self._writer.commit()
            self._writer = None
            self._fresh = False
            self._added.clear()
            self._make_durable()

    def close(self) -> None:
        """Drop what was not committed, and Whoosh's own lock."""
        if self._writer is not None:
            self._writer.cancel()
            self._writer = None

    def _open(self) -> Any:
        if self._writer is None:
            self._writer = self._index.writer(limitmb=_HEAP_MB)
        return self._writer

    def _make_durable(self) -> None:
        """Whoosh leaves that to the system, which may take half a minute."""
        for path in self._folder.iterdir() if self._folder else ():
            opened = os.open(path, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)
        if self._folder:
            sync_folder(self._folder)
