"""Counting tries in a window of time."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from catalog.database import Database
from catalog.models import Throttle
from catalog.throttle import allow, forget_old_tries
from tests.support.catalogue import NOON

WINDOW = timedelta(minutes=10)


def tried(db: Database, times: int, *, now: datetime = NOON, key: str = "login:solveig") -> list[bool]:
    with db.write() as session:
        return [allow(session, key, now=now, limit=3, window=WINDOW) for _ in range(times)]


def test_tries_are_allowed_up_to_the_limit(db: Database) -> None:
    """
    The fourth try in a window of three is refused.
    """
    assert [True, True, True, False, False] == tried(db, 5)


def test_keys_are_counted_apart(db: Database) -> None:
    """
    One person's mistakes do not lock out another.
    """
    tried(db, 3)

    assert [True] == tried(db, 1, key="login:torunn")


def test_a_burst_over_the_boundary_gains_nothing(db: Database) -> None:
    """
    Right after the window turns, the tries just made still count.
    """
    tried(db, 3, now=NOON + WINDOW - timedelta(seconds=1))

    assert [False] == tried(db, 1, now=NOON + WINDOW)


def test_room_comes_back_bit_by_bit(db: Database) -> None:
    """
    Half a window later half the earlier tries are forgotten, and after a whole one all of them.
    """
    tried(db, 3)

    assert [True, False] == tried(db, 2, now=NOON + WINDOW * 1.5)
    assert [True, True, True] == tried(db, 3, now=NOON + WINDOW * 4)


def test_refused_tries_are_not_counted(db: Database) -> None:
    """
    Hammering does not lengthen the wait.
    """
    tried(db, 50)

    assert [True] == tried(db, 1, now=NOON + WINDOW * 1.5)


def test_old_counts_are_forgotten(db: Database) -> None:
    """
    What no window reaches is deleted.
    """
    tried(db, 1)
    with db.write() as session:
        forget_old_tries(session, now=NOON + timedelta(days=3))
        left = session.scalar(select(func.count()).select_from(Throttle))

    assert 0 == left


def test_a_window_that_cannot_be_kept_is_an_error(db: Database) -> None:
    """
    Windows are above zero and at most a day.
    """
    with pytest.raises(ValueError, match="cannot be counted"), db.write() as session:
        allow(session, "x", now=NOON, limit=1, window=timedelta(days=2))
