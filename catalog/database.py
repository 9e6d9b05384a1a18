"""Opens the catalogue's database, SQLite or PostgreSQL, with the settings that keep it whole."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

#: How long a writer waits for another one, in milliseconds.
BUSY_TIMEOUT_MS = 30_000


class Database:
    """
    The catalogue's database; threads and processes may share one URL.

    On SQLite every write transaction takes the write lock when it begins: a lock that is upgraded later is refused at
    once instead of waiting.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._writer = _open_sqlite(url, read_only=False) if self.is_sqlite else create_engine(url, pool_pre_ping=True)
        self._reader = (
            _open_sqlite(url, read_only=True)
            if self.is_sqlite
            else self._writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        )

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One write transaction: committed when the block ends, rolled back when it raises."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent view; writing in it is an error."""
        with Session(self._reader, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A bare connection for migrations and checks, outside any transaction of ours."""
        with self._writer.connect() as connection:
            yield connection

    @property
    def engine(self) -> Engine:
        """The engine that writes, for Alembic."""
        return self._writer

    def close(self) -> None:
        """Close every pooled connection."""
        self._reader.dispose()
        self._writer.dispose()


def _use_wal(connection: sqlite3.Connection) -> None:
    """A change of the mode does not wait for others by itself, and several processes may open a new file at once."""
    give_up_at = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.02)
        else:
            return


def _open_sqlite(url: str, *, read_only: bool) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
        # SQLAlchemy sends our own BEGIN; the driver must not send another.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA foreign_keys=ON")
        if read_only:
            # Only writers checkpoint: two connections doing so at once is what the WAL-reset bug needs.
            connection.execute("PRAGMA wal_autocheckpoint=0")
            connection.execute("PRAGMA query_only=ON")
        else:
            _use_wal(connection)
            # NORMAL may lose the last commits on power loss, and a mail may have gone out on them.
            connection.execute("PRAGMA synchronous=FULL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine
