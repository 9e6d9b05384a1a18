"""Links are absolute, clean and told apart."""

import pytest

from crawler.extraction.links import absolute, looks_like_document
from crawler.extraction.model import Link
from crawler.extraction.read import extract
from tests.crawler.extraction.samples import fetched

BASE = "https://solvik.example.org/a/b"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("c", "https://solvik.example.org/a/c"),
        ("/c#del", "https://solvik.example.org/c"),
        ("//www.example.org/c", "https://www.example.org/c"),
        ("?side=2", "https://solvik.example.org/a/b?side=2"),
        (" /en\n fil.pdf ", "https://solvik.example.org/en%20fil.pdf"),
        ("HTTP://Solvik.example.org/x", "http://Solvik.example.org/x"),
        ("mailto:post@solvik.example.org", ""),
        ("javascript:void(0)", ""),
        ("tel:99000001", ""),
        ("data:text/plain,x", ""),
        ("https://[feil/", ""),
        ("https://solvik.example.org:port/", ""),
        ("/" + "x" * 3000, ""),
        ("", ""),
    ],
)
def test_address_is_made_absolute(address: str, expected: str) -> None:
    """An address is completed and loses its fragment; what is not of the web gives nothing."""
    assert expected == absolute(address, BASE)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://x.example.org/plan.pdf", True),
        ("https://x.example.org/plan.PPTX?v=2", True),
        ("https://x.example.org/getfile.php/12.34/Plan", True),
        ("https://x.example.org/_f/p1/i0a1b/plan", True),
        ("https://x.example.org/contentassets/0a1b/plan.docx", True),
        ("https://x.example.org/contentassets/0a1b/kart.jpg", False),
        ("https://x.example.org/globalassets/mappe/", False),
        ("https://x.example.org/pdf/", False),
        ("https://x.example.org/om-plan.pdf-filer/side", False),
        ("https://x.example.org/side.html", False),
    ],
)
def test_documents_are_told_by_their_address(address: str, expected: bool) -> None:
    """Files to download are known by extension or by how their system names them."""
    assert expected == looks_like_document(address)


def test_one_address_is_listed_once() -> None:
    """Of several links to one address the one in the main text tells its text."""
    page = '<nav><a href="/x">Meny</a></nav><main><p>Les <a href="/x#del">hele planen</a></p></main>'

    assert (Link(url="https://solvik.example.org/x", text="hele planen", in_main=True, is_document=False),) == extract(
        fetched(page)
    ).links


def test_base_element_completes_addresses() -> None:
    """Relative links follow the base element."""
    page = '<base href="/annet/sted/"><main><a href="fil.pdf">Fil</a></main>'

    assert ["https://solvik.example.org/annet/sted/fil.pdf"] == [link.url for link in extract(fetched(page)).links]


def test_other_language_is_an_ordinary_link() -> None:
    """The page's other language form is followed like any link; stylesheets are not."""
    page = '<link rel="alternate" hreflang="nn" href="/nn/"><link rel="stylesheet" href="/x.css"><p>Tekst</p>'

    assert ["https://solvik.example.org/nn/"] == [link.url for link in extract(fetched(page)).links]


def test_download_attribute_makes_a_document() -> None:
    """A link that asks to be saved is a document, unless it is a picture."""
    page = '<a href="/hent?id=4" download>Vedtak</a><a href="/kart.png" download>Kart</a>'

    assert [True, False] == [link.is_document for link in extract(fetched(page)).links]


def test_picture_link_has_the_pictures_text() -> None:
    """A link around a picture is named by the picture."""
    page = '<main><a href="/"><img src="/logo.svg" alt="Solvik kommune"></a></main>'

    assert "Solvik kommune" == extract(fetched(page)).links[0].text
