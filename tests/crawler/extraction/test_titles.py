"""The title a reader would give."""

import pytest

from crawler.extraction.read import extract
from crawler.extraction.titles import (
    Title,
    choose_file_title,
    is_usable,
    title_of_name,
    without_site_name,
    without_size_note,
)
from tests.crawler.extraction.samples import fetched


@pytest.mark.parametrize(
    "title",
    ["", "nrk", "Microsoft Word - plan.doc", "PowerPoint-presentasjon", "Lysbilde 1", "plan_v2_endelig", "Untitled",
     "rapport.indd", "Dokument1", "12345", "C:\\filer\\plan"],
)  # fmt: skip
def test_names_that_programs_leave_are_no_titles(title: str) -> None:
    """What programs write into the title field is refused."""
    assert not is_usable(title)


@pytest.mark.parametrize("title", ["Planprogram", "Regional plan for vatn 2025", "Layoutplan for torget", "Noark 5"])
def test_titles_that_people_write_are_usable(title: str) -> None:
    """A title somebody chose is kept."""
    assert is_usable(title)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Næringsplan - Solvik kommune", "Næringsplan"),
        ("Solvik kommune | Næringsplan", "Næringsplan"),
        ("Næringsplan – del 2 | Solvik kommune", "Næringsplan – del 2"),
        ("Sør-Solvik", "Sør-Solvik"),
        ("Heltid - en rettighet", "Heltid - en rettighet"),
    ],
)
def test_site_name_is_taken_away(title: str, expected: str) -> None:
    """The site's own name at either end is no part of the title."""
    assert expected == without_site_name(title, site_name="", host="www.solvik.kommune.example.org")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Næringsplan (PDF, 2 MB)", "Næringsplan"),
        ("Næringsplan 2025 pdf", "Næringsplan 2025"),
        ("Årsrapport 2021", "Årsrapport 2021"),
        ("Kart [1,5 MB]", "Kart"),
        ("PDF", "PDF"),
    ],
)
def test_size_note_is_taken_away(text: str, expected: str) -> None:
    """The kind and size of a file are no part of a link's text."""
    assert expected == without_size_note(text)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {"metadata": "Regional plan", "text": "Regional plan for alle"},
            Title(text="Regional plan", source="metadata"),
        ),
        ({"metadata": "Annet produkt her", "largest": "Regional plan"}, Title(text="Regional plan", source="largest")),
        ({"metadata": "plan.doc", "heading": "Planen vår"}, Title(text="Planen vår", source="h1")),
        ({"link_text": "Planen (PDF, 1 MB)"}, Title(text="Planen", source="link")),
        ({"link_text": "Last ned", "metadata": "Regional plan"}, Title(text="Regional plan", source="metadata")),
        ({"link_text": "her", "name": "regional_plan-2025.pdf"}, Title(text="Regional plan 2025", source="address")),
    ],
)
def test_file_title_is_chosen_in_order(given: dict[str, str], expected: Title) -> None:
    """Printed metadata, heading, largest line, link text, metadata at all, and last the name."""
    empty = {"metadata": "", "heading": "", "largest": "", "text": "", "link_text": "", "name": ""}

    assert expected == choose_file_title(**(empty | given))


def test_address_becomes_words() -> None:
    """The last part of an address is made readable."""
    assert "Regional plan" == title_of_name("https://solvik.example.org/filer/regional_plan.pdf?x=1")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param(
            "<title>T | Solvik</title><main><h1>Overskrift</h1></main>", ("Overskrift", "h1"), id="heading in main"
        ),
        pytest.param(
            "<title>Plan | Solvik</title><header><h1>Solvik</h1></header><main><p>x</p></main>",
            ("Plan", "title"),
            id="site name as heading",
        ),
        pytest.param(
            '<meta property="og:title" content="Delt tittel"><title>T</title><main><p>x</p></main>',
            ("Delt tittel", "og"),
            id="og",
        ),
        pytest.param("<main><h1></h1><p>x</p></main>", ("Lenken hit", "link"), id="link"),
    ],
)
def test_page_title_is_chosen_in_order(page: str, expected: tuple[str, str]) -> None:
    """The main heading, og:title, the title element, then the link that led here."""
    found = extract(fetched(page, link_text="Lenken hit"))

    assert expected == (found.title, found.title_source)
