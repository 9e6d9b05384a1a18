"""Searches in a reader's words."""

from datetime import date

import pytest

from alerts.describing import describe
from indexer.query import SearchQuery

TELEMARK = {"place": ("telemark",)}


@pytest.mark.parametrize(
    ("query", "language", "expected"),
    [
        (SearchQuery(text="heltid", filters=TELEMARK), "nb", "«heltid» i Sted: Telemark"),
        (SearchQuery(text="heltid", filters=TELEMARK), "nn", "«heltid» i Stad: Telemark"),
        (SearchQuery(text="heltid", filters=TELEMARK), "en", "“heltid” in Place: Telemark"),
        (SearchQuery(filters={"source": ("solvik",)}), "nb", "Kilde: Solvik kommune"),
        (SearchQuery(filters={"source": ("ukjent",)}), "nb", "Kilde: ukjent"),
        (SearchQuery(filters={"type": ("pdf", "lysbilder")}), "nn", "Type: PDF eller lysbilete"),
        (
            SearchQuery(filters={"year": ("2021", "2022", "2023", "2024", "2025")}),
            "en",
            "Year: 2021 or 2022 or 2023 or + 2",
        ),
        (SearchQuery(text="heltid", exact=True), "nb", "«heltid» (akkurat disse ordene)"),
        (SearchQuery(text="heltid", from_on=date(2024, 5, 17)), "nb", "«heltid» i fra 17. mai 2024"),
        (SearchQuery(), "nb", "alt innhold"),
    ],
)
def test_descriptions(query: SearchQuery, language: str, expected: str) -> None:
    """Words in quotes, filters by their names, in the language of the reader."""
    assert expected == describe(query, language, source_names={"solvik": "Solvik kommune"})


def test_a_hostile_search_is_one_short_line() -> None:
    """Line breaks and length in what was typed do not reach a subject."""
    described = describe(SearchQuery(text="bygg\u2028Bcc: alle@solvik.example.org\r\n" + "x" * 5_000))

    assert len(described) <= 160
    assert described.isprintable()
