"""Reads a search from the parameters of an address, and writes it back in one canonical order."""

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from indexer.query import FACETS, MAX_PAGE, MAX_PER_PAGE, PER_PAGE, SearchQuery, Sort

MAX_TEXT = 1_000
MAX_VALUES = 50
MAX_VALUE = 100

_T = TypeVar("_T")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_YES = frozenset({"1", "true", "ja", "yes", "on"})
_NO = frozenset({"0", "false", "nei", "no", "off"})


class Fault(StrEnum):
    """What is wrong with a parameter."""

    NOT_A_DAY = "not-a-day"
    NOT_A_NUMBER = "not-a-number"
    OUT_OF_RANGE = "out-of-range"
    UNKNOWN_VALUE = "unknown-value"
    TOO_LONG = "too-long"
    TOO_MANY = "too-many"
    BACKWARDS = "backwards"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A parameter that was left out of the search."""

    parameter: str
    value: str
    fault: Fault


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the parameters and their values are called."""

    facets: Mapping[str, str]
    text: str = "q"
    from_on: str
    to_on: str
    sort: str
    page: str
    per_page: str = ""
    exact: str
    #: Order -> its value in addresses.
    sorts: Mapping[Sort, str]


#: The addresses of pages.
PAGE = Names(
    facets={
        "source": "kilde",
        "type": "type",
        "topic": "tema",
        "place": "sted",
        "organisation": "organisasjon",
        "language": "sprak",
        "year": "aar",
    },
    from_on="fra",
    to_on="til",
    sort="sorter",
    page="side",
    exact="noeyaktig",
    sorts={Sort.RELEVANCE: "relevans", Sort.NEWEST: "nyest", Sort.OLDEST: "eldst"},
)
#: The API.
API = Names(
    facets={name: name for name in FACETS},
    from_on="from",
    to_on="to",
    sort="sort",
    page="page",
    per_page="per_page",
    exact="exact",
    sorts={sort: sort.value for sort in Sort},
)


@dataclass(frozen=True, kw_only=True)
class SearchArgs:
    """A search as an address asks for it."""

    query: SearchQuery
    #: In the order of the parameters; the query is as if they had not been given.
    problems: tuple[Problem, ...] = ()
    #: The limits of time as they were typed, to be shown again in their fields.
    from_typed: str = ""
    to_typed: str = ""


def read_search(args: MultiDict[str, str], names: Names = PAGE) -> SearchArgs:
    """The search that the parameters ask for; unknown parameters are ignored, wrong ones are named."""
    reader = _Reader(args=args, names=names)
    from_on = reader.read(names.from_on, _first_day)
    to_on = reader.read(names.to_on, _last_day)
    if from_on and to_on and from_on > to_on:
        reader.note(names.to_on, args.get(names.to_on, ""), Fault.BACKWARDS)
        to_on = None
    query = SearchQuery(
        text=reader.text(),
        filters=reader.filters(),
        from_on=from_on,
        to_on=to_on,
        sort=reader.read(names.sort, reader.sort) or Sort.RELEVANCE,
        page=reader.read(names.page, lambda text: _number(text, MAX_PAGE)) or 1,
        per_page=(reader.read(names.per_page, lambda text: _number(text, MAX_PER_PAGE)) or PER_PAGE),
        exact=reader.read(names.exact, _flag) or False,
    )
    return SearchArgs(
        query=query,
        problems=tuple(reader.problems),
        from_typed=args.get(names.from_on, "").strip()[:20],
        to_typed=args.get(names.to_on, "").strip()[:20],
    )


class _Refused(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


@dataclass(kw_only=True)
class _Reader:
    args: MultiDict[str, str]
    names: Names
    problems: list[Problem] = field(default_factory=list)

    def note(self, parameter: str, value: str, fault: Fault) -> None:
        self.problems.append(Problem(parameter=parameter, value=value[:MAX_VALUE], fault=fault))

    def read(self, parameter: str, parse: Callable[[str], _T]) -> _T | None:
        value = self.args.get(parameter, "").strip() if parameter else ""
        if not value:
            return None
        try:
            return parse(value)
        except _Refused as refused:
            self.note(parameter, value, refused.fault)
            return None

    def text(self) -> str:
        text = " ".join(self.args.get(self.names.text, "").replace("\0", " ").split())
        if len(text) > MAX_TEXT:
            self.note(self.names.text, text, Fault.TOO_LONG)
        return text[:MAX_TEXT]

    def sort(self, text: str) -> Sort:
        for sort, value in self.names.sorts.items():
            if value == text.lower():
                return sort
        raise _Refused(Fault.UNKNOWN_VALUE)

    def filters(self) -> dict[str, tuple[str, ...]]:
        found = {facet: self._values(facet, parameter) for facet, parameter in self.names.facets.items()}
        return {facet: values for facet, values in found.items() if values}

    def _values(self, facet: str, parameter: str) -> tuple[str, ...]:
        given = sorted({value.strip() for value in self.args.getlist(parameter)} - {""})
        if len(given) > MAX_VALUES:
            self.note(parameter, str(len(given)), Fault.TOO_MANY)
        kept = []
        for value in given[:MAX_VALUES]:
            fault = _fault_of(facet, value)
            if fault:
                self.note(parameter, value, fault)
            else:
                kept.append(value)
        return tuple(kept)


def _fault_of(facet: str, value: str) -> Fault | None:
    if len(value) > MAX_VALUE:
        return Fault.TOO_LONG
    if facet == "year" and not re.fullmatch(r"\d{4}", value):
        return Fault.NOT_A_NUMBER
    return None


def _number(text: str, largest: int) -> int:
    # isdecimal is true of other scripts' digits as well, which int() reads: no harm. Long ones would be slow.
    if not text.isdecimal() or len(text) > 9:
        raise _Refused(Fault.NOT_A_NUMBER)
    if not 1 <= int(text) <= largest:
        raise _Refused(Fault.OUT_OF_RANGE)
    return int(text)


def _flag(text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise _Refused(Fault.UNKNOWN_VALUE)


def _first_day(text: str) -> date:
    year, month, day = _parts(text)
    return _day(year, 1 if month is None else month, 1 if day is None else day)


def _last_day(text: str) -> date:
    year, month, day = _parts(text)
    month = 12 if month is None else month
    if not 1 <= month <= 12 or year < 1:
        raise _Refused(Fault.NOT_A_DAY)
    return _day(year, month, calendar.monthrange(year, month)[1] if day is None else day)


def _parts(text: str) -> tuple[int, int | None, int | None]:
    match = _DAY.fullmatch(text)
    if match is None:
        raise _Refused(Fault.NOT_A_DAY)
    year, month, day = match.groups()
    return int(year), int(month) if month else None, int(day) if day else None


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise _Refused(Fault.NOT_A_DAY) from error


def write_search(query: SearchQuery, names: Names = PAGE) -> list[tuple[str, str]]:
    """The parameters of a search in their canonical order, those with their usual value left out."""
    pairs = [(names.text, query.text)] if query.text else []
    for facet, parameter in names.facets.items():
        pairs += [(parameter, value) for value in query.filters.get(facet, ())]
    if query.from_on:
        pairs.append((names.from_on, _shorten(query.from_on, first=True)))
    if query.to_on:
        pairs.append((names.to_on, _shorten(query.to_on, first=False)))
    if query.sort is not Sort.RELEVANCE:
        pairs.append((names.sort, names.sorts[query.sort]))
    if query.exact:
        pairs.append((names.exact, "1"))
    if names.per_page and query.per_page != PER_PAGE:
        pairs.append((names.per_page, str(query.per_page)))
    if query.page > 1:
        pairs.append((names.page, str(query.page)))
    return pairs


def _shorten(day: date, *, first: bool) -> str:
    whole_year = (day.month, day.day) == ((1, 1) if first else (12, 31))
    return str(day.year) if whole_year else day.isoformat()


def search_query_string(query: SearchQuery, names: Names = PAGE) -> str:
    """What stands after the question mark in the address of a search; empty for the empty search."""
    return urlencode(write_search(query, names))


def with_value(query: SearchQuery, facet: str, *values: str) -> SearchQuery:
    """The same search from its first page, with these values of a facet and no others."""
    filters = {name: kept for name, kept in query.filters.items() if name != facet}
    if values:
        filters[facet] = tuple(sorted(values))
    return replace(query, filters=filters, page=1)


def without_value(query: SearchQuery, facet: str, value: str) -> SearchQuery:
    """The same search from its first page, with one value of a facet taken away."""
    return with_value(query, facet, *(kept for kept in query.filters.get(facet, ()) if kept != value))


def without_filters(query: SearchQuery) -> SearchQuery:
    """The same words, unlimited."""
    return replace(query, filters={}, from_on=None, to_on=None, page=1)
