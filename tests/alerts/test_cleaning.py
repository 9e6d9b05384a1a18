"""Texts from elsewhere fit on one line of a mail."""

import pytest

from alerts.cleaning import one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Felles\tløft \r\n for alle ", "Felles løft for alle"),
        ("Del\u2028to\u2029tre", "Del to tre"),
        ("null\x00byte\x85linje\x1bescape", "null byte linje escape"),
        ("\u202etxet\u202c \u2066snudd\u2069", "txet snudd"),
        ("halv \ud83d par", "halv par"),
        ("bløtt\u00adbinde\u200bstrek", "bløttbindestrek"),
        ("hele familien 👨\u200d👩\u200d👧", "hele familien 👨\u200d👩\u200d👧"),
        ("مشروع مشترك", "مشروع مشترك"),
    ],
)
def test_one_line(text: str, expected: str) -> None:
    """Breaks and control characters become spaces; what turns the direction or has no shape goes."""
    assert expected == one_line(text)


def test_long_texts_are_cut_at_a_word() -> None:
    """Ten thousand characters become a line, and the reader sees that there was more."""
    assert "ord ord ord…" == one_line("ord " * 2_500, limit=14)


def test_a_single_endless_word_is_cut_too() -> None:
    """There is not always a space to cut at."""
    assert "x" * 9 + "…" == one_line("x" * 10_000, limit=10)
