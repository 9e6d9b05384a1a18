"""When a subscriber hears from us: the periods of each frequency, right across both changes of the clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from catalog.clock import OSLO, oslo_day
from catalog.models import Frequency

#: Daily and weekly mails are made from this time on, in Oslo; it exists once on every day of the year.
SEND_AT = time(6, 10)
WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A period that is over: what was found before `until` and was not in a mail yet belongs to it."""

    frequency: Frequency
    #: Equal for every moment that belongs to the same mail.
    key: str
    until: datetime
    #: The days the reader is told about, first and last.
    first_on: date
    last_on: date


def latest_period(frequency: Frequency, now: datetime) -> Period:
    """The latest period whose mail is due now."""
    match frequency:
        case Frequency.IMMEDIATELY:
            return _window(now)
        case Frequency.DAILY:
            return _day(now)
        case Frequency.WEEKLY:
            return _week(now)


def _window(now: datetime) -> Period:
    # In UTC: the hour that the clock goes through twice has eight quarters.
    moment = now.astimezone(UTC)
    start = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
    day = oslo_day(now)
    # What is found is told at once, and what comes later in the window waits for the next one.
    until = now + timedelta(microseconds=1)
    key = start.strftime("%Y-%m-%dT%H:%MZ")
    return Period(frequency=Frequency.IMMEDIATELY, key=key, until=until, first_on=day, last_on=day)


def _day(now: datetime) -> Period:
    day = oslo_day(now)
    if now < _sending_time(day):
        day -= timedelta(days=1)
    return Period(frequency=Frequency.DAILY, key=day.isoformat(), until=_sending_time(day), first_on=day, last_on=day)


def _week(now: datetime) -> Period:
    day = oslo_day(now)
    monday = day - timedelta(days=day.weekday())
    if now < _sending_time(monday):
        monday -= timedelta(days=7)
    sunday = monday - timedelta(days=1)
    year, week, _ = sunday.isocalendar()
    return Period(
        frequency=Frequency.WEEKLY,
        key=f"{year}-W{week:02}",
        until=_sending_time(monday),
        first_on=monday - timedelta(days=7),
        last_on=sunday,
    )


def _sending_time(day: date) -> datetime:
    return datetime.combine(day, SEND_AT, OSLO).astimezone(UTC)
