"""Which places a name may stand for, and how far the name alone can be trusted."""

import re
from collections import defaultdict
from collections.abc import Mapping
from enum import IntEnum
from functools import cache
from importlib.resources import files

from catalog.vocabulary import Place, PlaceKind, places, regions, todays_places
from crawler.enrichment.names import NameIndex

#: Ends that make a compound of a place name ("Telemarksregionen", "Skiensområdet").
_TAILS = re.compile(r"-?(?:region|plan|modell|by|kommun|område|distrikt|samfunn|fylke|kyst|folk)\w*$")
_SPELLINGS = {"Sogn- og Fjordane": "Sogn og Fjordane", "Møre & Romsdal": "Møre og Romsdal"}


class Risk(IntEnum):
    """What else a place name may be."""

    NONE = 0
    #: A family name too.
    SURNAME = 1
    #: A common word too.
    WORD = 2


@cache
def name_index() -> NameIndex:
    """All names of places and districts."""
    return NameIndex((*_slugs_by_name(), *regions(), *_SPELLINGS), tails=_TAILS)


def places_named(name: str) -> tuple[Place, ...]:
    """The places a name may stand for, current or ended; none for a district."""
    return _slugs_by_name().get(_SPELLINGS.get(name, name), ())


@cache
def risk_of(name: str) -> Risk:
    """How far the name alone can be trusted."""
    return _risks().get(name, Risk.NONE)


def counties_of(place: Place) -> frozenset[str]:
    """Slugs of the counties a place is or was in, and of those that came after; of the place itself if it is one."""
    return _counties_of(place.slug)


@cache
def _counties_of(slug: str) -> frozenset[str]:
    place = places()[slug]
    if place.kind is PlaceKind.COUNTY:
        return frozenset((place.slug, *todays_places(place.slug)))
    named = {*place.counties, *(places()[heir].county for heir in place.successors)}
    return frozenset(slug for county in named for slug in (county, *_narrow(county)))


def _narrow(county: str) -> tuple[str, ...]:
    """What a county of the past became, when that is one county: Viken says little about a place."""
    heirs = todays_places(county)
    return heirs if len(heirs) == 1 else ()


@cache
def _slugs_by_name() -> Mapping[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for place in places().values():
        if place.slug != "oslo-fylke":
            for name in place.names:
                found[name].append(place)
    return {name: tuple(candidates) for name, candidates in found.items()}


@cache
def _risks() -> Mapping[str, Risk]:
    text = files(__package__).joinpath("data", "risky_names.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return {name: Risk[risk.upper()] for risk, names in rows for name in names.split()}
