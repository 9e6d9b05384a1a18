"""The judged searches point at documents that exist and hold what is looked for."""

import io
import re

import pypdfium2
import pytest
from pptx import Presentation

from demo.searches import PICKS, SEARCHES, JudgedSearch

_WITH_PAGE = [search for search in SEARCHES if search.page]


@pytest.mark.parametrize("search", SEARCHES, ids=lambda search: search.query)
def test_the_expected_documents_are_there_on_day_one(day_one, search: JudgedSearch):
    """
    The judged answer and its equals answer 200.
    """
    addresses = ((search.slug, search.path), *search.also)

    assert {200} == {day_one.answers[slug][path].status for slug, path in addresses}


@pytest.mark.parametrize("search", _WITH_PAGE, ids=lambda search: search.query)
def test_the_page_holds_a_word_of_the_query(day_one, search: JudgedSearch):
    """
    The page or slide named has at least one of the query's words, by its first five letters.
    """
    text = _page_text(day_one.body(search.slug, search.path), search.page or 0).lower()

    stems = [word[:5] for word in re.findall(r"\w{3,}", search.query.lower())]
    assert any(stem in text for stem in stems)


def _page_text(body: bytes, number: int) -> str:
    if body.startswith(b"%PDF-"):
        pdf = pypdfium2.PdfDocument(body)
        text = pdf[number - 1].get_textpage().get_text_range()
        pdf.close()
        return text
    slide = Presentation(io.BytesIO(body)).slides[number - 1]
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_there_are_searches_of_every_kind():
    """
    Both directions between the forms, compounds, pages, names and slips of the pen.
    """
    assert {"word", "nb-nn", "nn-nb", "compound", "page", "name", "typo"} == {search.kind for search in SEARCHES}
    assert len(SEARCHES) >= 25


def test_three_searches_are_shown_to_newcomers():
    """
    The demo prints three picks.
    """
    assert 3 == len(PICKS)
