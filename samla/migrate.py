"""Brings the catalogue's schema up to date, keeping every row."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from catalog.database import Database

FOLDER = Path(__file__).parent / "migrations"


class MigrationError(Exception):
    """The schema cannot be brought up to date; the message says what to do."""


def alembic_config() -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def upgrade(db: Database) -> None:
    """
    Apply the migrations that are missing; does nothing when there are none.

    Raises MigrationError when the catalogue was written by a newer version of the program, or when a migration broke
    a reference.
    """
    script = ScriptDirectory.from_config(alembic_config())
    with db.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == script.get_current_head():
        return
    if current is not None and current not in {revision.revision for revision in script.walk_revisions()}:
        raise MigrationError(
            f"the catalogue is at schema {current}, which this version of Samla does not know: install a newer one"
        )
    config = alembic_config()
    with db.connect() as connection:
        config.attributes["connection"] = connection
        if db.is_sqlite:
            # Rebuilding a parent table with foreign keys on silently deletes its children.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        command.upgrade(config, "head")
        connection.commit()
        if db.is_sqlite:
            _check_references(connection)


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    connection.exec_driver_sql("PRAGMA foreign_keys=ON")
    connection.commit()
    if broken:
        raise MigrationError(f"{len(broken)} references broke in the migration: restore the backup taken before it")
