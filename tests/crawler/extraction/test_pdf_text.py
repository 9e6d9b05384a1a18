"""Words broken over lines are joined, and running heads and feet left out."""

import pytest

from crawler.extraction.pdf_text import clean_page, drop_running_lines, join_broken_words


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("kollektiv\x02transport", "kollektivtransport"),
        ("kollektiv\ufffetransport", "kollektivtransport"),
        ("kollektiv-\r\ntransport", "kollektivtransport"),
        ("Sør\x02Østerdal", "Sør-Østerdal"),
        ("KS\x02møte", "KS-møte"),
        ("gang\x02og sykkelveg", "gang- og sykkelveg"),
        ("nærings-\nog miljøplan", "nærings- og miljøplan"),
        ("2019-\n2020", "2019-\n2020"),
        ("punkt -\nneste", "punkt -\nneste"),
        ("e-post", "e-post"),
    ],
)
def test_broken_words_are_joined(raw: str, expected: str) -> None:
    """A hyphen at a line end goes when the word goes on in lower case, and stays where it belongs."""
    assert expected == join_broken_words(raw)


def test_page_is_tidied() -> None:
    """Soft hyphens, ligatures and private bullets become plain characters."""
    assert "• effektiv fiskeoppdrett\n• grønn" == clean_page(
        "\uf0b7 e\ufb00ektiv  fiske\u00adoppdrett\r\n\r\n\uf0a7 grønn"
    )


def test_leaders_are_shortened() -> None:
    """The dots of a table of contents become one sign."""
    assert "2.1 Mål … 12" == clean_page("2.1 Mål . . . . . . . . 12")


def test_running_lines_are_left_out() -> None:
    """Heads and feet that recur on most pages go, with their page numbers; the same words inside a page stay."""
    pages = [
        f"Regional plan\nKapittel {name}\nRegional plan gjelder\nSlutt {name}\nSide {n}"
        for n, name in zip(("ii", "1 / 3", "2 / 3", "3 / 3"), "abcd", strict=True)
    ]

    expected = [f"Kapittel {name}\nRegional plan gjelder\nSlutt {name}" for name in "abcd"]
    assert expected == drop_running_lines(pages)


def test_few_pages_have_no_running_lines() -> None:
    """Two pages that begin alike keep their beginnings."""
    assert ["Likt\na", "Likt\nb"] == drop_running_lines(["Likt\na", "Likt\nb"])
