"""The schema: migrations give what the models say, keep every row, and may be asked for twice at once."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from catalog.database import Database
from catalog.models import Base
from samla import migrate
from samla.migrate import HEAD, MigrationError, alembic_config, upgrade
from tests.support.catalogue import make_document, make_source


@pytest.fixture
def new(db: Database, tmp_path: Path) -> Iterator[Database]:
    """A database without a table."""
    if not db.is_sqlite:
        Base.metadata.drop_all(db.engine)
        yield db
        return
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    yield database
    database.close()


def test_the_newest_migration_is_the_one_we_think() -> None:
    """
    And there is one, not two branches.
    """
    assert [HEAD] == ScriptDirectory.from_config(alembic_config()).get_heads()


def test_migrations_give_what_the_models_say(new: Database) -> None:
    """
    Tables, columns, indexes and references, on both databases.
    """
    upgrade(new)

    with new.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    assert [] == differences


def test_a_second_upgrade_does_nothing(new: Database) -> None:
    """
    And keeps the rows.
    """
    upgrade(new)
    make_document(new, make_source(new))

    upgrade(new)

    with new.read() as session:
        assert 1 == session.scalar(text("SELECT count(*) FROM document"))


def test_a_newer_schema_is_refused(new: Database) -> None:
    """
    With what to do; nothing is touched.
    """
    upgrade(new)
    with new.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(MigrationError, match="schema 9999, which this version of Samla does not know: install a newer"):
        upgrade(new)


def test_several_that_start_at_once(new: Database) -> None:
    """
    One applies the migrations, the others wait for it.
    """
    faults: list[Exception] = []
    start = threading.Barrier(4)

    def start_up() -> None:
        database = Database(new.url)
        start.wait()
        try:
            upgrade(database)
        except Exception as error:
            faults.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=start_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [] == faults
    assert "document" in inspect(new.engine).get_table_names()


def test_foreign_keys_are_on_afterwards(new: Database) -> None:
    """
    Also on the connection that migrated.
    """
    upgrade(new)
    if new.is_sqlite:
        with new.connect() as connection:
            assert 1 == connection.exec_driver_sql("PRAGMA foreign_keys").scalar()


def test_rebuilding_a_parent_table_keeps_its_children(new: Database) -> None:
    """
    With foreign keys on, SQLite would delete them without a word: they are off while migrations run.
    """
    if not new.is_sqlite:
        pytest.skip("only SQLite rebuilds tables")
    upgrade(new)
    make_document(new, make_source(new))
    with new.connect() as connection:
        migrate._set_foreign_keys(connection, on=False)
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("source", recreate="always") as batch:
            batch.add_column(sa.Column("note", sa.Text()))
        connection.commit()
        migrate._set_foreign_keys(connection, on=True)

    with new.read() as session:
        assert 1 == session.scalar(text("SELECT count(*) FROM document"))
