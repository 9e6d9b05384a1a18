"""What a reader sees for a facet value."""

import pytest

from catalog.vocabulary import label, slugify


@pytest.mark.parametrize(
    ("facet", "slug", "language", "expected"),
    [
        ("topic", "heltid", "nb", "Heltid og arbeidsmiljø"),
        ("topic", "heltid", "nn", "Heiltid og arbeidsmiljø"),
        ("place", "skien", "nb", "Skien"),
        ("place", "heroy-nordland", "nb", "Herøy (Nordland)"),
        ("place", "bo-telemark", "nb", "Bø (Telemark)"),
        ("place", "oslo", "nb", "Oslo"),
        ("place", "oslo-fylke", "nb", "Oslo fylke"),
        ("organisation", "ks", "nb", "KS"),
        ("organisation", "statsforvalteren", "nn", "Statsforvaltaren"),
        ("topic", "unknown", "nb", "unknown"),
        ("colour", "red", "nb", "red"),
    ],
)
def test_a_slug_has_a_label(facet, slug, language, expected):
    """Known slugs get their names, unknown ones stay as they are."""
    assert expected == label(facet, slug, language)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sør-Trøndelag", "sor-trondelag"),
        ("Færder", "faerder"),
        ("Ål", "al"),
        ("Kárášjohka", "karasjohka"),
        ("Nore og Uvdal", "nore-og-uvdal"),
        ("Unjárga – Nesseby", "unjarga-nesseby"),
    ],
)
def test_slugs_are_plain(name, expected):
    """Slugs are small ASCII letters, digits and hyphens."""
    assert expected == slugify(name)
