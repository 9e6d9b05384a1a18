"""Counts tries in a sliding window of time, in the database, so that every process counts together."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from catalog.inserts import insert_into
from catalog.models import Throttle

#: No window is longer than this, so older counts mean nothing.
LONGEST_WINDOW = timedelta(days=1)


def allow(session: Session, key: str, *, now: datetime, limit: int, window: timedelta) -> bool:
    """
    Count one try of `key` and say yes, or say no without counting it when `limit` tries are spent.

    Every caller of one key uses the same window. What is left of the window before weighs in with its share, so a
    burst over a boundary gains nothing.
    """
    start = _window_start(now, window)
    room = limit - _carried_over(session, key, start=start, now=now, window=window)
    if room < 1:
        return False
    counted = session.execute(
        insert_into(session, Throttle)
        .values(key=key, window_start=start, count=1)
        .on_conflict_do_update(
            index_elements=[Throttle.key, Throttle.window_start],
            set_={"count": Throttle.count + 1},
            where=Throttle.count <= room - 1,
        )
        .returning(Throttle.count)
    ).scalar()
    return counted is not None


def _window_start(now: datetime, window: timedelta) -> datetime:
    if not timedelta(0) < window <= LONGEST_WINDOW:
        raise ValueError(f"a window of {window} cannot be counted; it is above zero and at most {LONGEST_WINDOW}")
    epoch = datetime.fromtimestamp(0, UTC)
    return epoch + (now - epoch) // window * window


def _carried_over(session: Session, key: str, *, start: datetime, now: datetime, window: timedelta) -> float:
    before = session.scalar(select(Throttle.count).where(Throttle.key == key, Throttle.window_start == start - window))
    return (before or 0) * (1 - (now - start) / window)


def forget_old_tries(session: Session, *, now: datetime) -> None:
    """Delete counts that no window reaches back to."""
    session.execute(delete(Throttle).where(Throttle.window_start < now - 2 * LONGEST_WINDOW))
