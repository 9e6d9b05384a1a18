"""Executing runs: what becomes of them when the job ends, fails, is cancelled or told to stop."""

import logging
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from catalog import runs
from catalog.database import Database
from catalog.models import Run, RunKind, RunState
from catalog.runs import LEASE, MAX_ATTEMPTS
from schedules.crawls import crawl
from schedules.jobs import JOBS, Job
from schedules.services import JobContext, JobFailed, Services
from schedules.worker import Worker, work_once
from tests.support.catalogue import NOON

SYNC, CRAWL = RunKind.SYNC, RunKind.CRAWL


def job(execute: Callable[[JobContext], str | None], kind: RunKind = SYNC, **given: Any) -> dict[RunKind, Job]:
    return {kind: Job(kind=kind, label="", execute=execute, due=lambda *_: (), every=None, **given)}


def ask(db: Database, kind: RunKind = SYNC, key: str = "all", now: Any = NOON) -> int:
    with db.write() as session:
        return runs.ask(session, kind, key, by="test", now=now)


def reload(db: Database, run_id: int) -> Run:
    with db.read() as session:
        return session.get_one(Run, run_id)


def cancel(db: Database, run_id: int) -> None:
    with db.write() as session:
        runs.cancel(session, run_id, now=NOON)


def wait_until(true: Callable[[], bool], seconds: float = 15.0) -> bool:
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        if true():
            return True
        time.sleep(0.05)
    return False


def test_without_runs_there_is_nothing_to_do(services: Services) -> None:
    """
    An idle worker is told so.
    """
    assert work_once(services, jobs=JOBS) is False


def test_a_run_is_executed_and_closed(services: Services, db: Database) -> None:
    """
    What the job found out and how far it came stay on the run.
    """
    run_id = ask(db)

    def execute(context: JobContext) -> str:
        context.heart.note(3, 3)
        return "3 documents"

    assert work_once(services, jobs=job(execute))
    run = reload(db, run_id)
    assert (RunState.DONE, "3 documents", {"done": 3, "total": 3}) == (run.state, run.message, run.progress)


def test_one_run_can_be_chosen(services: Services, db: Database) -> None:
    """
    A command that waits for its own run executes that one.
    """
    older, wanted = ask(db, key="older"), ask(db, key="wanted")

    work_once(services, jobs=job(lambda _: None), run_id=wanted)

    assert (RunState.DUE, RunState.DONE) == (reload(db, older).state, reload(db, wanted).state)


def test_a_failing_job_comes_again(services: Services, db: Database, caplog: pytest.LogCaptureFixture) -> None:
    """
    The error is stored on the run with its kind, and its trace is in the log.
    """
    run_id = ask(db)

    def execute(_: JobContext) -> str:
        raise OSError("disk full")

    work_once(services, jobs=job(execute))
    run = reload(db, run_id)

    assert (RunState.DUE, "OSError: disk full") == (run.state, run.message)
    assert "Traceback" in caplog.text


def test_an_error_the_job_explains_is_kept_as_it_is(services: Services, db: Database) -> None:
    """
    Sentences for the admin are not dressed up.
    """
    run_id = ask(db)

    def execute(_: JobContext) -> str:
        raise JobFailed("the site was down")

    work_once(services, jobs=job(execute))

    assert "the site was down" == reload(db, run_id).message


def test_a_permanent_error_ends_the_run(services: Services, db: Database) -> None:
    """
    What trying again cannot mend is not tried again.
    """
    run_id = ask(db)

    def execute(_: JobContext) -> str:
        raise LookupError("no such source")

    work_once(services, jobs=job(execute, permanent=(LookupError,)))

    assert RunState.FAILED is reload(db, run_id).state


def test_a_run_cancelled_while_it_works_is_closed(services: Services, db: Database) -> None:
    """
    The job learns of it between two steps.
    """
    run_id = ask(db)

    def execute(context: JobContext) -> str:
        cancel(db, run_id)
        for step in range(500):
            context.heart.note(step, 500)
            time.sleep(0.02)
        return "never"

    work_once(services, jobs=job(execute), beat_s=0.05)

    assert RunState.CANCELLED is reload(db, run_id).state


def test_a_run_cancelled_while_it_waited_for_another_attempt_is_never_begun(services: Services, db: Database) -> None:
    """
    A lapsed run that somebody cancelled is closed, not executed.
    """
    run_id = ask(db)
    with db.write() as session:
        runs.claim(session, "dead", now=NOON)
    cancel(db, run_id)
    later = replace(services, clock=lambda: NOON + LEASE * 2)

    def execute(_: JobContext) -> str:
        raise AssertionError("begun")

    work_once(later, jobs=job(execute))

    assert (RunState.CANCELLED, None) == (reload(db, run_id).state, reload(db, run_id).message)


def test_a_worker_that_stops_gives_its_run_back(services: Services, db: Database) -> None:
    """
    The run is claimable at once and has lost no attempt.
    """
    run_id, stopping = ask(db), threading.Event()

    def execute(context: JobContext) -> str:
        stopping.set()
        context.heart.note(1, 2)
        return "never"

    work_once(services, jobs=job(execute), stopping=stopping)

    assert (RunState.DUE, 0, NOON) == (
        reload(db, run_id).state,
        reload(db, run_id).attempt,
        reload(db, run_id).not_before,
    )


def test_an_interrupted_command_gives_its_run_back(services: Services, db: Database) -> None:
    """
    After Ctrl-C the run is at once there for the next one.
    """
    run_id = ask(db)

    def execute(_: JobContext) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work_once(services, jobs=job(execute))

    assert (RunState.DUE, 0) == (reload(db, run_id).state, reload(db, run_id).attempt)


def test_a_silent_job_keeps_its_lease(services: Services, db: Database) -> None:
    """
    The heart beats while the job says nothing.
    """
    run_id, ticks = ask(db), iter(range(10**6))
    services = replace(services, clock=lambda: NOON + timedelta(seconds=next(ticks)))

    def execute(_: JobContext) -> str | None:
        assert wait_until(lambda: (reload(db, run_id).beat_at or NOON) > NOON + timedelta(seconds=8))
        return None

    work_once(services, jobs=job(execute), beat_s=0.02)

    assert RunState.DONE is reload(db, run_id).state


def test_a_worker_that_lost_its_run_changes_nothing(services: Services, db: Database) -> None:
    """
    The run belongs to the one who took it over.
    """
    run_id = ask(db)

    def execute(context: JobContext) -> str:
        with db.write() as session:
            runs.claim(session, "second", now=NOON + LEASE * 2)
        for step in range(500):
            context.heart.note(step, 500)
            time.sleep(0.02)
        return "never"

    work_once(services, jobs=job(execute), beat_s=0.05)
    run = reload(db, run_id)

    assert (RunState.RUNNING, "second", 2) == (run.state, run.owner, run.attempt)


# A crawl is a child process: these stand in for it, and take the options that it is given.


def child(services: Services, script: str) -> Services:
    return replace(services, child_command=(sys.executable, "-c", script))


def test_the_child_is_told_which_run_it_works_for(services: Services, db: Database) -> None:
    """
    Run, owner and attempt fence the child's writes as they do ours.
    """
    ask(db, CRAWL, "solvik")

    work_once(child(services, "import sys; print(*sys.argv[1:])"), jobs=job(crawl, CRAWL), owner="me")

    assert "--run=1 --owner=me --attempt=1\n" == (services.home / "logs" / "crawl-solvik.log").read_text()


def test_a_child_that_crashes_leaves_its_last_words_on_the_run(services: Services, db: Database) -> None:
    """
    The admin reads the error without opening the log.
    """
    run_id = ask(db, CRAWL, "solvik")

    work_once(child(services, "raise SystemExit('no such source')"), jobs=job(crawl, CRAWL))
    run = reload(db, run_id)

    assert (RunState.DUE, 1) == (run.state, run.attempt)
    assert "the crawl process ended with code 1:\nno such source" == run.message


def test_cancelling_kills_the_child(services: Services, db: Database) -> None:
    """
    Also one that takes no notice of being asked.
    """
    run_id = ask(db, CRAWL, "solvik")
    stubborn = "import signal,time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
    log = services.home / "logs" / "crawl-solvik.log"
    threading.Thread(target=lambda: (wait_until(log.exists), cancel(db, run_id)), daemon=True).start()

    started = time.monotonic()
    work_once(child(replace(services, grace_s=0.3), stubborn), jobs=job(crawl, CRAWL), beat_s=0.05)

    assert RunState.CANCELLED is reload(db, run_id).state
    assert time.monotonic() - started < 10


def test_a_child_that_makes_no_progress_is_stopped(services: Services, db: Database) -> None:
    """
    A hung crawl does not hold its source for ever.
    """
    run_id = ask(db, CRAWL, "solvik")
    started = time.monotonic()
    services = replace(services, clock=lambda: NOON + timedelta(seconds=time.monotonic() - started))
    hung = child(services, "import time; time.sleep(60)")

    work_once(replace(hung, stalled_after=timedelta(seconds=0.5)), jobs=job(crawl, CRAWL))

    assert "made no progress" in (reload(db, run_id).message or "")


@pytest.mark.slow
def test_a_run_survives_that_its_worker_is_killed(services: Services, db: Database, tmp_path: Path) -> None:
    """
    After kill -9 the next worker takes the run once the lease has lapsed, and finishes it.
    """
    if not db.is_sqlite:
        pytest.skip("the ledger's part is tested on both databases; this one needs a file to share")
    import subprocess

    run_id = ask(db)
    script = (
        "import sys,time\nfrom catalog import runs\nfrom catalog.database import Database\n"
        "from tests.support.catalogue import NOON\n"
        f"db = Database({db.url!r})\n"
        "with db.write() as session: runs.claim(session, 'doomed', now=NOON)\n"
        "print('held', flush=True); time.sleep(60)"
    )
    doomed = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert doomed.stdout is not None
    with doomed.stdout as said:
        assert "held\n" == said.readline()
    doomed.kill()
    doomed.wait()

    assert work_once(services, jobs=job(lambda _: "done")) is False
    assert work_once(replace(services, clock=lambda: NOON + LEASE * 2), jobs=job(lambda _: "done"))
    assert (RunState.DONE, 2) == (reload(db, run_id).state, reload(db, run_id).attempt)


def test_the_threads_work_side_by_side_and_stop_together(services: Services, db: Database) -> None:
    """
    Two crawls and one index job go at the same time; at the end the crawls' runs are given back.
    """
    asked = [ask(db, CRAWL, "solvik"), ask(db, CRAWL, "fjellvang"), ask(db, CRAWL, "langnes"), ask(db, SYNC, "all")]

    def wait_for_ever(context: JobContext) -> None:
        while not time.sleep(0.02):
            context.heart.check()

    worker = Worker(services, jobs=job(wait_for_ever, CRAWL) | job(lambda _: None), poll_s=0.02)
    worker.start()
    assert wait_until(lambda: [reload(db, run_id).state for run_id in asked].count(RunState.RUNNING) == 2)
    assert wait_until(lambda: reload(db, asked[3]).state is RunState.DONE)

    assert worker.stop(timeout_s=10)
    assert [RunState.DUE] * 3 == [reload(db, run_id).state for run_id in asked[:3]]
    assert [0] * 3 == [reload(db, run_id).attempt for run_id in asked[:3]]


def test_a_worker_outlives_a_catalogue_that_cannot_be_reached(
    services: Services, db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """
    It says so, and goes on when the catalogue is back.
    """
    moments = iter([RuntimeError("the disk is away"), NOON])

    def clock() -> Any:
        moment = next(moments, NOON)
        if isinstance(moment, Exception):
            raise moment
        return moment

    run_id = ask(db)
    worker = Worker(replace(services, clock=clock), jobs=job(lambda _: None), poll_s=0.02)
    with caplog.at_level(logging.ERROR):
        worker.start()
        assert wait_until(lambda: reload(db, run_id).state is RunState.DONE)
        worker.stop()

    assert "the disk is away" in caplog.text


def test_five_crashes_end_in_failure(services: Services, db: Database) -> None:
    """
    A run that cannot succeed does not go on for ever.
    """
    run_id = ask(db)

    def execute(_: JobContext) -> str:
        raise JobFailed("down")

    for _ in range(MAX_ATTEMPTS):
        now = reload(db, run_id).not_before
        work_once(replace(services, clock=lambda now=now: now), jobs=job(execute))

    assert RunState.FAILED is reload(db, run_id).state
