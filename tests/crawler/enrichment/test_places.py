"""Place recognition on sentences written for the purpose."""

import pytest

from crawler.enrichment.places import MOST_PLACES, find_places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Møtet holdes i Skien.", ["skien"]),
        ("Skiens ordfører møtte Porsgrunn og Bamble.", ["skien", "porsgrunn", "bamble"]),
        ("Sandnes' næringsplan og Halden kommunes svar.", ["halden", "sandnes"]),
        ("SKIEN KOMMUNE", ["skien"]),
        ("Planen for Nore og Uvdal og Aurskog-Høland.", ["nore-og-uvdal", "aurskog-holand"]),
        ("Gáivuotna og Porsáŋgu er med.", ["kafjord", "porsanger"]),
        ("Samarbeidet i Skien-regionen og Telemarksregionen.", ["skien", "telemark"]),
        ("Vinje kommune i Vest-Telemark", ["vinje", "telemark"]),
    ],
)
def test_names_are_found(text, expected):
    """Plain names, genitives, capitals, names of several words, Sámi names and compounds."""
    assert expected == list(find_places("", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nøtterøy og Tjøme slo seg sammen.", {"faerder"}),
        ("Tidligere Andebu kommune", {"sandefjord"}),
        ("Hordaland sa ja.", {"vestland"}),
        ("Sogn- og Fjordane", {"vestland"}),
        ("Nord-Trøndelag og Sør-Trøndelag", {"trondelag"}),
        ("Vestfold og Telemark fylkeskommune vedtok det.", {"vestfold", "telemark"}),
        ("Viken ble delt.", {"ostfold", "akershus", "buskerud"}),
        ("Snillfjord ble delt i tre.", {"heim", "hitra", "orkland"}),
        ("Region Grenland", {"telemark"}),
    ],
)
def test_old_names_lead_to_the_places_of_today(text, expected):
    """A place that ended is told as what took over."""
    assert expected == set(find_places("", text))


@pytest.mark.parametrize(
    ("text", "source_county", "expected"),
    [
        ("Bø kommune i Telemark og Sauherad.", "", {"midt-telemark", "telemark"}),
        ("Bø i Nordland er en øykommune.", "", {"bo-nordland", "nordland"}),
        ("Bø i Vesterålen", "", {"bo-nordland", "nordland"}),
        ("Hadsel, Bø og Øksnes", "", {"hadsel", "bo-nordland", "oksnes"}),
        ("Kurset holdes i Bø.", "Telemark", {"midt-telemark"}),
        ("Kurset holdes i Bø.", "nordland", {"bo-nordland"}),
        ("Kurset holdes i Bø.", "", set()),
        ("Herøy og Alstahaug", "", {"heroy-nordland", "alstahaug"}),
        ("Herøy, Ulstein og Hareid", "", {"heroy-more-og-romsdal", "ulstein", "hareid"}),
        ("Herøy har vedtatt en plan.", "", set()),
        ("Os, Tolga og Tynset", "", {"os-innlandet", "tolga", "tynset"}),
        ("Os, Fusa og Samnanger", "", {"bjornafjorden", "samnanger"}),
        ("Nes (Buskerud) ble til Nesbyen.", "", {"nesbyen", "buskerud"}),
        ("Nes i Akershus", "", {"nes-akershus", "akershus"}),
        ("i Sande og Svelvik", "", {"holmestrand", "drammen"}),
        ("Sande og Vanylven", "", {"sande-more-og-romsdal", "vanylven"}),
        ("Våler, Elverum og Åsnes", "", {"valer-innlandet", "elverum", "asnes"}),
        ("Våler (Østfold)", "", {"valer-ostfold", "ostfold"}),
        (
            "Telemark: Bø, Tinn\nNordland: Bø, Hadsel",
            "",
            {"telemark", "midt-telemark", "tinn", "nordland", "bo-nordland", "hadsel"},
        ),
    ],
)
def test_shared_names_are_settled_by_their_surroundings(text, source_county, expected):
    """A county beside the name, neighbours in a list or the publisher's county decide; else nothing is tagged."""
    assert expected == set(find_places("", text, source_county=source_county))


@pytest.mark.parametrize(
    "text",
    [
        "Time for handling. Sel aldri skinnet.",
        "Hole i ett? Ski og skøyter for alle.",
        "Re: Strand og fjell. Fjord og hei.",
        "Stad og land, hand i hand.",
        "Rådgiver Vinje svarte på spørsmål.",
        "Kari Moen Lund, Tom Strand og Ola Vinje deltok.",
        "Anne-Grete Hamar er ny leder.",
        "Lund, Berg og Strand (2019) viser dette.",
        "Oslo Economics har skrevet rapporten.",
        "Studiet går ved Universitetet i Oslo.",
        "Postboks 12, 3702 Skien",
        "Giske-saken og undersøkelsen i Giske-saken",
        "Vi bor i oslo, i skien og i moss.",
        "OsloMet og Osloavtalen",
        "",
    ],
)
def test_what_only_looks_like_a_place_is_left_alone(text):
    """Common words, people, companies, universities and postal addresses are no places."""
    assert () == find_places("", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Time kommune vedtok planen.", "time"),
        ("Kommunene Time, Hå og Klepp samarbeider.", "ha"),
        ("Skien, Ski og Ås", "as"),
        ("I Lund i Rogaland", "lund"),
        ("Rogaland fylke støtter et prosjekt i Time.", "time"),
        ("Ola Vinje er rådmann i Vinje kommune.", "vinje"),
        ("Ole Sandnes fra Sandnes kommune", "sandnes"),
    ],
)
def test_common_words_are_places_with_evidence(text, expected):
    """The word municipality, a list or the county turns a common word into a place."""
    assert expected in find_places("", text)


def test_the_most_prominent_comes_first():
    """The title counts most, then being called a municipality, then plain mentions."""
    text = "Skien og Bamble er nevnt. Porsgrunn kommune leder arbeidet. Bamble er nevnt igjen, og Bamble."

    assert ("siljan", "bamble", "porsgrunn", "skien") == find_places("Siljan bygger", text)


def test_a_list_over_broken_lines_is_one_list():
    """Slides break lists anywhere."""
    text = "Oppland: Nordre Land, Sel, \nVågå, Østre \nToten\nRogaland: Karmøy, Strand, \nTime"

    found = find_places("", text)

    assert {"sel", "vaga", "ostre-toten", "strand", "time"} <= set(found)


def test_an_unknown_heading_does_not_lend_its_county():
    """A misspelt county heads its own list, not the one before it."""
    text = "Finnmark: Båtsfjord\nHedemark: Hamar, Os, Tolga, Åsnes"

    assert "os-innlandet" in find_places("", text)


def test_never_more_than_twelve_unless_asked():
    """The number of places is bounded, and the bound can be moved."""
    names = (
        "Skien, Porsgrunn, Bamble, Drangedal, Nome, Seljord, Nissedal, Fyresdal, Tokke, Tinn, Siljan, Hjartdal, Larvik"
    )

    assert MOST_PLACES == len(find_places("", names))
    assert 13 == len(find_places("", names, most=20))
