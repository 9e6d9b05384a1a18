"""One writer at a time, among the threads of this process and among processes."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

from indexer.engine import EngineBusy

POLL_SECONDS = 0.05


class WriterLock:
    """Held while an index is written to; released by the system when the process dies."""

    def __init__(self, path: Path | None, *, wait: float) -> None:
        self._path = path
        self._wait = wait
        self._threads = Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold it for the block; raises EngineBusy when it cannot be had in time."""
        ends_at = monotonic() + self._wait
        if not self._threads.acquire(timeout=self._wait):
            raise EngineBusy("another thread of this process is writing to the search index; try again in a moment")
        try:
            with self._file_held(ends_at):
                yield
        finally:
            self._threads.release()

    @contextmanager
    def _file_held(self, ends_at: float) -> Iterator[None]:
        if self._path is None:
            yield
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            self._lock(opened, ends_at)
            yield
        finally:
            os.close(opened)

    def _lock(self, opened: int, ends_at: float) -> None:
        while not _lock_at_once(opened):
            if monotonic() >= ends_at:
                raise EngineBusy(f"another process is writing to the search index ({self._path}); try again later")
            sleep(POLL_SECONDS)


def _lock_at_once(opened: int) -> bool:
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
