"""The heartbeat: asking for due work, and beginning and ending in good order."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from catalog import runs
from catalog.database import Database
from catalog.models import Run, RunKind, RunState
from catalog.runs import LEASE
from indexer.engine import SearchEngine
from schedules import scheduler
from schedules.jobs import JOBS
from schedules.services import Services
from tests.support.catalogue import NOON, make_document, make_source


def count_runs(db: Database, **given: object) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(Run).filter_by(**given)) or 0


def wait_until(true: Callable[[], bool], seconds: float = 15.0) -> bool:
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        if true():
            return True
        time.sleep(0.05)
    return False


def test_a_tick_asks_for_every_due_source_once(services: Services, db: Database) -> None:
    """
    Two ticks in a row give one run of each due source.
    """
    make_source(db, "solvik")
    make_source(db, "fjellvang")
    make_source(db, "langnes", at=NOON)

    asked = scheduler.ask_due(services, JOBS[RunKind.CRAWL])

    assert 2 == len(asked)
    assert [] == scheduler.ask_due(services, JOBS[RunKind.CRAWL])
    assert 2 == count_runs(db, kind=RunKind.CRAWL, asked_by="schedule")


def test_a_tick_without_due_work_changes_nothing(services: Services, db: Database) -> None:
    """
    An idle system writes no rows.
    """
    assert [] == scheduler.ask_due(services, JOBS[RunKind.CRAWL])
    assert 0 == count_runs(db)


def test_hopeless_runs_are_closed(services: Services, db: Database) -> None:
    """
    A cancelled run whose owner died does not stay on the page.
    """
    with db.write() as session:
        run_id = runs.ask(session, RunKind.SYNC, "all", by="test", now=NOON)
        runs.claim(session, "dead", now=NOON)
        runs.cancel(session, run_id, now=NOON)

    assert 0 == scheduler.abandon_stale(services)
    assert 1 == scheduler.abandon_stale(replace(services, clock=lambda: NOON + LEASE * 2))
    assert 1 == count_runs(db, state=RunState.CANCELLED)


@pytest.mark.slow
def test_the_heartbeat_and_its_worker_do_what_is_due(services: Services, db: Database, engine: SearchEngine) -> None:
    """
    A new document is in the index a moment later, and the end is in good order.
    """
    make_document(db, make_source(db, at=NOON))
    quick = {kind: replace(job, every=timedelta(seconds=0.2)) for kind, job in JOBS.items() if job.every}

    running = scheduler.start(services, jobs=quick)
    try:
        assert wait_until(lambda: engine.is_current() and engine.count() == 1)
        assert wait_until(lambda: count_runs(db, kind=RunKind.MATCH, state=RunState.DONE) > 0)
    finally:
        assert running.stop(timeout_s=10)
    assert 0 == count_runs(db, state=RunState.RUNNING)


PROGRAM = """
import sys, pathlib
from contextlib import nullcontext
from alerts.mailer import MemoryMailer
from alerts.settings import AlertSettings
from catalog.database import Database
from indexer.engines import open_engine
from schedules.scheduler import run_until_signalled
from schedules.services import Services
from tests.support.catalogue import NOON, DAY

home = pathlib.Path({home!r})
engine = open_engine("tantivy", None)
run_until_signalled(Services(
    db=Database({url!r}), clock=lambda: NOON + DAY, open_engine=lambda: engine,
    open_mailer=lambda: nullcontext(MemoryMailer()), home=home,
    alerts=AlertSettings(base_url="http://samla.test", sender="s@samla.test", secret_key="x", mail_folder=home),
    child_command=(sys.executable, "-c", {child!r}),
))
print("ended in good order", flush=True)
"""
CHILD = (
    "import signal,sys,time\nfrom schedules.process import stop_when_parent_ends\n"
    "stop_when_parent_ends(lambda: (print('orphan', flush=True), __import__('os')._exit(1)))\n"
    "signal.signal(signal.SIGTERM, lambda *_: sys.exit('told to stop'))\nprint('up', flush=True)\ntime.sleep(60)"
)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_everything_and_gives_the_runs_back(
    services: Services, db: Database, number: signal.Signals
) -> None:
    """
    The child is told, its run is due again, and the process ends with code 0.
    """
    if not db.is_sqlite:
        pytest.skip("the ledger's part is tested on both databases; this one needs a file to share")
    make_source(db)
    log = services.home / "logs" / "crawl-solvik.log"
    program = PROGRAM.format(home=str(services.home), url=db.url, child=CHILD)
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert wait_until(lambda: log.exists() and "up" in log.read_text())

    process.send_signal(number)
    said, _ = process.communicate(timeout=20)

    assert (0, "ended in good order\n") == (process.returncode, said)
    assert "told to stop" in log.read_text()
    with db.read() as session:
        run = session.scalars(select(Run).where(Run.kind == RunKind.CRAWL)).one()
        assert (RunState.DUE, 0) == (run.state, run.attempt)
