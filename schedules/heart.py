"""Keeps a run's lease while a job works, and learns from the ledger that the run was lost."""

import logging
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from sqlalchemy.exc import SQLAlchemyError

from catalog import runs
from catalog.clock import Clock
from catalog.database import Database
from catalog.runs import LEASE, Claim, RunLost

logger = logging.getLogger(__name__)

#: How soon progress is there to be read, and a cancelled job learns of it.
BEAT_S = 2.0


class Stopped(Exception):
    """This process is to end: leave the run to the next one."""


class Heart:
    """
    Beats for one run from a thread of its own, so that neither a silent job nor a long transaction costs the lease.

    A job that works in steps calls `note` between them.
    """

    def __init__(
        self, db: Database, clock: Clock, held: Claim, *, stopping: threading.Event, beat_s: float = BEAT_S
    ) -> None:
        self._db, self._clock, self._held = db, clock, held
        self._stopping, self._beat_s = stopping, beat_s
        self._ended = threading.Event()
        self._lost: RunLost | None = None
        self._last_beat = clock()
        self.progress: Mapping[str, Any] | None = None
        self._thread = threading.Thread(target=self._beat_on, name=f"heart-{held.run_id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def note(self, done: int, total: int, **more: Any) -> None:
        """Note progress; raises RunLost or Stopped when the job must end."""
        self.progress = {"done": done, "total": total, **more}
        self.check()

    def check(self) -> None:
        """Raise RunLost or Stopped when the job must end."""
        if self._lost is not None:
            raise self._lost
        if self._stopping.is_set():
            raise Stopped(f"run {self._held.run_id} is left for later")

    def _beat_on(self) -> None:
        while not self._ended.wait(self._beat_s):
            try:
                with self._db.write() as session:
                    runs.beat(session, self._held, now=self._clock(), progress=self.progress)
                self._last_beat = self._clock()
            except RunLost as lost:
                self._lost = lost
                return
            except SQLAlchemyError as error:
                # A busy database is no reason to give up work; a lease that has run out is.
                logger.warning("run %s could not beat: %s", self._held.run_id, error)
                if self._clock() - self._last_beat > LEASE:
                    self._lost = RunLost(f"run {self._held.run_id} could not beat for {LEASE}")
                    return
