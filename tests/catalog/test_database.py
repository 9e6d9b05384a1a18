"""The database: transactions, the settings that keep SQLite whole, and instants."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from catalog.database import Database
from catalog.models import Source, Throttle
from tests.support.catalogue import NOON, make_document, make_source


@pytest.fixture
def sqlite(db: Database) -> Database:
    """The database, when it is SQLite."""
    if not db.is_sqlite:
        pytest.skip("about SQLite's own settings")
    return db


def test_a_failed_block_leaves_nothing(db: Database) -> None:
    """
    What was written before the error is rolled back.
    """

    def write_and_fail() -> None:
        with db.write() as session:
            session.add(Throttle(key="a", window_start=NOON, count=1))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()

    with db.read() as session:
        assert [] == session.scalars(select(Throttle)).all()


def test_writing_in_a_read_is_an_error(db: Database) -> None:
    """
    On both databases.
    """
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), db.read() as session:
        session.execute(insert(Throttle).values(key="a", window_start=NOON, count=1))


def test_a_read_sees_one_moment(db: Database) -> None:
    """
    What others commit meanwhile is not seen before the next read.
    """
    make_source(db, "solvik")
    with db.read() as session:
        assert 1 == len(session.scalars(select(Source.slug)).all())
        make_source(db, "fjordvik")
        assert 1 == len(session.scalars(select(Source.slug)).all())

    with db.read() as session:
        assert 2 == len(session.scalars(select(Source.slug)).all())


def test_writers_wait_for_one_another(db: Database) -> None:
    """
    Threads that read and then write lose no update and are not refused.
    """
    with db.write() as session:
        session.add(Throttle(key="a", window_start=NOON, count=0))

    def add_ten() -> None:
        for _ in range(10):
            with db.write() as session:
                row = session.scalars(select(Throttle).with_for_update()).one()
                row.count += 1

    threads = [threading.Thread(target=add_ten) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with db.read() as session:
        assert 40 == session.scalars(select(Throttle.count)).one()


def test_references_are_checked(db: Database) -> None:
    """
    A row that points nowhere is refused.
    """
    with pytest.raises(IntegrityError), db.write() as session:
        session.execute(text("INSERT INTO page (version_id, number, label, text) VALUES (4711, 1, '', 'uten versjon')"))


def test_deleting_a_source_takes_everything_of_it(db: Database) -> None:
    """
    No document, version or fetch is left behind.
    """
    source = make_source(db)
    make_document(db, source)
    with db.write() as session:
        session.delete(session.get_one(Source, source.id))

    with db.read() as session:
        for table in ("document", "version", "page", "fetch", "frontier_entry"):
            assert 0 == session.scalar(text(f'SELECT count(*) FROM "{table}"'))


def test_instants_come_back_aware_and_in_utc(db: Database) -> None:
    """
    Whatever zone they were given in, also in the hour that comes twice in autumn.
    """
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=1)))
    with db.write() as session:
        session.add(Throttle(key="a", window_start=twice, count=1))

    with db.read() as session:
        kept = session.scalars(select(Throttle.window_start)).one()
    assert datetime(2026, 10, 25, 1, 30, tzinfo=UTC) == kept
    assert UTC is kept.tzinfo or timedelta(0) == kept.utcoffset()


def test_naive_instants_are_refused(db: Database) -> None:
    """
    The error says why.
    """
    with pytest.raises(StatementError, match="no time zone"), db.write() as session:
        session.add(Throttle(key="a", window_start=datetime(2026, 1, 1), count=1))  # noqa: DTZ001


def test_sqlite_is_set_up_to_survive(sqlite: Database) -> None:
    """
    WAL, every commit on the disk, references checked.
    """
    with sqlite.connect() as connection:
        asked = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
        assert ["wal", 2] == asked
        assert 1 == connection.exec_driver_sql("PRAGMA foreign_keys").scalar()


def test_only_the_writer_checkpoints(sqlite: Database) -> None:
    """
    Two connections that checkpoint are what SQLite's WAL-reset fault needs.
    """
    with sqlite.read() as session:
        assert 0 == session.scalar(text("PRAGMA wal_autocheckpoint"))


def test_two_processes_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    """
    Neither is told that the database is locked.
    """
    faults: list[BaseException] = []
    start = threading.Barrier(8)

    def open_it() -> None:
        database = Database(f"sqlite:///{tmp_path / 'new.db'}")
        start.wait()
        try:
            with database.write() as session:
                session.execute(text("CREATE TABLE IF NOT EXISTS t (x)"))
        except DBAPIError as error:
            faults.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [] == faults
