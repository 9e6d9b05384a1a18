"""The table of jobs: when each is due, and what it does to the catalogue."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts.mailer import MemoryMailer, ServerDown
from catalog import runs
from catalog.database import Database
from catalog.models import (
    Delivery,
    DeliveryStatus,
    Frequency,
    Match,
    Run,
    RunKind,
    RunState,
    Subscription,
    SubscriptionState,
    Version,
)
from indexer.engine import SearchEngine
from schedules.jobs import JOBS
from schedules.services import Services
from schedules.worker import work_once
from tests.support.catalogue import DAY, NOON, make_document, make_source


def due(services: Services, kind: RunKind) -> list[str]:
    return list(JOBS[kind].due(services, services.clock()))


def execute(services: Services, kind: RunKind) -> Run:
    with services.db.write() as session:
        run_id = runs.ask(session, kind, "all", by="test", now=services.clock())
    assert work_once(services, run_id=run_id)
    with services.db.read() as session:
        return session.get_one(Run, run_id)


def add_match(db: Database, frequency: Frequency = Frequency.IMMEDIATELY) -> None:
    make_document(db, make_source(db))
    with db.write() as session:
        subscription = Subscription(
            address="post@solvik.example.org",
            query={"text": "partnerskap"},
            query_key="key",
            frequency=frequency,
            state=SubscriptionState.ACTIVE,
            created_at=NOON - DAY,
            confirmed_at=NOON - DAY,
        )
        session.add(subscription)
        session.flush()
        version = session.scalars(select(Version.id)).one()
        session.add(Match(subscription_id=subscription.id, version_id=version, reason="new", passage="", found_at=NOON))


def add_mail(db: Database, count: int = 1) -> None:
    with db.write() as session:
        for number in range(count):
            session.add(
                Delivery(
                    key=f"digest:{number}",
                    address="post@solvik.example.org",
                    message_id=f"<{number}@samla.test>",
                    subject="Nytt",
                    text="Nytt om partnerskap",
                    html="",
                    headers={"From": "samla@samla.test", "Date": "Sun, 22 Nov 2026 12:00:00 +0000"},
                    not_before=NOON,
                    created_at=NOON,
                )
            )


def test_every_kind_but_the_import_has_a_job() -> None:
    """
    Imports are run by whoever asks for them.
    """
    assert set(RunKind) - {RunKind.IMPORT} == set(JOBS)


def test_only_rebuilds_wait_to_be_asked_for() -> None:
    """
    Everything else is looked for by the heartbeat.
    """
    assert [RunKind.REBUILD] == [job.kind for job in JOBS.values() if job.every is None]


def test_nothing_is_due_in_an_empty_catalogue(services: Services) -> None:
    """
    Only the tidying, and the building of the first index.
    """
    execute(services, RunKind.SYNC)

    assert [RunKind.SWEEP] == [kind for kind in JOBS if due(services, kind)]


def test_a_changed_document_makes_a_sync_due(services: Services, db: Database, engine: SearchEngine) -> None:
    """
    After it the index holds the document, and nothing is due.
    """
    make_document(db, make_source(db))
    assert ["all"] == due(services, RunKind.SYNC)

    run = execute(services, RunKind.SYNC)

    assert (RunState.DONE, 1, []) == (run.state, engine.count(), due(services, RunKind.SYNC))


def test_a_rebuild_tells_its_progress(services: Services, db: Database, engine: SearchEngine) -> None:
    """
    The index is built from the catalogue alone.
    """
    make_document(db, make_source(db))

    run = execute(services, RunKind.REBUILD)

    assert ({"done": 1, "total": 1}, 1) == (run.progress, engine.count())


def test_an_indexed_version_makes_a_match_due(services: Services, db: Database) -> None:
    """
    Not before search can find it, and once.
    """
    make_document(db, make_source(db))
    assert [] == due(services, RunKind.MATCH)
    execute(services, RunKind.SYNC)
    assert ["all"] == due(services, RunKind.MATCH)

    run = execute(services, RunKind.MATCH)

    assert (RunState.DONE, []) == (run.state, due(services, RunKind.MATCH))


def test_a_match_makes_a_digest_due_when_its_period_is_over(services: Services, db: Database) -> None:
    """
    A daily reader hears the next morning, not at once.
    """
    add_match(db, Frequency.DAILY)
    assert [] == due(services, RunKind.DIGEST)
    tomorrow = replace(services, clock=lambda: NOON + DAY)
    assert ["all"] == due(tomorrow, RunKind.DIGEST)

    execute(tomorrow, RunKind.DIGEST)

    assert ["all"] == due(tomorrow, RunKind.DELIVER)
    assert [] == due(tomorrow, RunKind.DIGEST)


def test_waiting_mails_are_all_delivered(services: Services, db: Database, mailer: MemoryMailer) -> None:
    """
    In one run, however many batches that takes.
    """
    add_mail(db, 45)
    assert ["all"] == due(services, RunKind.DELIVER)

    run = execute(services, RunKind.DELIVER)

    assert ("45 mails attempted", 45) == (run.message, len(mailer.sent))
    assert [] == due(services, RunKind.DELIVER)


def test_a_mail_server_that_is_down_is_left_alone_for_a_while(
    services: Services, db: Database, mailer: MemoryMailer
) -> None:
    """
    The run ends after the first refusal, and the mail waits.
    """
    add_mail(db)
    mailer.failing_with = ServerDown("421 closing")

    execute(services, RunKind.DELIVER)

    assert [] == due(services, RunKind.DELIVER)
    with db.read() as session:
        assert DeliveryStatus.PENDING is session.scalars(select(Delivery.status)).one()


@pytest.mark.parametrize(("age", "left"), [(timedelta(days=8), 0), (timedelta(days=6), 1)])
def test_a_sweep_forgets_old_short_runs(services: Services, db: Database, age: timedelta, left: int) -> None:
    """
    Syncs and matches of last week are gone; crawls stay.
    """
    past = replace(services, clock=lambda: NOON - age)
    old = execute(past, RunKind.SYNC)
    with db.write() as session:
        crawl = runs.ask(session, RunKind.CRAWL, "solvik", by="test", now=NOON - age)
        run = session.get_one(Run, crawl)
        run.state, run.ended_at = RunState.DONE, NOON - age

    execute(services, RunKind.SWEEP)

    with db.read() as session:
        assert left == len(session.scalars(select(Run.id).where(Run.id == old.id)).all())
        assert session.get(Run, crawl) is not None
