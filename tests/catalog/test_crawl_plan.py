"""When sources are crawled, and asking for it."""

from datetime import datetime, timedelta

import pytest

from catalog import crawl_plan, runs, sources
from catalog.database import Database
from catalog.ingest import Visit, record_failure
from catalog.models import FrontierEntry, Outcome, Run, RunKind, RunState, Source
from catalog.sources import SourceError
from tests.support.catalogue import DAY, NOON, make_document, make_source

HOUR = timedelta(hours=1)


def due(db: Database, now: datetime = NOON) -> list[str]:
    with db.read() as session:
        return crawl_plan.due_slugs(session, now=now)


def ask(db: Database, slug: str = "solvik", *, full: bool = False, now: datetime = NOON) -> int:
    with db.write() as session:
        return crawl_plan.ask_crawl(session, slug, by="redaktør", now=now, full=full)


def end(db: Database, how: RunState, *, now: datetime = NOON) -> None:
    """Let a crawl of the source be asked for, and end in that way without the source being marked as harvested."""
    run_id = ask(db, now=now)
    with db.write() as session:
        run = session.get_one(Run, run_id)
        run.state, run.ended_at = how, now


def test_a_source_whose_time_has_come_is_due(db: Database) -> None:
    """
    The day after its last harvest, and not before.
    """
    make_source(db, at=NOON)

    assert [] == due(db)
    assert ["solvik"] == due(db, NOON + DAY)


def test_a_source_with_a_live_run_is_not_asked_for_again(db: Database) -> None:
    """
    However long the run takes or waits.
    """
    make_source(db)
    ask(db)

    assert [] == due(db)


def test_a_failed_crawl_waits_an_hour(db: Database) -> None:
    """
    A site that is down is not knocked on without pause.
    """
    make_source(db)
    end(db, RunState.FAILED)

    assert [] == due(db, NOON + HOUR / 2)
    assert ["solvik"] == due(db, NOON + HOUR)


def test_a_cancelled_crawl_costs_the_source_its_turn(db: Database) -> None:
    """
    What a person stopped does not start again by itself at once.
    """
    make_source(db)
    end(db, RunState.CANCELLED)

    assert [] == due(db, NOON + DAY - HOUR)
    assert ["solvik"] == due(db, NOON + DAY)


def test_a_source_that_is_due_often_does_not_wait_an_hour(db: Database) -> None:
    """
    The pause after trouble is never longer than the source's own rhythm.
    """
    make_source(db, every_s=60)
    end(db, RunState.DONE)

    assert ["solvik"] == due(db, NOON + timedelta(minutes=1))


def test_a_paused_source_is_not_due_and_a_resumed_one_is(db: Database) -> None:
    """
    Resuming means now, also after a failed run.
    """
    make_source(db)
    end(db, RunState.FAILED)
    with db.write() as session:
        sources.pause(session, "solvik")
    assert [] == due(db, NOON + 9 * DAY)
    with db.write() as session:
        sources.resume(session, "solvik", now=NOON + timedelta(minutes=1))

    assert ["solvik"] == due(db, NOON + timedelta(minutes=1))


def test_asking_hastens_a_run_in_its_back_off(db: Database) -> None:
    """
    A person's wish goes before the pause between attempts, and may add that every address is visited.
    """
    make_source(db)
    with db.write() as session:
        runs.ask(session, RunKind.CRAWL, "solvik", by="schedule", now=NOON, not_before=NOON + HOUR)

    run_id = ask(db, full=True)

    with db.read() as session:
        run = session.get_one(Run, run_id)
    assert (NOON, {"full": True}) == (run.not_before, run.params)


def test_an_ended_source_is_not_crawled(db: Database) -> None:
    """
    The error says what to do first.
    """
    make_source(db)
    with db.write() as session:
        sources.end(session, "solvik", reason="the county was dissolved", now=NOON)

    with pytest.raises(SourceError, match="resume it first"):
        ask(db)


def _fail(db: Database, source: Source, url: str) -> int:
    make_document(db, source, url=url, at=NOON - DAY)
    with db.write() as session:
        entry = session.query(FrontierEntry).filter_by(url=url).one()
        visit = Visit(source_id=source.id, entry_id=entry.id, run_id=None, at=NOON)
        record_failure(session, visit, Outcome.TIMEOUT, "no answer in 60 seconds")
        return entry.id


def test_retrying_failures_makes_them_due_and_asks_for_a_crawl(db: Database) -> None:
    """
    Only the failing addresses are moved forward.
    """
    source = make_source(db)
    failed = _fail(db, source, "https://solvik.example.org/treg")
    make_document(db, source, url="https://solvik.example.org/god", at=NOON)

    with db.write() as session:
        run_id = crawl_plan.retry_failures(session, "solvik", by="redaktør", now=NOON)
        entries = {entry.url: entry.next_at for entry in session.query(FrontierEntry)}

        assert run_id is not None
        assert NOON == session.get_one(FrontierEntry, failed).next_at
        assert entries["https://solvik.example.org/god"] > NOON


def test_retrying_when_nothing_fails_asks_for_nothing(db: Database) -> None:
    """
    There is no run to wait for.
    """
    make_source(db)
    with db.write() as session:
        assert crawl_plan.retry_failures(session, "solvik", by="redaktør", now=NOON) is None
        assert runs.live_run(session, RunKind.CRAWL, "solvik") is None


def test_one_address_can_be_retried(db: Database) -> None:
    """
    It is due at once; a number that no address has is an error.
    """
    source = make_source(db)
    failed = _fail(db, source, "https://solvik.example.org/treg")
    with db.write() as session:
        crawl_plan.retry_address(session, failed, by="redaktør", now=NOON)

        assert NOON == session.get_one(FrontierEntry, failed).next_at
        with pytest.raises(SourceError, match="no address number"):
            crawl_plan.retry_address(session, 4711, by="redaktør", now=NOON)
