"""Numbers, days and times as a reader of the page's language writes them."""

from datetime import date, datetime, timedelta

from babel.dates import format_date
from flask import Flask
from flask_babel import format_decimal, get_locale

from catalog.clock import OSLO, oslo_day
from webapp.i18n import gettext, ngettext
from webapp.services import services


def number(value: int) -> str:
    """A whole number with its thousands apart."""
    return str(format_decimal(value))


def day(value: date) -> str:
    """'I dag', 'I går', or the date with its year."""
    return _near(value) or long_date(value)


def day_heading(value: date) -> str:
    """'I dag', 'I går', '18. november', or with the year when it is not this one."""
    near = _near(value)
    if near:
        return near
    return _date(value) if value.year == today().year else long_date(value)


def day_within(value: date) -> str:
    """The day inside a sentence: 'i dag', 'i går' or the date."""
    phrase = day(value)
    return phrase[0].lower() + phrase[1:] if _near(value) else phrase


def long_date(value: date) -> str:
    """The date with its year, e.g. '22. november 2026'."""
    return format_date(value, "long", locale=get_locale() or "nb")


def clock_time(instant: datetime) -> str:
    """The time of day in Norway, e.g. '05.42'."""
    local = instant.astimezone(OSLO)
    return f"{local:%H:%M}" if _language() == "en" else f"{local:%H.%M}"


def instant_within(instant: datetime) -> str:
    """Day and time inside a sentence, e.g. 'i dag kl. 05.42'."""
    return gettext("%(day)s kl. %(time)s", day=day_within(oslo_day(instant)), time=clock_time(instant))


def today() -> date:
    """The day it is in Norway."""
    return oslo_day(services().clock())


def _near(value: date) -> str:
    now = today()
    if value == now:
        return gettext("I dag")
    if value == now - timedelta(days=1):
        return gettext("I går")
    return ""


def _date(value: date) -> str:
    pattern = "d MMMM" if _language() == "en" else "d. MMMM"
    return format_date(value, pattern, locale=get_locale() or "nb")


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else "nb"


def joined(parts: list[str]) -> str:
    """'a', 'a og b', 'a, b og c'."""
    if len(parts) < 2:
        return "".join(parts)
    return gettext("%(first)s og %(last)s", first=", ".join(parts[:-1]), last=parts[-1])


def count_of_documents(count: int) -> str:
    """'1 dokument', '12 dokumenter'."""
    return ngettext("%(shown)s dokument", "%(shown)s dokumenter", count, shown=number(count))


def register_formats(app: Flask) -> None:
    """Make the formats usable as template filters."""
    for filter_ in (number, day, day_heading, day_within, long_date, clock_time, instant_within, count_of_documents):
        app.template_filter(filter_.__name__)(filter_)
