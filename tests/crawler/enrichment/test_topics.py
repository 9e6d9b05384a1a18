"""Topic recognition on sentences written for the purpose."""

import pytest

from crawler.enrichment.topics import MOST_TOPICS, find_topics, score_topics

FILLER = "Huset ligger ved elva, og mange går forbi på vei til butikken om morgenen. " * 30


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Sykefraværet i kommunene", "sykefravaer"),
        ("Sjukefråværet går ned", "sykefravaer"),
        ("Heltidskultur i Solvik", "heltid"),
        ("Slik fekk vi ein heiltidskultur", "heltid"),
        ("Stedsomdømmet betyr noe", "omdomme"),
        ("Omdømet til kommunen", "omdomme"),
        ("Strategisk partnerskapsavtale", "partnerskap"),
        ("Lokale partnarskap som varer", "partnerskap"),
        ("Smart spesialisering for alle", "smart-spesialisering"),
        ("Arbeidet med S3 i fylket", "smart-spesialisering"),
        ("Grønt skifte i industrien", "gronn-omstilling"),
        ("Berekraftig utvikling", "gronn-omstilling"),
        ("Næringsutviklingen i Grenland", "naeringsutvikling"),
        ("Kunnskapsgrunnlaget til planen", "kunnskapsgrunnlag"),
        ("Utlysing: regionale utviklingsmiddel", "virkemidler"),
        ("Kommunesammenslåinger på ti år", "kommunestruktur"),
        ("Unge i distrikta flyttar heim", "unge"),
        ("Ny planstrategi på høring", "regional-plan"),
        ("Tenestedesign i praksis", "kommunal-innovasjon"),
        ("Aldrende befolkning", "demografi"),
        ("Business development in the county", "naeringsutvikling"),
    ],
)
def test_a_word_in_the_title_is_enough(title, expected):
    """Inflected and compounded words in the title name the topic, in either language form."""
    assert expected in find_topics(title, [], "")


@pytest.mark.parametrize(
    "text",
    [
        "Rådet drøftet også sykefravær. " + FILLER,
        "Kommunen har et nettverk. " + FILLER,
        "Vi viser til reiselivet. " + FILLER,
        "",
        FILLER,
    ],
)
def test_a_passing_mention_does_not_tag(text):
    """One mention in a page about something else is no topic."""
    assert () == find_topics("Referat", [], text)


@pytest.mark.parametrize(
    "title", ["Vi snakket sammen", "Planten i hagen", "Et sted å være", "Heldige deltakere", "s3-bøtte", "tuf tuf"]
)
def test_likeness_is_not_enough(title):
    """Words that only look like a pattern do not count, nor abbreviations in small letters."""
    assert () == find_topics(title, [], "")


def test_repetition_in_the_text_tags():
    """What a page keeps coming back to is its topic, without title or heading."""
    text = "Turnusen ble endret. Deltid ble til hele stillinger. Arbeidsmiljøet ble bedre av heltid. "

    assert ("heltid",) == find_topics("Prosjektet i Solvik", [], text + FILLER[:800])


def test_headings_count_more_than_text():
    """Two headings on a topic carry it over the threshold."""
    headings = ["Rekruttering i distriktene", "Kompetansebehov"]

    assert "kompetanse" in find_topics("Sluttrapport", headings, FILLER[:1500])
    assert "kompetanse" not in find_topics("Sluttrapport", [], FILLER[:1500] + " ".join(headings))


def test_a_long_text_needs_more():
    """Three mentions carry a page but not a report of sixty pages."""
    text = "Digitalisering er viktig. Bredbånd også. Kunstig intelligens likeså. "

    assert ("digitalisering",) == find_topics("", [], text)
    assert () == find_topics("", [], text + FILLER * 30)


def test_never_more_than_five():
    """A title with everything in it gets the five strongest."""
    title = "Omdømme, sykefravær, heltid, reiseliv, folkehelse, samferdsel, digitalisering og landbruk"

    assert MOST_TOPICS == len(find_topics(title, [], ""))


def test_the_reason_is_given():
    """A score says which words it comes from."""
    best = score_topics("", [], "Omdømmet er bedre. Stedsomdømme og omdømmebygging.")[0]

    assert "omdomme" == best.slug
    assert (("*omdømme*", 3),) == best.words
