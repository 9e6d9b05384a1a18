"""Places of the vocabulary: names, numbers and counties through the reforms."""

from datetime import date

import pytest

from catalog.vocabulary import PlaceKind, county_slug, places, regions, todays_places


def test_every_municipality_and_county_of_today_is_known():
    """There are 357 municipalities and 15 counties, Oslo being both."""
    current = [place.kind for place in places().values() if place.is_current]

    assert 357 == current.count(PlaceKind.MUNICIPALITY)
    assert 15 == current.count(PlaceKind.COUNTY)


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("skien", ("skien",)),
        ("notteroy", ("faerder",)),
        ("tjome", ("faerder",)),
        ("bo-telemark", ("midt-telemark",)),
        ("bo-nordland", ("bo-nordland",)),
        ("nes-buskerud", ("nesbyen",)),
        ("snillfjord", ("heim", "hitra", "orkland")),
        ("tysfjord", ("narvik", "hamaroy")),
        ("skodje", ("alesund",)),
        ("haram", ("haram",)),
        ("hordaland", ("vestland",)),
        ("viken", ("ostfold", "akershus", "buskerud")),
        ("vestfold-og-telemark", ("vestfold", "telemark")),
        ("telemark", ("telemark",)),
        ("atlantis", ()),
    ],
)
def test_an_ended_place_leads_to_those_of_today(slug, expected):
    """A place that ended is told as what took over, one that exists as itself."""
    assert expected == todays_places(slug)


def test_every_successor_exists_today():
    """No ended place leads nowhere or to another ended place."""
    for place in places().values():
        assert place.is_current != bool(place.successors), place.slug
        assert all(places()[heir].is_current for heir in place.successors), place.slug


def test_a_place_knows_its_predecessors():
    """Færder took over from Nøtterøy and Tjøme."""
    assert {"notteroy", "tjome"} == set(places()["faerder"].predecessors)


def test_a_county_that_came_back_has_two_periods():
    """Telemark was part of Vestfold og Telemark from 2020 to 2023."""
    periods = places()["telemark"].periods

    assert [date(2019, 12, 31), None] == [period.valid_to for period in periods]
    assert ["08", "40"] == [period.number for period in periods]


def test_a_municipality_that_came_back_has_a_gap():
    """Haram was part of Ålesund from 2020 to 2023."""
    periods = places()["haram"].periods

    assert date(2019, 12, 31) == periods[0].valid_to
    assert date(2024, 1, 1) == periods[1].valid_from


def test_a_municipality_remembers_its_counties():
    """Midt-Telemark was made in Vestfold og Telemark and is now in Telemark."""
    place = places()["midt-telemark"]

    assert ("vestfold-og-telemark", "telemark") == place.counties
    assert "telemark" == place.county
    assert "4020" == place.number


def test_periods_follow_each_other():
    """Periods are in order and never overlap."""
    for place in places().values():
        for earlier, later in zip(place.periods, place.periods[1:], strict=False):
            assert earlier.valid_to is not None
            assert earlier.valid_to < later.valid_from, place.slug


def test_names_in_other_languages_are_names_too():
    """Sámi and Kven names lead to the same municipality."""
    assert {"Kåfjord", "Gáivuotna", "Kaivuono"} == set(places()["kafjord"].names)


def test_places_that_share_a_name_carry_their_county():
    """A name borne by two places is never a slug alone."""
    shared = {place.slug for place in places().values() if place.shares_name}

    assert {"heroy-nordland", "heroy-more-og-romsdal", "bo-nordland", "bo-telemark"} <= shared
    assert not {"heroy", "bo", "os", "nes", "sande", "valer"} & places().keys()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Telemark", "telemark"),
        ("telemark", "telemark"),
        ("Vestfold og Telemark", "vestfold-og-telemark"),
        ("Møre og Romsdal fylke", "more-og-romsdal"),
        ("Oslo", "oslo-fylke"),
        ("oslo", "oslo-fylke"),
        ("oslo-fylke", "oslo-fylke"),
        ("Skien", ""),
        ("", ""),
    ],
)
def test_a_county_is_found_by_name_or_slug(given, expected):
    """Only counties are counties."""
    assert expected == county_slug(given)


def test_districts_lie_in_counties_of_today():
    """Every district names counties that exist."""
    assert ("telemark",) == regions()["Grenland"]
    assert all(places()[county].is_current for counties in regions().values() for county in counties)
