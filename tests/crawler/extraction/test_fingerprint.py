"""Two versions that say the same have the same fingerprint."""

import pytest

from crawler.extraction.fingerprint import text_fingerprint
from crawler.extraction.model import DocumentType, Extraction, ExtractionStatus, PageText

TEXT = "Strategisk næringsplan\nKommunen skal ha e-post og sør-nord-forbindelse.\nFristen er 1. mars 2026."


def said(*pages: str) -> Extraction:
    return Extraction(
        type=DocumentType.WEB,
        status=ExtractionStatus.OK,
        mime="text/html",
        pages=tuple(PageText(number=number, text=text) for number, text in enumerate(pages, 1)),
    )


@pytest.mark.parametrize(
    "noise",
    [
        "Publisert 12.11.2020",
        "Publisert: 12.11.2020 10:30:00 / Sist endret: 13.11.2020 10:32",
        "Sist oppdatert 3. juni 2026 kl. 14.54",
        "Sist endra av Arkivet 03.06.2026",
        "12. november 2019",
        "Mandag 12.11.2019 kl. 09:00",
        "14:54",
        "Skriv ut",
        "Del på Facebook",
        "Tips en venn",
        "Antall visninger: 1 204",
        "Lest 12 ganger",
        "Lese 3 gonger",
        "Vi bruker informasjonskapsler for at nettstedet skal virke.",
        "   ",
    ],
)
def test_furniture_does_not_count(noise: str) -> None:
    """Stamps, counters, share and cookie lines leave the fingerprint as it was."""
    plain = text_fingerprint(said(TEXT))

    assert plain == text_fingerprint(said(f"{TEXT}\n{noise}"))


def test_layout_does_not_count() -> None:
    """Case, space, lines, pages and kinds of hyphens leave the fingerprint as it was."""
    changed = (
        TEXT.replace("næringsplan", "NÆRINGSPLAN").replace("e-post", "e\u2010post").replace(" skal", "\u00a0 skal")
    )

    assert text_fingerprint(said(TEXT)) == text_fingerprint(said(*changed.split("\n")))


@pytest.mark.parametrize(
    "change",
    [("1. mars 2026", "1. april 2026"), ("Kommunen", "Fylket"), ("e-post", "post")],
    ids=["deadline", "word", "part of a word"],
)
def test_what_is_said_counts(change: tuple[str, str]) -> None:
    """Another date in the text, or another word, is another fingerprint."""
    assert text_fingerprint(said(TEXT)) != text_fingerprint(said(TEXT.replace(*change)))
