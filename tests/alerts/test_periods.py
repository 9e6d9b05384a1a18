"""Periods begin and end when a reader in Norway expects it, in every week of the year."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from alerts.periods import latest_period
from catalog.clock import OSLO
from catalog.models import Frequency


def _oslo(text: str, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OSLO, fold=fold)


@pytest.mark.parametrize(
    ("now", "key", "until"),
    [
        ("2026-11-23T06:09", "2026-11-22", "2026-11-22T06:10"),
        ("2026-11-23T06:10", "2026-11-23", "2026-11-23T06:10"),
        ("2026-11-23T23:59", "2026-11-23", "2026-11-23T06:10"),
        ("2026-03-29T06:10", "2026-03-29", "2026-03-29T06:10"),
        ("2026-03-29T06:09", "2026-03-28", "2026-03-28T06:10"),
        ("2026-10-25T06:10", "2026-10-25", "2026-10-25T06:10"),
        ("2026-10-25T06:09", "2026-10-24", "2026-10-24T06:10"),
        ("2027-01-01T00:30", "2026-12-31", "2026-12-31T06:10"),
    ],
)
def test_daily(now: str, key: str, until: str) -> None:
    """The day's mail is due from ten past six, also on the days the clock changes."""
    period = latest_period(Frequency.DAILY, _oslo(now))

    assert (key, _oslo(until)) == (period.key, period.until)


@pytest.mark.parametrize(
    ("now", "key", "until"),
    [
        ("2026-11-23T06:09", "2026-W46", "2026-11-16T06:10"),
        ("2026-11-23T06:10", "2026-W47", "2026-11-23T06:10"),
        ("2026-11-29T23:59", "2026-W47", "2026-11-23T06:10"),
        ("2026-03-30T06:09", "2026-W12", "2026-03-23T06:10"),
        ("2026-03-30T06:10", "2026-W13", "2026-03-30T06:10"),
        ("2026-10-26T06:10", "2026-W43", "2026-10-26T06:10"),
        ("2027-01-04T06:10", "2026-W53", "2027-01-04T06:10"),
        ("2028-01-03T12:00", "2027-W52", "2028-01-03T06:10"),
    ],
)
def test_weekly(now: str, key: str, until: str) -> None:
    """The week's mail is due on Monday, and carries the number of the week that ended."""
    period = latest_period(Frequency.WEEKLY, _oslo(now))

    assert (key, _oslo(until)) == (period.key, period.until)
    assert (0, 6) == (period.first_on.weekday(), period.last_on.weekday())


def test_immediate_mails_share_a_quarter_of_an_hour() -> None:
    """Two moments of one quarter are one period, and the next quarter is another."""
    keys = [latest_period(Frequency.IMMEDIATELY, _oslo(f"2026-11-22T13:{m}")).key for m in ("00", "14", "15")]

    assert ["2026-11-22T12:00Z", "2026-11-22T12:00Z", "2026-11-22T12:15Z"] == keys


def test_the_hour_that_comes_twice_has_eight_quarters() -> None:
    """When the clock goes back, a quarter past two is two different quarters."""
    first = latest_period(Frequency.IMMEDIATELY, _oslo("2026-10-25T02:15"))
    second = latest_period(Frequency.IMMEDIATELY, _oslo("2026-10-25T02:15", fold=1))

    assert first.key != second.key


@pytest.mark.parametrize("frequency", [Frequency.DAILY, Frequency.WEEKLY])
def test_no_period_is_left_out_or_doubled(frequency: Frequency) -> None:
    """Asked every hour through a year, the ends of the periods only grow, and by a whole number of days in Oslo."""
    now = _oslo("2026-01-05T06:10")
    days = 1 if frequency is Frequency.DAILY else 7
    ends = sorted({latest_period(frequency, now + timedelta(hours=hour)).until for hour in range(24 * 366)})

    local = [end.astimezone(OSLO).replace(tzinfo=None) for end in ends]
    assert {timedelta(days=days)} == {later - earlier for earlier, later in pairwise(local)}
