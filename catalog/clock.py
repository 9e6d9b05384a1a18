"""The clock that loops and wiring hold; functions that decide take `now` instead."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

#: The time zone of every day in the product.
OSLO = ZoneInfo("Europe/Oslo")


def utc_now() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)


def oslo_day(instant: datetime) -> date:
    """The day an instant falls on in Norway."""
    return instant.astimezone(OSLO).date()
