"""The many ways the sites write when a page was published and updated."""

import datetime as dt

_MONTHS = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)


def numeric(day: dt.date) -> str:
    """
    13.01.2020
    """
    return f"{day:%d.%m.%Y}"


def worded(day: dt.date) -> str:
    """
    13. januar 2020
    """
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def month_name(month: int) -> str:
    """
    The month's name, from 1.
    """
    return _MONTHS[month - 1]


def _clock(day: dt.date) -> str:
    """
    A time of day that belongs to the day, so that it never changes.
    """
    return f"{8 + day.toordinal() % 8:02}:{day.toordinal() * 7 % 60:02}"


def date_line(slug: str, published: dt.date | None, updated: dt.date | None) -> str:
    """
    The line under a page's title, in the site's own format; empty when the page says nothing.
    """
    if published is None and updated is None:
        return ""
    parts = [text for day, text in _parts(slug, published, updated) if day is not None]
    return _JOINTS.get(slug, " ").join(parts)


_JOINTS = {"lindvik": " / ", "universitetet": ", ", "departementet": " | "}


def _parts(slug: str, published: dt.date | None, updated: dt.date | None) -> list[tuple[dt.date | None, str]]:
    first, last = published or dt.date.min, updated or dt.date.min
    formats: dict[str, tuple[str, str]] = {
        "solvang": (f"Publisert: {numeric(first)}", f"Oppdatert: {numeric(last)}"),
        "austre-solvang": (f"Publisert {first:%d.%m.%y}", f"Sist endret: {numeric(last)}"),
        "lindvik": (f"Publisert: {numeric(first)} {_clock(first)}:00", f"Sist endret: {numeric(last)} {_clock(last)}"),
        "skarsdal": (f"Publisert av Servicetorget. {numeric(first)}", f"Sist endra {numeric(last)} kl.{_clock(last)}"),
        "departementet": (f"Artikkel | Publisert: {worded(first)}", f"Sist oppdatert: {numeric(last)}"),
        "betre-i-lag": (f"av admin, publisert {worded(first)}", f"oppdatert {worded(last)} | Skriv ut sida"),
        "midtdalsradet": (f"Lagt ut {numeric(first)} kl. {_clock(first).replace(':', '.')}", f"Endra {numeric(last)}"),
        "universitetet": (f"Publisert {worded(first)}", f"oppdatert {worded(last)}"),
    }
    line = formats[slug]
    return [(published, line[0]), (updated, line[1])]
