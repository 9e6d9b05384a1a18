"""Language detection on sentences written for the purpose."""

import pytest

from crawler.enrichment.language import detect, detect_pages, normalise

NB = (
    "Kommunen ønsker å høre hva innbyggerne mener om planen. Det er viktig at flere blir med, og at vi sammen finner "
    "gode løsninger for dem som bor her. Hvis du ikke kan komme på møtet, kan du sende oss en e-post."
)
NN = (
    "Kommunen ønskjer å høyre kva innbyggjarane meiner om planen. Det er viktig at fleire blir med, og at vi saman "
    "finn gode løysingar for dei som bur her. Dersom du ikkje kan kome på møtet, kan du sende oss ein e-post."
)
EN = (
    "The county wants to hear what people think about the plan. It is important that more of them take part, and that "
    "we find good answers together with those who live here."
)
DA = (
    "Kommunen ønsker at høre, hvad borgerne mener om planen. Det er vigtigt, at flere kommer med, og at vi sammen "
    "finder gode løsninger for dem, der bor her. Hvis man ikke kan komme til mødet, kan man sende os en mail, efter at "
    "mødet har været afholdt."
)
SV = (
    "Kommunen vill höra vad invånarna tycker om planen. Det är viktigt att fler är med och att vi tillsammans hittar "
    "bra lösningar för dem som bor här. Den som inte kan komma till mötet får skicka ett brev."
)
SE = (
    "Suohkan dáhttu gullat maid ássit oaivvildit plána birra. Lea dehálaš ahte eanet olbmot leat mielde, ja ahte mii "
    "ovttas gávdnat buriid čovdosiid sidjiide geat ásset dáppe."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [(NB, "nb"), (NN, "nn"), (EN, "en"), (DA, "da"), (SV, "sv"), (SE, "se")],
)
def test_a_paragraph_is_enough(text, expected):
    """Six languages are told apart by one paragraph."""
    assert expected == detect(text)


@pytest.mark.parametrize("text", ["", "2019 2020 2021", "Møteplass Telemark", "Skien, Porsgrunn, Bamble", "• – …"])
def test_too_little_is_unsure(text):
    """Names and figures have no language."""
    assert "" == detect(text)


@pytest.mark.parametrize("text", ["", "Møteplass Telemark", "Regional plan 2026"])
@pytest.mark.parametrize(
    ("declared", "expected"), [("nn-NO", "nn"), ("nb", "nb"), ("en", "en"), ("no", "nb"), ("", "")]
)
def test_a_short_text_has_the_declared_language(text, declared, expected):
    """What is declared holds where the text says nothing."""
    assert expected == detect(text, declared=declared)


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [(NB, "nn-NO", "nb"), (NN, "nb", "nn"), (EN, "no", "en"), (NN, "no", "nn"), (SE, "nb", "se")],
)
def test_the_text_wins_over_the_declaration(text, declared, expected):
    """A wrong declaration does not survive a paragraph of text."""
    assert expected == detect(text, declared=declared)


def test_a_short_nynorsk_line_is_not_declared_bokmaal():
    """A few words of the other form are enough to doubt the declaration."""
    assert "nn" == detect("Kva skjer no?", declared="nb")


def test_case_and_furniture_do_not_matter():
    """Capitals and page numbers change nothing."""
    assert "nn" == detect("Side 3\n" + NN.upper())


def test_pages_have_their_own_language():
    """A page in the other form is marked so, a page without words like the whole."""
    assert ("nb", "nn", "nb") == detect_pages([NB * 3, NN, "Tabell 1"])


@pytest.mark.parametrize(
    ("declared", "expected"),
    [("nn-NO", "nn"), ("NB_no", "nb"), ("nor", "no"), ("se", "se"), ("sme", "se"), ("de", ""), ("", "")],
)
def test_declared_codes_become_ours(declared, expected):
    """Regions, capitals and three-letter codes are understood."""
    assert expected == normalise(declared)
