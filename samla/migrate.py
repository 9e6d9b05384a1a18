"""Brings the catalogue's schema up to date, keeping every row."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from catalog.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
#: The newest migration; a test holds it against the folder. Alembic takes a while to import, and is rarely needed.
HEAD = "0001"
#: Names the lock that two processes starting at once contend for on PostgreSQL; any number will do.
_LOCK = 7_262_141


class MigrationError(Exception):
    """The schema cannot be brought up to date; the message says what to do."""


def alembic_config() -> "Config":
    """Alembic's configuration, without a file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def upgrade(db: Database) -> None:
    """
    Apply the migrations that are missing; does nothing when there are none.

    Raises MigrationError when the catalogue was written by a newer version of the program, or when a migration broke
    a reference.
    """
    # Read like a reader: a command must not wait for the write lock only to learn that there is nothing to do.
    with db.read() as session:
        current = _current(session.connection())
    if current == HEAD:
        return
    _check_known(current)
    with db.connect() as connection:
        if db.is_sqlite:
            # Rebuilding a parent table with foreign keys on silently deletes its children.
            _set_foreign_keys(connection, on=False)
        try:
            _apply(connection)
        finally:
            if db.is_sqlite:
                connection.rollback()
                _set_foreign_keys(connection, on=True)


def _apply(connection: Connection) -> None:
    """All missing migrations in one transaction, which a killed process leaves as if it had not begun."""
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    is_sqlite = connection.dialect.name == "sqlite"
    if not is_sqlite:
        # On SQLite the transaction itself holds the one write lock.
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    if _current(connection) == HEAD:
        # Another process was faster.
        return
    command.upgrade(config, "head")
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all() if is_sqlite else ()
    if broken:
        raise MigrationError(f"{len(broken)} references would break in the migration; the catalogue is as it was")
    connection.commit()


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _check_known(current: str | None) -> None:
    from alembic.script import ScriptDirectory

    known = {revision.revision for revision in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
    if current is not None and current not in known:
        raise MigrationError(
            f"the catalogue is at schema {current}, which this version of Samla does not know: install a newer one"
        )


def _set_foreign_keys(connection: Connection, *, on: bool) -> None:
    """On the driver's own connection: inside a transaction, which SQLAlchemy would begin, SQLite ignores this."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")
