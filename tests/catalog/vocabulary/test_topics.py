"""Topics of the vocabulary: names in three languages and patterns that can be shown."""

import pytest

from catalog.vocabulary import slugify, topics

FRONT_PAGE = (
    "Partnerskap og samarbeid",
    "Omstilling og innovasjon",
    "Kompetanse og rekruttering",
    "Stedsutvikling og attraktivitet",
    "Grønn vekst og bærekraft",
    "Næringsutvikling",
    "Smart spesialisering",
    "Heltid og arbeidsmiljø",
    "Kunnskapsgrunnlag og tall",
    "Kommunestruktur og roller",
    "Unge i distriktene",
)


@pytest.mark.parametrize("name", FRONT_PAGE)
def test_the_topics_of_the_front_page_exist(name):
    """What the front page lists is a topic."""
    assert name in {topic.nb for topic in topics().values()}


def test_every_topic_is_complete():
    """Names, a sentence about it and words in every language that has some."""
    for topic in topics().values():
        assert all((topic.nb, topic.nn, topic.en, topic.words_nb, topic.words_en)), topic.slug
        assert all((topic.about_nb, topic.about_nn, topic.about_en)), topic.slug
        assert topic.slug == slugify(topic.slug)


def test_a_name_falls_back_on_bokmaal():
    """A language without a name of its own gets the bokmål one."""
    topic = topics()["gronn-omstilling"]

    assert "Grøn vekst og berekraft" == topic.name("nn")
    assert "Green growth and sustainability" == topic.name("en")
    assert "Grønn vekst og bærekraft" == topic.name("se")


def test_examples_are_without_marks():
    """What readers are shown is words, not patterns."""
    for topic in topics().values():
        for language in ("nb", "nn", "en"):
            assert not any(mark in word for word in topic.examples(language) for mark in "*~")


def test_los_lends_its_help_words():
    """A topic linked to a Los concept has that concept's words."""
    assert "egenmelding" in topics()["sykefravaer"].words
    assert "eigenmelding" in topics()["sykefravaer"].words_nn


def test_no_pattern_is_too_short_to_be_open():
    """An open pattern of two letters would match everything."""
    for topic in topics().values():
        for word in topic.words:
            if "*" in word:
                assert len(word.strip("*~")) >= 4, word
