"""The filters beside the hits: values with their counts, chips for what is chosen, and the years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer.engine import FacetCount, SearchPage
from indexer.query import SearchQuery
from webapp.formats import long_date
from webapp.i18n import gettext, ngettext
from webapp.labels import facet_label, value_label
from webapp.language import current_language
from webapp.links import search_url
from webapp.search_args import PAGE, with_value, without_value

#: Facets that are lists of checkboxes, in their order.
LISTED = ("source", "type", "topic", "place", "organisation", "language")
#: Values shown before "n flere".
SHOWN = 5
#: Bars in the picture of years; what is older is the first bar.
YEARS = 12


@dataclass(frozen=True, kw_only=True)
class ValueView:
    """One value that can be ticked."""

    id: str
    value: str
    label: str
    count: int
    #: Width of its bar in steps of five per cent, as a class.
    share: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class FacetView:
    """One facet with its values."""

    parameter: str
    label: str
    values: tuple[ValueView, ...]
    rest: tuple[ValueView, ...]
    #: "3 flere kilder", or empty.
    more: str


@dataclass(frozen=True, kw_only=True)
class YearView:
    """One bar in the picture of years."""

    label: str
    count: int
    share: str
    url: str
    is_inside: bool


@dataclass(frozen=True, kw_only=True)
class ChipView:
    """A choice that can be taken back."""

    label: str
    url: str


def show_facets(page: SearchPage, sources: Mapping[str, str]) -> list[FacetView]:
    """Every facet that has something to choose from."""
    facets = [_facet(name, page, sources) for name in LISTED]
    return [facet for facet in facets if facet.values]


def _facet(name: str, page: SearchPage, sources: Mapping[str, str]) -> FacetView:
    chosen = page.query.filters.get(name, ())
    counts = [each for each in page.facets.get(name, ()) if each.value]
    known = {each.value for each in counts}
    # What is chosen stays in view at zero hits too: how else could it be taken back?
    counts += [FacetCount(value=value, count=0) for value in chosen if value not in known]
    largest = max((each.count for each in counts), default=0)
    views = [
        ValueView(
            id=f"{PAGE.facets[name]}-{position}",
            value=each.value,
            label=value_label(name, each.value, sources=sources, language=current_language()),
            count=each.count,
            share=share_class(each.count, largest),
            is_chosen=each.value in chosen,
        )
        for position, each in enumerate(counts)
    ]
    shown = [view for position, view in enumerate(views) if position < SHOWN or view.is_chosen]
    rest = [view for view in views if view not in shown]
    return FacetView(
        parameter=PAGE.facets[name],
        label=facet_label(name),
        values=tuple(shown),
        rest=tuple(rest),
        more=_more(name, len(rest)) if rest else "",
    )


def share_class(count: int, largest: int) -> str:
    """The class that draws a bar of this share, e.g. 'a35'; none for nothing."""
    if not count or not largest:
        return ""
    return f"a{max(5, round(count / largest * 20) * 5)}"


def _more(name: str, count: int) -> str:
    match name:
        case "source":
            return ngettext("%(num)s kilde til", "%(num)s flere kilder", count)
        case "topic":
            return ngettext("%(num)s tema til", "%(num)s flere tema", count)
        case "place":
            return ngettext("%(num)s sted til", "%(num)s flere steder", count)
        case "organisation":
            return ngettext("%(num)s organisasjon til", "%(num)s flere organisasjoner", count)
    return ngettext("%(num)s til", "%(num)s flere", count)


def show_years(page: SearchPage) -> list[YearView]:
    """The years as bars, the last ones one by one and what is older together; empty with fewer than two years."""
    counts = {int(each.value): each.count for each in page.facets.get("year", ()) if each.value.isdecimal()}
    if len(counts) < 2:
        return []
    last, first = max(counts), max(min(counts), max(counts) - YEARS + 1)
    older = sum(count for year, count in counts.items() if year < first)
    if older:
        first += 1
        older += counts.get(first - 1, 0)
    # One long-ago year must not flatten the others, so the older ones together are not measured against.
    largest = max([counts.get(year, 0) for year in range(first, last + 1)])
    bars = [_year(page.query, year, counts.get(year, 0), largest) for year in range(first, last + 1)]
    return [_older(page.query, first - 1, older, largest), *bars] if older else bars


def _year(query: SearchQuery, year: int, count: int, largest: int) -> YearView:
    value = str(year)
    chosen = query.filters.get("year", ())
    toggled = without_value(query, "year", value) if value in chosen else with_value(query, "year", value, *chosen)
    return YearView(
        label=value,
        count=count,
        share=share_class(count, largest) or "a0",
        url=search_url(toggled),
        is_inside=not chosen or value in chosen,
    )


def _older(query: SearchQuery, year: int, count: int, largest: int) -> YearView:
    limited = replace(with_value(query, "year"), to_on=date(year, 12, 31))
    return YearView(
        label=gettext("%(year)s og før", year=year),
        count=count,
        share=share_class(min(count, largest), largest) or "a0",
        url=search_url(limited),
        is_inside=not query.filters.get("year"),
    )


def show_chips(query: SearchQuery, sources: Mapping[str, str]) -> list[ChipView]:
    """Each choice with the address of the search without it."""
    chips = [
        ChipView(
            label=f"{facet_label(name)}: {value_label(name, value, sources=sources, language=current_language())}",
            url=search_url(without_value(query, name, value)),
        )
        for name, values in _in_order(query)
        for value in values
    ]
    if query.from_on:
        chips.append(
            ChipView(
                label=gettext("Fra %(day)s", day=_limit(query.from_on, first=True)),
                url=search_url(replace(query, from_on=None, page=1)),
            )
        )
    if query.to_on:
        chips.append(
            ChipView(
                label=gettext("Til og med %(day)s", day=_limit(query.to_on, first=False)),
                url=search_url(replace(query, to_on=None, page=1)),
            )
        )
    return chips


def _in_order(query: SearchQuery) -> Sequence[tuple[str, tuple[str, ...]]]:
    return [(name, query.filters.get(name, ())) for name in PAGE.facets]


def _limit(day: date, *, first: bool) -> str:
    whole_year = (day.month, day.day) == ((1, 1) if first else (12, 31))
    return str(day.year) if whole_year else long_date(day)
