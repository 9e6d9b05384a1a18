"""Organisation recognition on sentences written for the purpose."""

import pytest

from crawler.enrichment.organisations import find_organisations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USN, tidligere HSN", {"usn"}),
        ("Høgskolen i Telemark (HiT)", {"usn"}),
        ("Universitetet i Vestfold, Telemark og Buskerud", {"usn"}),
        ("Søknaden går til KRD.", {"kommunal-og-distriktsdepartementet"}),
        ("Kommunal- og \nregionaldepartementet", {"kommunal-og-distriktsdepartementet"}),
        ("Kommunal- og Moderniseringsdepartementet", {"kommunal-og-distriktsdepartementet"}),
        ("Fylkesmannen gav råd, og statsforvalteren svarte.", {"statsforvalteren"}),
        ("Fylkesmannen i Telemark", {"statsforvalteren-i-vestfold-og-telemark", "statsforvalteren"}),
        ("VTFK ble delt.", {"telemark-fylkeskommune", "vestfold-fylkeskommune"}),
        ("Telemarks fylkeskommune", {"telemark-fylkeskommune"}),
        ("Hordaland fylkeskommune", {"vestland-fylkeskommune"}),
        ("NHO Vestfold og Telemark", {"nho-vestfold-og-telemark", "nho"}),
        ("LO, KS, NHO, YS, Unio og Akademikerne", {"lo", "ks", "nho", "ys", "unio", "akademikerne"}),
        ("Innovasjon Noreg og Forskingsrådet", {"innovasjon-norge", "forskningsradet"}),
        ("NAV-kontoret og KS-konferansen", {"nav", "ks"}),
        ("Menon Economics og Oslo Economics", {"menon-economics", "oslo-economics"}),
        ("TELEMARK FYLKESKOMMUNE", {"telemark-fylkeskommune"}),
    ],
)
def test_names_old_and_new_are_found(text, expected):
    """Names, former names, abbreviations and other spellings lead to the organisation of today."""
    assert expected == set(find_organisations("", text))


@pytest.mark.parametrize(
    "text",
    [
        "lo og ks i små bokstaver",
        "Hjulets nav er smurt.",
        "akademikerne mener noe annet",
        "DETTE ER LO OG KS MED STORE BOKSTAVER",
        "KSO og LOS er noe annet",
        "",
    ],
)
def test_small_letters_and_shouting_are_no_names(text):
    """Abbreviations need their capitals, and mean nothing in a line of capitals."""
    assert () == find_organisations("", text)


def test_an_abbreviation_takes_a_genitive():
    """A genitive s belongs to the abbreviation."""
    assert ("usn",) == find_organisations("", "USNs studenter")


def test_the_title_counts_most():
    """The organisation of the title comes before one named twice."""
    assert ("siva", "ks") == find_organisations("Siva etablerer seg", "KS og KS")
