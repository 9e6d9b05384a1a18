"""Organisations of the vocabulary under every name they have had."""

from datetime import date

import pytest

from catalog.vocabulary import domains, organisations, todays_organisations


def test_a_renamed_organisation_keeps_its_slug():
    """The university is one organisation through its names."""
    usn = organisations()["usn"]

    assert "Universitetet i Sørøst-Norge" == usn.name("nb")
    assert "Universitetet i Søraust-Noreg" == usn.name("nn")
    assert ["Høgskolen i Sørøst-Norge"] == [name.nb for name in usn.former_names]
    assert date(2018, 5, 3) == usn.former_names[0].valid_to


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("usn", ("usn",)),
        ("hogskolen-i-telemark", ("usn",)),
        ("vestfold-og-telemark-fylkeskommune", ("telemark-fylkeskommune", "vestfold-fylkeskommune")),
        ("ks-buskerud-telemark-og-vestfold", ("ks-vestfold-og-telemark",)),
        ("innherred-samkommune", ("innherred-samkommune",)),
        ("nobody", ()),
    ],
)
def test_an_ended_organisation_leads_to_those_of_today(slug, expected):
    """What ended is told as what took over, or as itself when nothing did."""
    assert expected == todays_organisations(slug)


def test_every_reference_leads_somewhere():
    """Successors and larger organisations are in the vocabulary."""
    known = organisations()
    for organisation in known.values():
        assert all(successor in known for successor in organisation.successors), organisation.slug
        assert not organisation.part_of or organisation.part_of in known


def test_names_are_in_order():
    """Former names come before later ones."""
    for organisation in organisations().values():
        ends = [name.valid_to for name in organisation.former_names]
        assert all(ends), organisation.slug
        assert ends == sorted(ends, key=lambda day: day or date.max)


def test_a_dead_domain_is_found_by_its_alias():
    """The alias of a dead site leads to the same domain."""
    assert domains()["samanom.no"] is domains()["sammenom.no"]
    assert ("telemarkfylke.no", "vestfoldfylke.no") == domains()["vtfk.no"].successors
