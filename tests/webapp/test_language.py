"""The languages of the interface."""

import re

import pytest

from webapp.update_translations import LANGUAGES, untranslated


@pytest.mark.parametrize(
    ("prefix", "lang", "button"), [("", "nb", "Kilder"), ("/nn", "nn", "Kjelder"), ("/en", "en", "Sources")]
)
def test_path_decides_the_language(region, prefix, lang, button):
    """The prefix of the path is the language of the page, and every link stays in it."""
    page = region.get(f"{prefix}/tema")

    assert f'<html lang="{lang}"' in page
    assert f'href="{prefix}/kilder">{button}</a>' in page


def test_other_languages_are_one_link_away(region):
    """The same page with the same query is linked in each language, for readers and for robots."""
    page = region.get("/nn/sok?q=heltid&kilde=solvik")

    assert '<a href="/en/sok?q=heltid&amp;kilde=solvik" lang="en" hreflang="en">English</a>' in page
    assert 'hreflang="nb" href="https://samla.example.org/sok?q=heltid&amp;kilde=solvik"' in page


def test_files_have_one_address_in_all_languages(region):
    """Stylesheets are not fetched again for another language."""
    sheets = {re.search(r'href="(/\S+\.css)"', region.get(f"{prefix}/tema")).group(1) for prefix in ("", "/nn", "/en")}

    assert 1 == len(sheets)
    assert sheets.pop().startswith("/static/")


def test_no_cookie_and_no_guess(region):
    """The language is in the address and nowhere else."""
    answer = region.client.get("/", headers={"Accept-Language": "en"})

    assert '<html lang="nb"' in answer.text
    assert "Set-Cookie" not in answer.headers


def test_word_that_begins_like_a_prefix(region):
    """Only a whole step of the path is a language."""
    assert 404 == region.client.get("/english").status_code
    assert 404 == region.client.get("/nb/tema").status_code


def test_dates_are_written_in_the_language(region):
    """Months are named in the language of the page."""
    path = f"/d/{region.documents['programme'].public_id}"

    assert "Publisert 4. november 2026" in region.get(path)
    assert "Published November 4, 2026" in region.get(f"/en{path}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language):
    """Each text on the readers' pages is there in every language: see `python -m webapp.update_translations`."""
    assert [] == list(untranslated(language))
