"""A catalogue in which something is going on: what the staff's pages are there to show."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from catalog import runs, sources
from catalog.database import Database
from catalog.ingest import Visit, record_failure
from catalog.models import FrontierEntry, Outcome, Run, RunKind, RunState, Source
from tests.support.catalogue import DAY, NOON, make_document, make_source

MINUTE = timedelta(minutes=1)


def make_busy_region(db: Database) -> None:
    """One source being harvested, one in order, one failing, one paused, one new, and one that has ended."""
    going = make_source(db, "solvik", name="Solvik fylkeskommune", at=NOON - DAY)
    fine = make_source(db, "fjellvang", name="Fjellvang kommune", at=NOON - DAY / 2)
    failing = make_source(db, "langnes", name="Langnes kommune", at=NOON - DAY / 3)
    make_source(db, "midtbygda", name="Midtbygda program", at=NOON - DAY)
    make_source(db, "eide", name="Eide fylkeskommune (til 2019)", at=NOON - DAY)
    for source, count in ((going, 3), (fine, 2), (failing, 1)):
        for _ in range(count):
            make_document(db, source, at=NOON - DAY)
    with db.write() as session:
        sources.pause(session, "midtbygda")
        sources.end(session, "eide", reason="Fylket er slått sammen med Solvik", now=NOON - DAY)
    for days in range(16, 0, -1):
        add_crawl(db, "solvik", minutes=4 + days % 5, ended_at=NOON - days * DAY, new=days)
        add_crawl(db, "fjellvang", minutes=2, ended_at=NOON - days * DAY + DAY / 2)
    failed = add_crawl(db, "langnes", state=RunState.FAILED, ended_at=NOON - DAY / 3, message="the site did not answer")
    add_failure(db, failing, Outcome.TIMEOUT, "no answer in 60 seconds", run_id=failed)
    add_failure(db, going, Outcome.HTTP_ERROR, "answered 503 Service Unavailable", status=503, times=3)
    add_failure(db, going, Outcome.UNREADABLE, "the PDF is locked with a password")
    add_live_crawl(db, "solvik")


def add_crawl(
    db: Database,
    slug: str,
    *,
    state: RunState = RunState.DONE,
    minutes: int = 3,
    ended_at: Any = NOON,
    new: int = 0,
    message: str | None = None,
) -> int:
    """A crawl that has ended."""
    with db.write() as session:
        run_id = runs.ask(session, RunKind.CRAWL, slug, by="schedule", now=ended_at - (minutes + 1) * MINUTE)
        run = session.get_one(Run, run_id)
        run.state, run.attempt, run.message = state, 1, message
        run.started_at, run.ended_at = ended_at - minutes * MINUTE, ended_at
        run.progress = {"done": 50 + new, "total": 50 + new, "new": new, "unchanged": 50}
    return run_id


def add_live_crawl(db: Database, slug: str) -> int:
    """A crawl that is two thirds through."""
    with db.write() as session:
        run_id = runs.ask(session, RunKind.CRAWL, slug, by="sjef", now=NOON - 20 * MINUTE, params={"full": True})
        runs.claim(session, "worker", now=NOON, run_id=run_id)
        run = session.get_one(Run, run_id)
        run.started_at = NOON - 20 * MINUTE
        run.progress = {
            "done": 7_418,
            "total": 11_240,
            "left": 3_822,
            "unchanged": 6_532,
            "changed": 471,
            "new": 226,
            "failed": 89,
            "gone": 40,
            "other": 60,
            "current": "https://solvik.example.org/tema/naering/regionale-partnerskap/referater-2026.pdf",
        }
    return run_id


def add_failure(
    db: Database,
    source: Source,
    outcome: Outcome,
    message: str,
    *,
    run_id: int | None = None,
    status: int | None = None,
    times: int = 1,
) -> int:
    """An address that fails; the id of its frontier entry."""
    document = make_document(db, source, at=NOON - DAY)
    with db.write() as session:
        entry = session.scalars(select(FrontierEntry).where(FrontierEntry.document_id == document.id)).one()
        for _ in range(times):
            visit = Visit(source_id=source.id, entry_id=entry.id, run_id=run_id, at=NOON, status=status)
            record_failure(session, visit, outcome, message)
        return entry.id
