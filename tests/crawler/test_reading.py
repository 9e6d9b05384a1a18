"""From a download to what is kept, and what is not."""

from datetime import UTC, datetime

import pytest

from catalog.models import Outcome
from crawler.extraction.model import DocumentType, Extraction, ExtractionStatus, FetchedPage, Link, PageText
from crawler.extraction.read import extract
from crawler.reading import canonical_elsewhere, is_listing, problem, says_not_found, to_content
from tests.support.site import page

URL = "https://solvik.test/side"


def read(body: str | bytes, content_type: str = "text/html; charset=utf-8") -> Extraction:
    content = body.encode() if isinstance(body, str) else body
    return extract(
        FetchedPage(url=URL, body=content, content_type=content_type, fetched_at=datetime(2026, 11, 22, tzinfo=UTC))
    )


def test_a_page_becomes_content() -> None:
    """
    Title, text, links with canonical addresses; what is no address is left out.
    """
    found = read(page("Heltid i Solvik", "/Plan#topp", "mailto:post@solvik.example.org"))

    content = to_content(found, blob="b", language="nb", county="")

    assert ("Heltid i Solvik", "nb", "") == (content.title, content.language, content.reservation)
    assert ["https://solvik.test/Plan"] == [link.url for link in content.links]
    assert "partnerskap" in content.pages[0][2]


@pytest.mark.parametrize(
    ("body", "kind", "outcome"),
    [
        (b"", "text/html", Outcome.UNREADABLE),
        (b"  \n", "text/html", Outcome.UNREADABLE),
        (b"%PDF-1.4 rot", "application/pdf", Outcome.UNREADABLE),
        (b"\x89PNG\r\n\x1a\n1234", "image/png", Outcome.UNSUPPORTED),
    ],
)
def test_what_cannot_be_kept(body: bytes, kind: str, outcome: Outcome) -> None:
    """
    With a reason; an empty answer must not replace the text we have.
    """
    trouble = problem(read(body, kind))

    assert trouble is not None
    assert outcome is trouble.outcome
    assert trouble.message


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Siden finnes ikke", "Prøv å søke."),
        ("Sida finst ikkje", "Bruk menyen."),
        ("Solvik kommune", "404 - beklager"),
        ("Page not found", "Sorry"),
        ("Solvik", "Vi fant dessverre ikke siden du leter etter."),
    ],
)
def test_a_soft_404(title: str, text: str) -> None:
    """
    A short page that says it is not there.
    """
    assert says_not_found(read(page(title, text=text)))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Møtereferat 404", "Vi vedtok planen."),
        ("404 elever fikk plass", "404 av 410 elever fikk sitt første ønske."),
        ("Innholdet i planen", "Planen finnes på biblioteket, og vi fant mange gode svar."),
        ("Når siden ikke finnes ikke", "Slik lager du en side for 404. " * 100),
    ],
)
def test_what_is_no_soft_404(title: str, text: str) -> None:
    """
    Long pages, and pages that only use the words.
    """
    assert not says_not_found(read(page(title, text=text)))


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("/annen", "https://solvik.test/annen"),
        ("https://solvik.test/side#x", None),
        ("HTTPS://SOLVIK.test/side?utm_source=x", None),
        ("mailto:a@b.test", None),
        ("", None),
    ],
)
def test_canonical_elsewhere(canonical: str, expected: str | None) -> None:
    """
    Only when it is another address than this one.
    """
    head = f'<link rel="canonical" href="{canonical}">' if canonical else ""

    assert expected == canonical_elsewhere(read(page("Side", head=head)), URL)


def test_documents_without_text_are_told_apart_by_their_bytes() -> None:
    """
    Two scans are not the same work.
    """
    found = read("<html><body></body></html>")

    hashes = {to_content(found, blob=blob, language="", county="").text_hash for blob in ("en", "to")}
    assert {"en", "to"} == hashes


def listed(*texts: str, around: str = "") -> Extraction:
    """A web page with these link texts in its main part."""
    links = tuple(
        Link(url=f"https://solvik.test/{number}", text=text, in_main=True, is_document=False)
        for number, text in enumerate(texts)
    )
    pages = (PageText(number=1, text="\n".join([around, *texts])),)
    return Extraction(type=DocumentType.WEB, status=ExtractionStatus.OK, mime="text/html", pages=pages, links=links)


def test_a_page_of_links_is_a_listing() -> None:
    """
    What a list of news leads to is news; that the list has grown is not.
    """
    titles = [f"Sak nummer {number} fra kommunestyret" for number in range(6)]

    assert is_listing(listed(*titles))


def test_a_page_with_some_links_is_no_listing() -> None:
    """
    An article with a few related links below it is an article.
    """
    titles = [f"Sak nummer {number} fra kommunestyret" for number in range(4)]

    assert not is_listing(listed(*titles, around="Kommunestyret vedtok i går en plan for heltid. " * 10))
