"""The phrases are whole in every language."""

import re
from datetime import date

import pytest

from alerts.texts import LANGUAGES, counted, phrase, phrases, written_day
from catalog.models import Frequency


def _places(language: str) -> dict[str, list[str]]:
    return {
        f"{section}.{key}": sorted(re.findall(r"\{(\w+)\}", text))
        for section, texts in phrases(language).items()
        for key, text in texts.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_phrases(language: str) -> None:
    """Every phrase exists in each language, with the same places to fill in."""
    assert _places("nb") == _places(language)


@pytest.mark.parametrize("section", ["frequency", "list", "why"])
def test_every_frequency_has_its_words(section: str) -> None:
    """A new frequency needs words before it can be offered."""
    assert {each.value for each in Frequency} == set(phrases("nb")[section])


def test_unknown_languages_are_answered_in_bokmal() -> None:
    """A language without phrases gets the main one."""
    assert phrase("nb", "digest.see_all") == phrase("se", "digest.see_all")


@pytest.mark.parametrize(
    ("language", "n", "expected"),
    [
        ("nb", 1, "1 nytt dokument"),
        ("nb", 2, "2 nye dokumenter"),
        ("nn", 2, "2 nye dokument"),
        ("en", 1, "1 new document"),
    ],
)
def test_one_and_many(language: str, n: int, expected: str) -> None:
    """Counts are grammatical."""
    assert expected == counted(language, "count.new", n)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("nb", "22. november 2026"), ("nn", "22. november 2026"), ("en", "22 November 2026")],
)
def test_days_are_written_out(language: str, expected: str) -> None:
    """Days are written as the language does."""
    assert expected == written_day(language, date(2026, 11, 22))
