"""Marked texts and best passages."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from indexer.analysis import norwegian
from indexer.passages import ELLIPSIS, Highlighter
from indexer.planning import make_plan
from indexer.query import SearchQuery

LONG = "Innledning uten noe av interesse. " * 20
WORDS = st.sampled_from(
    ["næring", "Næringsutvikling", "<b>", "&amp;", "kommune", "\n", "  ", "a<b", '"', "’", ".", "og", "x"]
)


def highlighter(text: str, *, exact: bool = False) -> Highlighter:
    return Highlighter(make_plan(SearchQuery(text=text, exact=exact), norwegian()), norwegian())


def plain(marked: Markup) -> str:
    """The text that a reader sees."""
    return unescape(re.sub(r"</?mark>", "", marked))


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("kommune", "To kommuner.", "To <mark>kommuner</mark>."),
        ("sammen", "Saman om alt", "<mark>Saman</mark> om alt"),
        ("finans", "Finansdepartementet", "<mark>Finansdepartementet</mark>"),
        ("omstill*", "omstillinger", "<mark>omstillinger</mark>"),
        ("covid19", "Covid-19 er over", "<mark>Covid-19</mark> er over"),
        ("99000001", "tlf. 99 00 00 01", "tlf. <mark>99 00 00 01</mark>"),
        ("baerekraft", "bærekraft", "<mark>bærekraft</mark>"),
        ("kommune -fylke", "fylke og kommune", "fylke og <mark>kommune</mark>"),
        ('"gode råd"', "råd, gode råd", "råd, <mark>gode råd</mark>"),
        ("råd for eldre", "eldre for alt", "<mark>eldre</mark> for alt"),
        ("kommune", "a < b & kommune", "a &lt; b &amp; <mark>kommune</mark>"),
        ("script", "<script>", "&lt;<mark>script</mark>&gt;"),
        ("tittel:kommune", "kommune", "<mark>kommune</mark>"),
        ("xyz", "ingenting", "ingenting"),
    ],
)
def test_words_that_match_are_marked(query: str, text: str, expected: str) -> None:
    """
    In every form that the index finds them in, and escaped.
    """
    assert Markup(expected) == highlighter(query).mark(text)


def test_exact_marks_only_what_was_written() -> None:
    """
    No other form of the word.
    """
    assert Markup("kommuner, <mark>kommune</mark>") == highlighter("kommune", exact=True).mark("kommuner, kommune")


def test_a_compound_is_marked_in_pieces_where_all_of_them_are() -> None:
    """
    And only where the compound itself is not.
    """
    marks = highlighter("kompetansebehov")

    assert "<mark>behov</mark> for <mark>kompetanse</mark>" == marks.mark("behov for kompetanse")
    assert "behov for vann" == marks.mark("behov for vann")
    assert "behov, <mark>kompetansebehov</mark>, kompetanse" == marks.mark("behov, kompetansebehov, kompetanse")


def test_a_longer_compound_is_marked_alone() -> None:
    """
    Where one word holds all the pieces, a word that shares one of them is not marked beside it.
    """
    marked = highlighter("heltid").mark("Lindvik nådde heltidsmålet to år før tiden.")

    assert "Lindvik nådde <mark>heltidsmålet</mark> to år før tiden." == str(marked)


def test_the_passage_with_most_of_the_words_wins() -> None:
    """
    A place with both words beats an earlier one with one.
    """
    text = f"Omstilling. {LONG} Partnerskap for omstilling gir resultater. {LONG}"

    assert "<mark>Partnerskap</mark> for <mark>omstilling</mark>" in highlighter("partnerskap omstilling").snippet(text)


def test_a_passage_starts_with_the_sentence_and_ends_with_one() -> None:
    """
    Without dots where nothing is cut short.
    """
    text = f"{LONG}Kommunen søker råd. {LONG}"

    assert highlighter("råd").snippet(text).startswith("Kommunen søker <mark>råd</mark>. Innledning")


def test_a_sentence_that_is_cut_has_dots() -> None:
    """
    At both ends, between words.
    """
    snippet = highlighter("råd").snippet("ord " * 200 + "råd " + "ord " * 200)

    assert snippet.startswith(f"{ELLIPSIS} ord ")
    assert snippet.endswith(f" ord {ELLIPSIS}")


def test_without_a_match_the_beginning_is_shown() -> None:
    """
    White space squeezed.
    """
    assert "Første linje Andre linje" == highlighter("råd").snippet("Første\n\n  linje\nAndre linje")


def test_a_score_counts_distinct_words() -> None:
    """
    Both words beat one word often; none is nothing.
    """
    marks = highlighter("partnerskap omstilling")

    assert marks.score("partnerskap og omstilling") > marks.score("omstilling " * 40) > 0 == marks.score("annet")
    assert (True, False) == (marks.matches("omstillinger"), marks.matches("annet"))


def test_forms_beyond_what_was_typed_are_remembered() -> None:
    """
    The most frequent first.
    """
    marks = highlighter("partnerskap")

    marks.mark("Partnarskap, partnarskap, partnerskapet og partnerskap")

    assert ("partnarskap", "partnerskapet") == marks.forms


def test_a_plan_without_words_marks_nothing() -> None:
    """
    Filters only.
    """
    assert "kommune" == highlighter("kilde:solvik").mark("kommune")


@given(st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=60).map(" ".join))
def test_marking_keeps_the_text(text: str) -> None:
    """
    Without tags and escapes it is the original.
    """
    assert text == plain(highlighter("næringsutvikling kommune").mark(text))


@given(st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=120).map(" ".join), st.integers(20, 300))
def test_a_snippet_is_a_piece_of_the_text(text: str, length: int) -> None:
    """
    Apart from white space and the dots, and about as long as asked for.
    """
    snippet = plain(highlighter('næring "kommune x"').snippet(text, length=length))

    shown = re.sub(rf"^{ELLIPSIS} | {ELLIPSIS}$", "", snippet).strip()
    assert shown in re.sub(r"\s+", " ", text)
    assert len(shown) <= length
