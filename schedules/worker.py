"""
Claims runs from the ledger and executes them; threads for crawls, one for the index, one for the rest.

Whatever goes wrong stops at the run and is stored on it.
"""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog import runs
from catalog.models import RunKind
from catalog.runs import Claim, RunLost
from schedules.heart import BEAT_S, Heart, Stopped
from schedules.jobs import JOBS, Job
from schedules.services import JobContext, JobFailed, Services

logger = logging.getLogger(__name__)

#: How often an idle thread looks for work.
POLL_S = 1.0


def work_once(
    services: Services,
    *,
    kinds: Sequence[RunKind] = (),
    run_id: int | None = None,
    jobs: Mapping[RunKind, Job] = JOBS,
    stopping: threading.Event | None = None,
    owner: str = "",
    beat_s: float = BEAT_S,
) -> bool:
    """Execute the oldest claimable run (of these kinds, or exactly this one); False when there is none."""
    held = _claim(services, kinds or tuple(jobs), run_id, owner or runs.new_owner())
    if held is None:
        return False
    job = jobs[held.kind]
    heart = Heart(services.db, services.clock, held, stopping=stopping or threading.Event(), beat_s=beat_s)
    context = JobContext(services=services, held=held, heart=heart)
    try:
        _begin(context)
        with heart:
            message = job.execute(context)
    except RunLost as lost:
        logger.info("%s %s: %s", held.kind, held.key, lost)
        _settle_lost(context)
    except Stopped:
        _settle_stopped(context)
    except Exception as error:
        logger.exception("%s %s failed", held.kind, held.key)
        _settle_failed(context, error, retry=not isinstance(error, job.permanent))
    except BaseException:
        # Ctrl-C in a command: nobody should have to wait for the lease.
        _settle_stopped(context)
        raise
    else:
        _settle_done(context, message)
    return True


def _claim(services: Services, kinds: Sequence[RunKind], run_id: int | None, owner: str) -> Claim | None:
    now = services.clock()
    with services.db.read() as session:
        if run_id is None and not runs.is_anything_claimable(session, now=now, kinds=kinds):
            return None
    with services.db.write() as session:
        return runs.claim(session, owner, now=now, kinds=kinds, run_id=run_id)


def _begin(context: JobContext) -> None:
    # A run that was cancelled while nobody held it ends here.
    with context.db.write() as session:
        runs.beat(session, context.held, now=context.clock())


def _settle_done(context: JobContext, message: str | None) -> None:
    with context.db.write() as session:
        progress = context.heart.progress
        runs.finish(session, context.held, now=context.clock(), progress=progress, message=message)


def _settle_lost(context: JobContext) -> None:
    with context.db.write() as session:
        runs.close_cancelled(session, context.held, now=context.clock())


def _settle_stopped(context: JobContext) -> None:
    now = context.clock()
    with context.db.write() as session:
        if not runs.close_cancelled(session, context.held, now=now):
            runs.release(session, context.held, now=now)


def _settle_failed(context: JobContext, error: Exception, *, retry: bool) -> None:
    now = context.clock()
    message = str(error) if isinstance(error, JobFailed) else f"{type(error).__name__}: {error}"
    with context.db.write() as session:
        if not runs.close_cancelled(session, context.held, now=now):
            runs.fail(session, context.held, message, now=now, retry=retry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """Threads that share a set of kinds, so that one sort of work does not hold up another."""

    name: str
    kinds: tuple[RunKind, ...]
    threads: int = 1


def lanes(services: Services) -> tuple[Lane, ...]:
    """Several crawls at once, one writer of the index, and one thread for everything short."""
    return (
        Lane(name="crawl", kinds=(RunKind.CRAWL,), threads=services.crawls_at_once),
        Lane(name="index", kinds=(RunKind.SYNC, RunKind.REBUILD)),
        Lane(name="alerts", kinds=(RunKind.MATCH, RunKind.DIGEST, RunKind.DELIVER, RunKind.SWEEP)),
    )


class Worker:
    """The threads that execute runs until they are told to stop."""

    def __init__(self, services: Services, *, jobs: Mapping[RunKind, Job] = JOBS, poll_s: float = POLL_S) -> None:
        self._services, self._jobs, self._poll_s = services, jobs, poll_s
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(lane,), name=f"{lane.name}-{number}", daemon=True)
            for lane in lanes(services)
            for number in range(lane.threads)
        ]

    def start(self) -> None:
        """Begin to claim runs."""
        for thread in self._threads:
            thread.start()

    def stop(self, timeout_s: float = 30.0) -> bool:
        """
        Let every thread give back or end its run; False when one did not within the time.

        A run whose thread did not end is taken up by the next process when its lease has lapsed.
        """
        self._stopping.set()
        for thread in self._threads:
            thread.join(timeout_s)
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self, lane: Lane) -> None:
        owner = runs.new_owner()
        while not self._stopping.is_set():
            try:
                worked = work_once(
                    self._services, kinds=lane.kinds, jobs=self._jobs, stopping=self._stopping, owner=owner
                )
            except Exception:
                # The ledger itself could not be reached: the lease brings the run back.
                logger.exception("%s could not work", threading.current_thread().name)
                worked = False
            if not worked:
                self._stopping.wait(self._poll_s)
