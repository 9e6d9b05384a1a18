"""
The heartbeat: looks at short intervals for work that is due, and asks for runs.

APScheduler only keeps the time here; nothing is lost when a tick is, since the next one sees the same rows.
"""

import logging
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler

from catalog import runs
from catalog.models import RunKind
from schedules.jobs import JOBS, Job
from schedules.services import Services
from schedules.worker import Worker

logger = logging.getLogger(__name__)

ABANDON_EVERY = timedelta(seconds=15)


def ask_due(services: Services, job: Job) -> list[int]:
    """Ask for every run of a job that is due now; return the runs, new or already live."""
    now = services.clock()
    keys = job.due(services, now)
    if not keys:
        return []
    with services.db.write() as session:
        return [runs.ask(session, job.kind, key, by="schedule", now=now) for key in keys]


def abandon_stale(services: Services) -> int:
    """Close runs that cannot go on; return how many."""
    now = services.clock()
    with services.db.read() as session:
        if not runs.is_anything_stale(session, now=now):
            return 0
    with services.db.write() as session:
        return runs.abandon_stale_runs(session, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A heartbeat and its worker, at work."""

    scheduler: BackgroundScheduler
    worker: Worker

    def stop(self, timeout_s: float = 30.0) -> bool:
        """End in good order: no new runs, and those at work given back; False when one did not end in time."""
        self.scheduler.shutdown(wait=False)
        return self.worker.stop(timeout_s)


def free_orphans(services: Services) -> int:
    """Make runs that a killed process of this machine left behind claimable at once; return how many."""
    with services.db.write() as session:
        return runs.free_orphans(session, now=services.clock())


def start(services: Services, *, jobs: Mapping[RunKind, Job] = JOBS) -> Running:
    """Begin to ask for due work and to do it, in threads of this process."""
    scheduler = BackgroundScheduler(timezone="UTC")
    for job in jobs.values():
        if job.every is not None:
            _tick_every(scheduler, job.every, job.kind.value, partial(ask_due, services, job))
    _tick_every(scheduler, ABANDON_EVERY, "abandon", partial(abandon_stale, services))
    free_orphans(services)
    worker = Worker(services, jobs=jobs)
    worker.start()
    scheduler.start()
    return Running(scheduler=scheduler, worker=worker)


def _tick_every(scheduler: BackgroundScheduler, every: timedelta, name: str, tick: Callable[[], object]) -> None:
    scheduler.add_job(
        _guarded(name, tick),
        "interval",
        seconds=every.total_seconds(),
        id=name,
        # Ticks that were missed are one tick, however late, and never overlap.
        coalesce=True,
        misfire_grace_time=None,
        max_instances=1,
        next_run_time=datetime.now(UTC),
    )


def _guarded(name: str, tick: Callable[[], object]) -> Callable[[], None]:
    def guarded() -> None:
        try:
            tick()
        except Exception:
            # The next tick sees the same rows.
            logger.exception("the tick of %s failed", name)

    return guarded


def run_until_signalled(services: Services) -> None:
    """Work until SIGTERM or SIGINT, then end in good order; a second signal ends at once. For the main thread."""
    asked_to_stop = threading.Event()

    def on_signal(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        asked_to_stop.set()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
    running = start(services)
    try:
        while not asked_to_stop.wait(1.0):
            pass
    finally:
        running.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
