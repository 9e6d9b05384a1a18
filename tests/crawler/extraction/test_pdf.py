"""PDF reports, decks and scans."""

import io
from datetime import UTC, date, datetime

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from crawler.extraction.model import DocumentType, ExtractionStatus, Heading
from crawler.extraction.read import extract
from tests.crawler.extraction.samples import build_pdf, fetched

BODY = ["Kommunene skal samarbeide om næring.", "Planen gjelder for hele regionen og alle som bor der."]


def read(
    pages: list[list[str]], *, link_text: str = "", title: str = "", lying: bool = False, sizes: tuple[int, ...] = ()
):
    body = build_pdf(pages, title=title, lying=lying, sizes=sizes)
    return extract(fetched(body, url="https://solvik.example.org/filer/plan.pdf", link_text=link_text))


def test_pages_keep_their_numbers() -> None:
    """Every page's text stands under its number in the file, and a blank one is left out."""
    found = read([["Første side med tekst"], [], ["Tredje side med tekst"]])

    assert [(1, "Første side med tekst"), (3, "Tredje side med tekst")] == [
        (page.number, page.text) for page in found.pages
    ]
    assert (DocumentType.PDF, ExtractionStatus.OK, "application/pdf") == (found.type, found.status, found.mime)


def test_line_end_hyphens_are_joined() -> None:
    """A word broken by the typesetter is whole in the text."""
    found = read([["Vi satser på kollektiv-", "transport i Sør-", "Østerdal."]])

    assert "Vi satser på kollektivtransport i Sør-Østerdal." == found.text


def test_lying_pages_are_slides() -> None:
    """A file of lying pages is a deck, and each slide is named by its first line."""
    found = read([["Partnerskap", "Hvem gjør hva"], ["Veien videre", "Tre steg"]], lying=True)

    assert (DocumentType.SLIDES, ["Partnerskap", "Veien videre"]) == (found.type, [page.label for page in found.pages])


def test_one_lying_page_is_no_deck() -> None:
    """A single lying page is a leaflet or a table."""
    assert DocumentType.PDF is read([["Kart over regionen"]], lying=True).type


@pytest.mark.parametrize(
    ("title", "sizes", "link_text", "expected"),
    [
        pytest.param(
            "Kommunene skal samarbeide", (), "", ("Kommunene skal samarbeide", "metadata"), id="printed metadata"
        ),
        pytest.param("Microsoft Word - x.doc", (24, 24), "", (" ".join(BODY), "largest"), id="largest lines"),
        pytest.param("x.doc", (), "Samarbeidsavtalen (PDF)", ("Samarbeidsavtalen", "link"), id="link text"),
        pytest.param("", (), "Last ned", ("Plan", "address"), id="file name"),
    ],
)
def test_title_is_chosen(title: str, sizes: tuple[int, ...], link_text: str, expected: tuple[str, str]) -> None:
    """The title is the first of metadata, largest line, link text and file name that is any good."""
    lines = BODY + [f"Linje {number} med vanlig tekst i vanlig størrelse." for number in range(20)]

    found = read([lines], title=title, sizes=sizes, link_text=link_text)

    assert expected == (found.title, found.title_source)


def test_outline_gives_headings_with_pages() -> None:
    """The outline's entries are headings on the pages they lead to."""
    file = io.BytesIO()
    canvas = Canvas(file)
    for number, (name, level) in enumerate([("Innleiing", 0), ("Mål", 1), ("Tiltak", 0)]):
        canvas.drawString(72, 700, f"{name} står her med noko tekst")
        canvas.bookmarkPage(str(number))
        canvas.addOutlineEntry(name, str(number), level)
        canvas.showPage()
    canvas.save()

    expected = (
        Heading(text="Innleiing", level=1, page=1),
        Heading(text="Mål", level=2, page=2),
        Heading(text="Tiltak", level=1, page=3),
    )
    assert expected == extract(fetched(file.getvalue())).headings


def test_file_dates_name_their_source() -> None:
    """The day the file was made is offered as what it is."""
    found = read([BODY])

    assert ("file", datetime.now(UTC).date()) == (found.published_source, found.published_on or date.min)


def test_locked_file_says_so() -> None:
    """A PDF with a user password gives a status and a sentence."""
    found = extract(fetched(build_pdf([BODY], password="hemmelig")))

    assert (ExtractionStatus.ENCRYPTED, True) == (found.status, "password" in found.error)


def test_scan_needs_recognition() -> None:
    """Pages that are pictures and hold no text wait for character recognition."""
    assert ExtractionStatus.NEEDS_OCR is extract(fetched(scan(pictures=2, texts=0))).status


def test_one_picture_page_among_many_is_no_fault() -> None:
    """A cover that is a picture does not mark the whole report."""
    assert ExtractionStatus.OK is extract(fetched(scan(pictures=1, texts=4))).status


def scan(*, pictures: int, texts: int) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file)
    for _ in range(pictures):
        canvas.drawImage(ImageReader(io.BytesIO(gray_picture())), 0, 0, 595, 842)
        canvas.showPage()
    for number in range(texts):
        canvas.drawString(72, 700, f"Side {number} har nok tekst til at den kan leses av en leser.")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def gray_picture() -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new("L", (40, 56), 200).save(file, "PNG")
    return file.getvalue()


def test_empty_file_says_so() -> None:
    """A PDF of blank pages is empty and not broken."""
    assert ExtractionStatus.EMPTY is read([[], []]).status


def test_damaged_file_says_so() -> None:
    """A PDF of which only the beginning came is broken or partial, never an exception."""
    found = extract(fetched(build_pdf([BODY] * 5)[:400]))

    assert found.status in (ExtractionStatus.BROKEN, ExtractionStatus.PARTIAL, ExtractionStatus.EMPTY)
    assert found.error
