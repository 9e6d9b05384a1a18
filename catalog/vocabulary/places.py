"""Municipalities and counties through the reforms, from the shipped tables."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType

from catalog.vocabulary.model import Period, Place, PlaceKind
from catalog.vocabulary.slugs import slugify
from catalog.vocabulary.tables import read_day, read_table, split_values

#: The county of Oslo shares its name with the municipality, which keeps the plain slug.
_COUNTY_SLUGS = {"oslo": "oslo-fylke"}


@cache
def places() -> Mapping[str, Place]:
    """Every place by slug: counties first, then municipalities, current and ended."""
    found = {place.slug: place for place in (*_counties(), *_municipalities())}
    heirs: dict[str, list[str]] = defaultdict(list)
    for place in found.values():
        for successor in place.successors:
            heirs[successor].append(place.slug)
    return MappingProxyType(
        {slug: replace(place, predecessors=tuple(heirs.get(slug, ()))) for slug, place in found.items()}
    )


@cache
def regions() -> Mapping[str, tuple[str, ...]]:
    """Names of districts ("Grenland") with the slugs of the counties they lie in."""
    return MappingProxyType({row["name"]: split_values(row["counties"]) for row in read_table("regions")})


def todays_places(slug: str) -> tuple[str, ...]:
    """The slugs of today for a place: itself, or what took over."""
    place = places().get(slug)
    if place is None:
        return ()
    return (slug,) if place.is_current else place.successors


def county_slug(name_or_slug: str) -> str:
    """The slug of a county given by name or slug, empty when there is no such county."""
    slug = slugify(name_or_slug.removesuffix(" fylke"))
    slug = _COUNTY_SLUGS.get(slug, slug)
    place = places().get(slug)
    return slug if place is not None and place.kind is PlaceKind.COUNTY else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _CountyRow:
    number: str
    slug: str
    name: str
    other_names: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    successors: tuple[str, ...]


@cache
def _county_rows() -> Mapping[str, _CountyRow]:
    rows = (
        _CountyRow(
            number=row["number"],
            slug=_COUNTY_SLUGS.get(slugify(row["name"]), slugify(row["name"])),
            name=row["name"],
            other_names=split_values(row["other_names"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=read_day(row["valid_to"]),
            successors=split_values(row["successor_numbers"]),
        )
        for row in read_table("counties")
    )
    return {row.number: row for row in rows}


def _counties() -> Iterable[Place]:
    by_slug: dict[str, list[_CountyRow]] = defaultdict(list)
    for row in _county_rows().values():
        by_slug[row.slug].append(row)
    for slug, rows in by_slug.items():
        others = (other for row in rows for other in row.other_names)
        yield Place(
            slug=slug,
            name=rows[-1].name,
            kind=PlaceKind.COUNTY,
            names=tuple(dict.fromkeys((rows[-1].name, *others))),
            periods=tuple(Period(number=r.number, valid_from=r.valid_from, valid_to=r.valid_to) for r in rows),
            successors=_county_heirs(rows[-1]),
        )


def _county_heirs(row: _CountyRow) -> tuple[str, ...]:
    if row.valid_to is None:
        return ()
    heirs = (_county_rows()[number] for number in row.successors)
    return tuple(dict.fromkeys(slug for heir in heirs for slug in (_county_heirs(heir) or (heir.slug,))))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A municipality before the names that need a county are known."""

    name: str
    names: tuple[str, ...]
    periods: tuple[Period, ...]
    #: Numbers of today's municipalities: its own when it exists, its heirs' when it has ended.
    todays_numbers: tuple[str, ...]
    website: str = ""


def _municipalities() -> Iterable[Place]:
    drafts = [*_current_drafts(), *_ended_drafts()]
    times: dict[str, int] = defaultdict(int)
    for draft in drafts:
        times[draft.name] += 1
    slugs = {id(draft): _municipality_slug(draft, shared=times[draft.name] > 1) for draft in drafts}
    by_number = {draft.periods[-1].number: slugs[id(draft)] for draft in drafts}
    for draft in drafts:
        ended = draft.periods[-1].valid_to is not None
        yield Place(
            slug=slugs[id(draft)],
            name=draft.name,
            kind=PlaceKind.MUNICIPALITY,
            names=draft.names,
            periods=draft.periods,
            successors=tuple(by_number[number] for number in draft.todays_numbers) if ended else (),
            shares_name=times[draft.name] > 1,
            website=draft.website,
        )


def _municipality_slug(draft: _Draft, *, shared: bool) -> str:
    slug = slugify(draft.name)
    return f"{slug}-{draft.periods[-1].county}" if shared else slug


def _current_drafts() -> Iterable[_Draft]:
    changes = _changes_by_identity()
    for row in read_table("municipalities"):
        number, name = row["number"], row["name"]
        past = changes.get((name, (number,)), [])
        now = Period(
            number=number,
            county=_county_rows()[row["county_number"]].slug,
            valid_from=date.fromisoformat(row["valid_from"]),
        )
        yield _Draft(
            name=name,
            names=tuple(dict.fromkeys((name, *split_values(row["other_names"])))),
            periods=(*past, now),
            todays_numbers=(number,),
            website=row["website"],
        )


def _ended_drafts() -> Iterable[_Draft]:
    current = {(row["name"], (row["number"],)) for row in read_table("municipalities")}
    for (name, numbers), periods in _changes_by_identity().items():
        if (name, numbers) not in current:
            yield _Draft(name=name, names=(name,), periods=tuple(periods), todays_numbers=numbers)


@cache
def _changes_by_identity() -> Mapping[tuple[str, tuple[str, ...]], list[Period]]:
    """Ended periods of one municipality: the same name, ending in the same municipalities of today."""
    plain = {}
    for row in read_table("municipalities"):
        plain[frozenset((row["name"], *split_values(row["other_names"])))] = row["name"]
    found: dict[tuple[str, tuple[str, ...]], list[Period]] = defaultdict(list)
    for row in read_table("municipality_changes"):
        name = plain.get(frozenset(row["name"].split("-")), row["name"])
        period = Period(
            number=row["number"],
            county=_county_rows()[row["county_number"]].slug,
            valid_from=date(int(row["valid_from_year"]), 1, 1),
            valid_to=read_day(row["valid_to"]),
        )
        found[name, split_values(row["current_numbers"])].append(period)
    for periods in found.values():
        periods.sort(key=lambda period: period.valid_from)
    return found
