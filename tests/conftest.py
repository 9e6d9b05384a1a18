"""Fixtures that every test folder may use."""

import os
import shutil
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from catalog.clock import Clock
from catalog.database import Database
from catalog.models import Base
from indexer.engine import SearchEngine
from tests.support.catalogue import NOON


@pytest.fixture(scope="session")
def empty_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no rows, to be copied."""
    path = tmp_path_factory.mktemp("catalogue") / "empty.sqlite"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    database.close()
    return path


@pytest.fixture
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty catalogue: a SQLite file, or a schema of its own where SAMLA_TEST_DATABASE_URL points."""
    server = os.environ.get("SAMLA_TEST_DATABASE_URL")
    if server:
        yield from _fresh_schema(server)
        return
    path = tmp_path / "catalogue.sqlite"
    shutil.copyfile(request.getfixturevalue("empty_catalogue"), path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


def _fresh_schema(server: str) -> Iterator[Database]:
    name = f"test_{uuid.uuid4().hex[:12]}"
    owner = create_engine(server, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    joint = "&" if "?" in server else "?"
    database = Database(f"{server}{joint}options=-csearch_path%3D{name}")
    Base.metadata.create_all(database.engine)
    yield database
    database.close()
    with owner.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    owner.dispose()


@pytest.fixture
def engine() -> Iterator[SearchEngine]:
    """An empty search index in memory."""
    from indexer.engines import open_engine

    yield open_engine("tantivy", None)


@pytest.fixture
def now() -> datetime:
    """The time it is in the tests: a Sunday, 13.00 in Oslo."""
    return NOON


@pytest.fixture
def clock(now: datetime) -> Clock:
    """A clock that stands still at `now`."""
    return lambda: now
