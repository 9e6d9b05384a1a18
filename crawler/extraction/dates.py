"""When a page was published and when it was changed; the two are never mixed up, and an unknown day stays unknown."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup

from crawler.extraction.markup import attribute, flat_text

_OSLO = ZoneInfo("Europe/Oslo")
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "mai": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
    "okt": 10, "oct": 10, "nov": 11, "des": 12, "dec": 12,
}  # fmt: skip
_NUMERIC = r"\d{1,2}\s?[./]\s?\d{1,2}\s?[./]\s?(?:(?:19|20)\d\d|\d\d)(?!\d)"
_ISO = r"(?:19|20)\d\d-\d\d-\d\d"
_MONTH = r"(?:jan|feb|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|des|dec)[a-zæøå]*\.?"
_NAMED = rf"\d{{1,2}}\.?\s+{_MONTH}\s+(?:19|20)\d\d|{_MONTH}\s+\d{{1,2}},?\s+(?:19|20)\d\d"
#: Any date as people and programs write it.
DATE = rf"(?:{_ISO}|{_NAMED}|{_NUMERIC})"
_DATE = re.compile(rf"(?<!\d){DATE}", re.IGNORECASE)
_CLOCK = re.compile(r"T\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$")

_PUBLISHED_WORDS = (
    r"(?:først\s+|fyrst\s+)?(?:publisert|publisera|published|lagt\s+ut|lagd\s+ut|oppretta|opprettet|created)(?:\s*dato)?"
    r"|publiseringsdato|utgitt|utgjeve|dato"
)
_UPDATED_WORDS = (
    r"(?:sist\s+|last\s+)?(?:oppdatert|oppdatera|endret|endra|revidert|redigert|updated|modified)(?:\s*dato)?"
    r"|oppdateringsdato|endringsdato|dato\s+endret|dato\s+endra"
)
#: The words that announce a date stamp, and the stamp.
LABELLED = re.compile(
    rf"\b(?:(?P<updated>{_UPDATED_WORDS})|(?P<published>{_PUBLISHED_WORDS}))\b"
    rf"(?:\s*(?:den|on|av\s+[^,:|\n]{{2,60}}?))?[\s:,–-]{{0,6}}(?:den\s+|kl\.?\s*)?(?P<date>(?<!\d){DATE})",
    re.IGNORECASE,
)
_PUBLISHED_META = (
    "article:published_time", "datepublished", "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date.created",
    "dc.date", "dcterms.date", "publishdate", "pubdate", "publisheddate", "publish_date", "og:article:published_time",
    "cmspagepublished",
)  # fmt: skip
_UPDATED_META = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "last-modified",
    "cmspageupdated", "og:article:modified_time", "revised",
)  # fmt: skip
_ADDRESS_DATE = re.compile(r"/((?:19|20)\d\d)/(\d\d)/(\d\d)(?:/|$)")
#: A page with more different stamps than this is a list, and none of them is its own.
_STAMPS = 2
#: Stamps stand at the top or at the foot; the middle of a very long page is not searched.
_BEGINNING = 100_000
_END = 20_000
_JSON_NODES = 500
_GUESS_LINES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The two days and where each was found, in the words of Extraction.published_source."""

    published_on: date | None = None
    published_source: str = ""
    updated_on: date | None = None
    updated_source: str = ""


def parse_day(text: str) -> date | None:
    """
    Return the first date written in the text, or None; a day comes before its month.
    """
    found = _DATE.search(text)
    if found is None:
        return None
    instant = _parse_instant(text[found.start() :].strip())
    return _plausible(instant) if instant else _read(found.group())


def find_dates(soup: BeautifulSoup, meta: Mapping[str, str], *, main_text: str, page_text: str, url: str) -> Dates:
    """
    Meta tags, JSON-LD, marked time elements, then labels in the main text and on the page, then a guess.
    """
    published, updated = _Found(), _Found()
    published.offer(_first(meta, _PUBLISHED_META), "meta")
    updated.offer(_first(meta, _UPDATED_META), "meta")
    for key, value in _json_dates(soup):
        (published if key == "datePublished" else updated).offer(parse_day(value), "json-ld")
    _offer_times(soup, published, updated)
    for text in (main_text, page_text):
        labelled = find_labelled(text)
        published.offer(labelled.published_on, "label")
        updated.offer(labelled.updated_on, "label")
    if updated.day is None:
        published.offer(_guess(main_text, url), "guess")
    return Dates(
        published_on=published.day,
        published_source=published.source,
        updated_on=updated.day,
        updated_source=updated.source,
    )


def find_labelled(text: str) -> Dates:
    """
    The days after "Publisert", "Sist endra" and their like; none of a kind that a list has many of.
    """
    days: dict[str, list[date]] = {"published": [], "updated": []}
    stamped = text if len(text) <= _BEGINNING + _END else f"{text[:_BEGINNING]}\n{text[-_END:]}"
    for match in LABELLED.finditer(stamped):
        day = parse_day(match["date"])
        if day is not None:
            days["updated" if match["updated"] else "published"].append(day)
    published, updated = _single(days["published"]), _single(days["updated"])
    return Dates(
        published_on=published,
        published_source="label" if published else "",
        updated_on=updated,
        updated_source="label" if updated else "",
    )


@dataclass(slots=True)
class _Found:
    """The best date so far: the first one offered wins."""

    day: date | None = None
    source: str = ""

    def offer(self, day: date | None, source: str) -> None:
        if self.day is None and day is not None:
            self.day, self.source = day, source


def _single(days: list[date]) -> date | None:
    return days[0] if days and len(set(days)) <= _STAMPS else None


def _first(meta: Mapping[str, str], names: tuple[str, ...]) -> date | None:
    return next((day for name in names if (day := parse_day(meta.get(name, "")))), None)


def _json_dates(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """
    The datePublished and dateModified of every JSON-LD block.
    """
    for script in soup.find_all("script", type="application/ld+json", limit=20):
        try:
            pending = [json.loads(script.string or "")]
        except (ValueError, RecursionError):
            continue
        for _ in range(_JSON_NODES):
            if not pending:
                break
            node = pending.pop(0)
            if isinstance(node, list):
                pending += node[:_JSON_NODES]
            elif isinstance(node, dict):
                pending += [value for value in node.values() if isinstance(value, dict | list)]
                yield from ((key, str(node[key])) for key in ("datePublished", "dateModified") if key in node)


def _offer_times(soup: BeautifulSoup, published: _Found, updated: _Found) -> None:
    """
    Elements marked as the page's own dates: itemprop, or the classes WordPress and Drupal give.
    """
    days: dict[str, list[date]] = {"published": [], "updated": []}
    for tag in soup.find_all(["time", "meta", "span", "abbr"], limit=5000):
        marks = (
            f"{attribute(tag, 'itemprop')} {attribute(tag, 'class') if tag.name in ('time', 'abbr') else ''}".lower()
        )
        kind = "updated" if re.search(r"datemodified|\b(updated|modified)\b", marks) else "published"
        if kind == "updated" or re.search(r"datepublished|datecreated|\b(published|entry-date|pubdate)\b", marks):
            day = parse_day(attribute(tag, "datetime") or attribute(tag, "content") or flat_text(tag, 20)[:60])
            days[kind] += [day] if day else []
    published.offer(_single(days["published"]), "meta")
    updated.offer(_single(days["updated"]), "meta")


def _guess(main_text: str, url: str) -> date | None:
    """
    A line near the top that is a date and little else, or the date in the address.
    """
    for line in main_text.split("\n")[:_GUESS_LINES]:
        match = None if LABELLED.search(line) else _DATE.search(line)
        if match and len(line) <= len(match.group()) + 14:
            return parse_day(match.group())
    dated = _ADDRESS_DATE.search(url)
    return _day(*map(int, dated.groups())) if dated else None


def _parse_instant(text: str) -> date | None:
    """
    An ISO instant as the day it was in Norway.
    """
    if not _CLOCK.search(text[10:]) or len(text) > 40:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant.astimezone(_OSLO).date() if instant.tzinfo else instant.date()


def _read(written: str) -> date | None:
    numbers = [int(number) for number in re.findall(r"\d+", written)]
    month = re.search(r"[a-zæøå]{3}", written.lower())
    if month:
        return _day(numbers[1], _MONTHS[month.group()], numbers[0])
    if "-" in written:
        return _day(*numbers)
    day, month_number, year = numbers
    return _day(_full_year(year) if year < 100 else year, month_number, day)


def _full_year(year: int) -> int:
    return 2000 + year if year < 70 else 1900 + year


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return _plausible(date(year, month, day))
    except ValueError:
        return None


def _plausible(day: date) -> date | None:
    """
    None for the zero dates of databases and for years that have not come.
    """
    return day if day.year > 1900 and day.year <= datetime.now(UTC).year + 2 and day != date(1970, 1, 1) else None
