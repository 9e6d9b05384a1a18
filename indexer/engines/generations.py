"""Which index is the live one, and how a fresh one takes its place.

On disk::

    current            the name of the live generation
    writer.lock        held by whoever writes
    gen-<id>/
        meta.json      fingerprint, and the generation it replaced; written last
        index/         the library's own files
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import NamedTuple, Protocol
from uuid import uuid4

from indexer.engine import EngineError, EngineMismatch
from indexer.engines.locks import WriterLock
from indexer.engines.snapshot import Handle, Library

REBUILD = "run `samla index rebuild`"
_PREFIX = "gen-"


class Generations(Protocol):
    """The live index of an engine, and its successors."""

    def live(self) -> Handle:
        """The live index; raises EngineMismatch when there is none that fits."""

    def writing(self) -> AbstractContextManager[None]:
        """Be the only writer; raises EngineBusy."""

    def fresh(self) -> AbstractContextManager[Handle]:
        """An empty index that becomes the live one when the block ends, and is discarded when it raises."""


class MemoryGenerations:
    """One index in the memory of this process."""

    def __init__(self, library: Library, *, lock_wait: float) -> None:
        self._library = library
        self._lock = WriterLock(None, wait=lock_wait)
        self._live = library.create(None)

    def live(self) -> Handle:
        """The live index."""
        return self._live

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer; raises EngineBusy."""
        with self._lock.held():
            yield

    @contextmanager
    def fresh(self) -> Iterator[Handle]:
        """An empty index that becomes the live one when the block ends, and is discarded when it raises."""
        handle = self._library.create(None)
        yield handle
        self._live = handle


class _Opened(NamedTuple):
    name: str
    handle: Handle


class FolderGenerations:
    """A folder of generations and a file that names the live one; readers in other processes follow it."""

    def __init__(self, library: Library, path: Path, fingerprint: str, *, lock_wait: float) -> None:
        self._library = library
        self._path = path
        self._fingerprint = fingerprint
        self._writer_lock = WriterLock(path / "writer.lock", wait=lock_wait)
        self._opening = Lock()
        self._opened: _Opened | None = None

    def live(self) -> Handle:
        """The live index, opened anew when another generation has taken over; raises EngineMismatch."""
        name = self._live_name()
        opened = self._opened
        if opened is not None and opened.name == name:
            return opened.handle
        with self._opening:
            if self._opened is None or self._opened.name != name:
                self._opened = self._open(name)
            return self._opened.handle

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer; raises EngineBusy."""
        with self._writer_lock.held():
            yield

    @contextmanager
    def fresh(self) -> Iterator[Handle]:
        """An empty index that becomes the live one when the block ends; call it within `writing`."""
        replaced = self._pointed()
        self._sweep(keep=self._in_use(replaced))
        name = f"{_PREFIX}{uuid4().hex[:12]}"
        index = self._path / name / "index"
        index.mkdir(parents=True)
        try:
            yield self._library.create(index)
            self._publish(name, replaced)
        except BaseException:
            if self._pointed() != name:
                shutil.rmtree(self._path / name, ignore_errors=True)
            raise
        self._sweep(keep={name, replaced})

    def _live_name(self) -> str:
        name = self._pointed()
        if name is None:
            raise EngineMismatch(f"there is no search index in {self._path} yet; {REBUILD}")
        return name

    def _open(self, name: str) -> _Opened:
        found = self._meta(name).get("fingerprint")
        if found != self._fingerprint:
            was = f"was written as {found!r}" if found else "is incomplete"
            raise EngineMismatch(f"the search index in {self._path} {was}, not {self._fingerprint!r}; {REBUILD}")
        try:
            return _Opened(name, self._library.open(self._path / name / "index"))
        except EngineError as error:
            raise EngineMismatch(f"the search index in {self._path} cannot be opened ({error}); {REBUILD}") from error

    def _publish(self, name: str, replaced: str | None) -> None:
        meta = {"fingerprint": self._fingerprint, "replaced": replaced}
        write_durably(self._path / name / "meta.json", json.dumps(meta))
        write_durably(self._path / "current", name + "\n")

    def _pointed(self) -> str | None:
        with suppress(FileNotFoundError):
            name = (self._path / "current").read_text("utf-8", "replace").strip()
            return name if name.startswith(_PREFIX) and "/" not in name else None
        return None

    def _in_use(self, live: str | None) -> set[str | None]:
        return set() if live is None else {live, self._meta(live).get("replaced")}

    def _meta(self, name: str) -> dict[str, str | None]:
        with suppress(OSError, ValueError):
            meta = json.loads((self._path / name / "meta.json").read_text("utf-8"))
            return meta if isinstance(meta, dict) else {}
        return {}

    def _sweep(self, *, keep: set[str | None]) -> None:
        for folder in self._path.glob(f"{_PREFIX}*"):
            if folder.name not in keep:
                shutil.rmtree(folder, ignore_errors=True)


def write_durably(path: Path, text: str) -> None:
    """Replace a small file in one step that survives a power cut."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make new and renamed entries of the folder durable."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
