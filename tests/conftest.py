"""Fixtures that every test folder may use."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from catalog.clock import Clock
from catalog.database import Database
from indexer.engine import SearchEngine
from tests.support.catalogue import NOON
from tests.support.databases import fresh_catalogue


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """An empty catalogue."""
    with fresh_catalogue(tmp_path) as database:
        yield database


@pytest.fixture
def engine() -> SearchEngine:
    """An empty search index in memory."""
    from indexer.engines import open_engine

    return open_engine("tantivy", None)


@pytest.fixture
def now() -> datetime:
    """The time it is in the tests: a Sunday, 13.00 in Oslo."""
    return NOON


@pytest.fixture
def clock(now: datetime) -> Clock:
    """A clock that stands still at `now`."""
    return lambda: now
