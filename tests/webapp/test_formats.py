"""Numbers, days and times."""

from datetime import date, timedelta

import pytest
from flask import Flask

from tests.support.catalogue import NOON
from webapp import formats


@pytest.fixture
def norwegian(app: Flask):
    """A page in bokmål is being made."""
    with app.test_request_context("/", environ_overrides={"samla.language": "nb"}):
        yield


@pytest.fixture
def english(app: Flask):
    """A page in English is being made."""
    with app.test_request_context("/", environ_overrides={"samla.language": "en"}):
        yield


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2026, 11, 22), "I dag"),
        (date(2026, 11, 21), "I går"),
        (date(2026, 11, 20), "20. november 2026"),
        (date(2014, 5, 1), "1. mai 2014"),
    ],
)
def test_near_days_have_names(norwegian, value, expected):
    """Today and yesterday are called that, other days have their year."""
    assert expected == formats.day(value)


def test_day_in_a_sentence(norwegian):
    """Inside a sentence the names begin with a small letter."""
    assert "i dag" == formats.day_within(date(2026, 11, 22))
    assert "1. mai 2014" == formats.day_within(date(2014, 5, 1))


def test_heading_leaves_out_this_year(norwegian):
    """Days of this year need no year."""
    assert "18. november" == formats.day_heading(date(2026, 11, 18))
    assert "18. november 2025" == formats.day_heading(date(2025, 11, 18))


def test_day_is_norwegian(norwegian):
    """An instant late in the evening in UTC is the next day in Norway."""
    late = NOON.replace(hour=23, minute=30) - timedelta(days=1)

    assert "i dag kl. 00.30" == formats.instant_within(late)


def test_english_way_of_writing(english):
    """English pages write times with a colon and dates the English way."""
    assert "today at 13:00" == formats.instant_within(NOON)
    assert "18 November" == formats.day_heading(date(2026, 11, 18))


def test_thousands_are_apart(norwegian):
    """Large numbers are written with a space that does not break."""
    assert "46\N{NO-BREAK SPACE}336" == formats.number(46_336)


@pytest.mark.parametrize(
    ("parts", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a og b"), (["a", "b", "c"], "a, b og c")]
)
def test_words_in_a_row(norwegian, parts, expected):
    """The last word is joined with 'og'."""
    assert expected == formats.joined(parts)
