"""Fresh catalogues to test in: a SQLite file, or a schema of its own where SAMLA_TEST_DATABASE_URL points."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from catalog.database import Database
from catalog.models import Base


@contextmanager
def fresh_catalogue(folder: Path) -> Iterator[Database]:
    """An empty catalogue with every table, gone when the block ends."""
    server = os.environ.get("SAMLA_TEST_DATABASE_URL")
    with _schema(server) if server else _file(folder / "catalogue.sqlite") as database:
        Base.metadata.create_all(database.engine)
        yield database


@contextmanager
def _file(path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@contextmanager
def _schema(server: str) -> Iterator[Database]:
    name = f"test_{uuid.uuid4().hex[:12]}"
    owner = create_engine(server, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    joint = "&" if "?" in server else "?"
    database = Database(f"{server}{joint}options=-csearch_path%3D{name}")
    yield database
    database.close()
    with owner.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    owner.dispose()
