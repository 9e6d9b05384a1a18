"""What the staff's pages read."""

from datetime import timedelta

from catalog import overview, runs
from catalog.database import Database
from catalog.ingest import Visit, record_failure
from catalog.models import Delivery, DeliveryStatus, FrontierEntry, Outcome, Run, RunKind, RunState, Source
from catalog.overview import RunFilter
from tests.support.catalogue import DAY, NOON, make_document, make_source, remove_document


def add_run(db: Database, key: str = "solvik", kind: RunKind = RunKind.CRAWL, state: RunState = RunState.DONE) -> int:
    with db.write() as session:
        run_id = runs.ask(session, kind, key, by="test", now=NOON - DAY)
        run = session.get_one(Run, run_id)
        run.state, run.started_at = state, NOON - DAY
        run.ended_at = None if state is RunState.RUNNING else NOON - DAY + timedelta(minutes=5)
        return run_id


def fail(db: Database, source: Source, url: str, run_id: int | None = None, times: int = 1) -> None:
    make_document(db, source, url=url, at=NOON - DAY)
    with db.write() as session:
        entry = session.query(FrontierEntry).filter_by(url=url).one()
        for _ in range(times):
            visit = Visit(source_id=source.id, entry_id=entry.id, run_id=run_id, at=NOON, status=503)
            record_failure(session, visit, Outcome.HTTP_ERROR, f"answered 503 for {url}")


def test_a_source_row_counts_what_is_current_and_what_fails(db: Database) -> None:
    """
    Removed documents are not counted; failing addresses are.
    """
    source = make_source(db)
    make_document(db, source)
    remove_document(db, make_document(db, source))
    fail(db, source, "https://solvik.example.org/nede")

    with db.read() as session:
        row = overview.source_row(session, "solvik")

    assert row is not None
    assert (2, 1, None) == (row.documents, row.failing, row.live)


def test_a_source_row_shows_the_last_runs_and_the_live_one(db: Database) -> None:
    """
    Fourteen ended crawls of this source at most, oldest first.
    """
    make_source(db)
    make_source(db, "fjellvang")
    ended = [add_run(db) for _ in range(16)]
    add_run(db, "fjellvang")
    live = add_run(db, state=RunState.RUNNING)

    with db.read() as session:
        row = overview.source_row(session, "solvik")

    assert row is not None
    assert ended[-14:] == [run.id for run in row.recent]
    assert (ended[-1], live) == (row.last and row.last.id, row.live and row.live.id)


def test_sources_come_by_name_and_an_unknown_one_is_none(db: Database) -> None:
    """
    The table is in the order a reader looks for.
    """
    make_source(db, "solvik", name="Å kommune")
    make_source(db, "fjellvang", name="Fjellvang")

    with db.read() as session:
        assert ["fjellvang", "solvik"] == [row.source.slug for row in overview.source_rows(session)]
        assert overview.source_row(session, "ingen") is None


def test_runs_are_filtered_and_paged_newest_first(db: Database) -> None:
    """
    Kind, state and key narrow the list; the total is of all pages.
    """
    make_source(db)
    first, second = add_run(db), add_run(db, state=RunState.FAILED)
    add_run(db, "all", RunKind.SYNC)

    with db.read() as session:
        crawls, total = overview.list_runs(session, RunFilter(kind=RunKind.CRAWL), offset=0, limit=1)
        failed, _ = overview.list_runs(session, RunFilter(state=RunState.FAILED), offset=0, limit=9)
        of_source, _ = overview.list_runs(session, RunFilter(key="solvik"), offset=0, limit=9)

    assert ([second], 2) == ([run.id for run in crawls], total)
    assert [second] == [run.id for run in failed]
    assert [second, first] == [run.id for run in of_source]


def test_running_runs_come_before_waiting_ones(db: Database) -> None:
    """
    What is at work stands first.
    """
    with db.write() as session:
        waiting = runs.ask(session, RunKind.SYNC, "all", by="test", now=NOON - 2 * DAY)
    running = add_run(db, state=RunState.RUNNING)

    with db.read() as session:
        assert [running, waiting] == [run.id for run in overview.live_runs(session)]


def test_a_runs_visits_are_counted_and_listed(db: Database) -> None:
    """
    By outcome, with the failures on their own.
    """
    source = make_source(db)
    run_id = add_run(db)
    fail(db, source, "https://solvik.example.org/nede", run_id)

    with db.read() as session:
        assert {Outcome.HTTP_ERROR: 1} == overview.count_outcomes(session, run_id)
        fetches, total = overview.list_fetches(session, run_id, outcomes=[Outcome.HTTP_ERROR], offset=0, limit=5)
        assert (1, 503) == (total, fetches[0].status)
        assert [fetches[0].id] == [fetch.id for fetch in overview.failures_of_run(session, run_id)]


def test_failing_addresses_come_with_their_latest_visit(db: Database) -> None:
    """
    The most tried first, each with its source and what was said last.
    """
    source = make_source(db)
    fail(db, source, "https://solvik.example.org/en")
    fail(db, source, "https://solvik.example.org/to", times=3)

    with db.read() as session:
        failing, total = overview.list_failing(session, source_id=source.id)
        worst = failing[0]

        assert (2, 3, "solvik") == (total, worst.entry.tries, worst.source.slug)
        assert worst.fetch is not None
        assert "answered 503 for https://solvik.example.org/to" == worst.fetch.message


def test_the_index_state_tells_what_waits(db: Database) -> None:
    """
    Documents to find, documents to index, and the last rebuild.
    """
    make_document(db, make_source(db))
    add_run(db, "all", RunKind.REBUILD)

    with db.read() as session:
        state = overview.index_state(session)

    assert (1, 1, NOON - DAY + timedelta(minutes=5)) == (state.documents, state.pending, state.rebuilt_at)


def _mail(number: int, status: DeliveryStatus, **given: object) -> Delivery:
    return Delivery(
        key=f"digest:{number}",
        address="post@solvik.example.org",
        message_id=f"<{number}@example.org>",
        subject="Nytt",
        text="",
        html="",
        headers={},
        status=status,
        not_before=NOON,
        created_at=NOON,
        **given,
    )


def test_the_outbox_state_counts_mails(db: Database) -> None:
    """
    Waiting, delayed, sent and failed, and the latest trouble.
    """
    with db.write() as session:
        session.add(_mail(1, DeliveryStatus.PENDING))
        session.add(_mail(2, DeliveryStatus.PENDING, error="421 try later"))
        session.add(_mail(3, DeliveryStatus.SENT, sent_at=NOON))
        session.add(_mail(4, DeliveryStatus.FAILED, error="550 no such user"))

    with db.read() as session:
        state = overview.outbox_state(session, now=NOON)

    assert (2, 1, 1, 1) == (state.waiting, state.delayed, state.sent_last_day, state.failed_last_week)
    assert "550 no such user" == state.last_error
