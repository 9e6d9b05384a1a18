"""Words, numbers and their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.tokens import MAX_TERM, Token, tokenize


def surfaces(text: str) -> list[str]:
    return [token.surface for token in tokenize(text)]


def joined(text: str) -> list[str]:
    return [token.joined for token in tokenize(text) if token.joined]


def test_a_word_is_lower_cased_and_keeps_its_place() -> None:
    """
    Offsets count in the text as it was given.
    """
    assert [Token("tilskudd", 0, 8), Token("øker", 9, 13)] == list(tokenize("Tilskudd ØKER."))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kom\u00admune", ["kommune"]),
        ("kom\u00ad\nmune", ["kommune"]),
        ("ga\u030ard", ["gård"]),
        ("NAV's og Hans’ råd", ["navs", "og", "hans", "råd"]),
        ("ﬁnansiert km²", ["finansiert", "km2"]),
        ("§ 12-4", ["12", "4"]),
        ("2023/2024", ["2023", "2024"]),
        ("post@solvik.example.org", ["post", "solvik", "example", "org"]),
        ("snake_case", ["snake", "case"]),
        ("…«»–", []),
    ],
)
def test_signs_that_are_no_letters_do_not_get_into_words(text: str, expected: list[str]) -> None:
    """
    Soft hyphens, loose accents, apostrophes, ligatures and punctuation.
    """
    assert expected == surfaces(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Covid-19", ["covid19"]),
        ("e-post", ["epost"]),
        ("Aust-Agder", ["austagder"]),
        ("kommu-\nnen", ["kommunen"]),
        ("kommunal- og", []),
        ("2014-2020", []),
    ],
)
def test_a_hyphenated_word_is_also_one_word(text: str, expected: list[str]) -> None:
    """
    Its last part says how all of it is written without the hyphen; ranges of numbers are not joined.
    """
    assert expected == joined(text)


@pytest.mark.parametrize(
    "typed", ["99 00 00 01", "99.00.00.01", "99-00-00-01", "990 00 001", "+47 99 00 00 01", "0047 99\u00a000 00 01"]
)
def test_a_telephone_number_is_the_same_however_it_is_grouped(typed: str) -> None:
    """
    The groups joined, without the country's code.
    """
    assert ["99000001"] == joined(f"Ring {typed}, eller skriv.")


def test_a_telephone_number_without_spaces_loses_its_country_code() -> None:
    """
    The code is a word of its own.
    """
    assert ["47", "99000001"] == surfaces("+4799000001")


def test_thousands_are_one_number() -> None:
    """
    With ordinary and with narrow spaces.
    """
    assert ["1250000", "40000"] == joined("1 250 000 kroner, 40\u202f000 timer")


def test_a_word_without_end_is_cut() -> None:
    """
    Terms stay small, offsets true.
    """
    assert [Token("x" * MAX_TERM, 0, 100_000)] == list(tokenize("x" * 100_000))


@given(st.text())
def test_any_text_gives_words_without_spaces_in_rising_places(text: str) -> None:
    """
    Nothing that a white-space tokenizer would split, and no overlaps.
    """
    tokens = list(tokenize(text))

    assert all(len(token.surface.split()) == 1 for token in tokens)
    assert all(len(token.joined.split()) == (token.joined != "") for token in tokens)
    assert sorted(place for token in tokens for place in token[1:3]) == [p for token in tokens for p in token[1:3]]
