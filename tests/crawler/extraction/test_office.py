"""Word, PowerPoint, OpenDocument and spreadsheets."""

from datetime import UTC, date, datetime

import docx
import pptx
import pytest
from openpyxl import Workbook
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from crawler.extraction import mime
from crawler.extraction.model import DocumentType, ExtractionStatus, Heading
from crawler.extraction.read import extract
from tests.crawler.extraction.samples import build_docx, build_pptx, build_xlsx, fetched, saved, with_member, zipped

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def word(body: str) -> bytes:
    """A Word file with this XML as its body."""
    xml = f'<w:document xmlns:w="{WORD}" xmlns:mc="{MARKUP}"><w:body>{body}</w:body></w:document>'
    return with_member(build_docx(("Normal", "x")), "word/document.xml", xml.encode())


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_word_file_is_read() -> None:
    """Paragraphs are lines, a table's row is one line, and heading styles are headings."""
    document = docx.Document()
    document.add_heading("Regional plan", 0)
    document.add_heading("Mål", 1)
    document.add_paragraph("Flere arbeidsplasser.")
    table = document.add_table(2, 2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("Tiltak", "År", "Fond", "2026"), strict=True
    ):
        cell.text = text
    document.core_properties.created = datetime(2024, 3, 1, tzinfo=UTC)
    document.core_properties.author = "Planseksjonen"

    found = extract(fetched(saved(document)))

    assert "Regional plan\nMål\nFlere arbeidsplasser.\nTiltak | År\nFond | 2026" == found.text
    assert (Heading(text="Mål", level=1),) == found.headings
    assert ("Regional plan", "h1", date(2024, 3, 1), "file") == (
        found.title,
        found.title_source,
        found.published_on,
        found.published_source,
    )
    assert (DocumentType.TEXT, "Planseksjonen") == (found.type, found.metadata["author"])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            f"<w:sdt><w:sdtContent>{paragraph('I feltet')}</w:sdtContent></w:sdt>", "I feltet", id="content control"
        ),
        pytest.param("<w:p><w:ins><w:r><w:t>Satt inn</w:t></w:r></w:ins></w:p>", "Satt inn", id="insertion"),
        pytest.param(
            "<w:p><w:del><w:r><w:t>Borte</w:t><w:delText>Borte</w:delText></w:r></w:del><w:r><w:t>Her</w:t></w:r></w:p>",
            "Her",
            id="deletion",
        ),
        pytest.param(
            "<w:p><w:r><mc:AlternateContent>"
            f"<mc:Choice><w:txbxContent>{paragraph('I ramma')}</w:txbxContent></mc:Choice>"
            f"<mc:Fallback><w:txbxContent>{paragraph('I ramma')}</w:txbxContent></mc:Fallback></mc:AlternateContent>"
            "<w:t>Utanfor</w:t></w:r></w:p>",
            "I ramma\nUtanfor",
            id="text box",
        ),
        pytest.param(
            "<w:p><w:r><w:t>Fram</w:t><w:tab/><w:t>tid</w:t><w:br/><w:t>no</w:t></w:r></w:p>",
            "Fram tid no",
            id="tab and break",
        ),
        pytest.param(
            "<w:p><w:r><w:t>nærings</w:t></w:r><w:r><w:t>plan</w:t></w:r></w:p>", "næringsplan", id="word in two runs"
        ),
        pytest.param(
            f"<w:tbl><w:tr><w:tc>{paragraph('Ytre')}<w:tbl><w:tr><w:tc>{paragraph('a')}</w:tc><w:tc>{paragraph('b')}</w:tc></w:tr></w:tbl></w:tc>"
            f"<w:tc>{paragraph('c')}</w:tc></w:tr></w:tbl>",
            "Ytre a | b | c",
            id="table in a table",
        ),
    ],
)
def test_word_features_are_read(body: str, expected: str) -> None:
    """What templates and change tracking put into a document is read once, and deleted text is not."""
    assert expected == extract(fetched(word(body))).text


def test_footnotes_follow_the_text() -> None:
    """Notes stand after the body."""
    notes = f'<w:footnotes xmlns:w="{WORD}"><w:footnote>{paragraph("Fotnota")}</w:footnote></w:footnotes>'
    body = with_member(build_docx(("Normal", "Brødteksten")), "word/footnotes.xml", notes.encode())

    assert "Brødteksten\nFotnota" == extract(fetched(body)).text


def test_damaged_word_file_keeps_its_beginning() -> None:
    """XML that ends in the middle gives what came before it."""
    xml = f'<w:document xmlns:w="{WORD}"><w:body>{paragraph("Heilt avsnitt") * 3000}<w:p><w:r>'
    found = extract(fetched(with_member(build_docx(("Normal", "x")), "word/document.xml", xml.encode())))

    assert (ExtractionStatus.PARTIAL, True) == (found.status, found.text.startswith("Heilt avsnitt"))


def test_entities_reach_no_file() -> None:
    """An external entity is left out."""
    entity = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    xml = f'{entity}<w:document xmlns:w="{WORD}"><w:body>{paragraph("A&f;B")}</w:body></w:document>'
    found = extract(fetched(with_member(build_docx(("Normal", "x")), "word/document.xml", xml.encode())))

    assert "AB" == found.text


def test_slides_are_pages() -> None:
    """Each slide is a page named by its title, and its notes are read with it."""
    found = extract(fetched(build_pptx(("Partnerskap", "Hvem\nHva", "Husk pause"), ("Veien videre", "Tre steg", ""))))

    assert ["Partnerskap\nHvem\nHva\nHusk pause", "Veien videre\nTre steg"] == [page.text for page in found.pages]
    assert ["Partnerskap", "Veien videre"] == [page.label for page in found.pages]
    assert (DocumentType.SLIDES, "Partnerskap", "h1") == (found.type, found.title, found.title_source)


def test_slide_shapes_are_read() -> None:
    """Groups, tables and charts are read; an empty slide keeps its number."""
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Tall"
    group = slide.shapes.add_group_shape().shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Inches(1), Inches(1)).text_frame.text = "I gruppen"
    table = slide.shapes.add_table(1, 2, 0, 0, Inches(2), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Nord", "12"
    data = CategoryChartData()
    data.categories = ["2024", "2025"]
    data.add_series("Sysselsatte", (1, 2))
    slide.shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, Inches(2), Inches(2), data)

    (page,) = extract(fetched(saved(deck))).pages

    assert (2, "Tall\nI gruppen\nNord | 12\n2024 | 2025\nSysselsatte") == (page.number, page.text)


def test_sheets_are_pages() -> None:
    """Each sheet is a page named as in the file, with a line for each row."""
    found = extract(
        fetched(build_xlsx(Tilskudd=[["Tiltak", 2024.0, 2.5], [None, None, None], ["Fond", date(2024, 1, 2), True]]))
    )

    assert [("Tilskudd", "Tiltak | 2024 | 2.5\nFond | 2024-01-02 | TRUE")] == [
        (page.label, page.text) for page in found.pages
    ]
    assert DocumentType.SHEET is found.type


def test_sparse_sheet_is_left_out() -> None:
    """A sheet with a cell in its farthest corner is named and not built; the others are read."""
    workbook = Workbook()
    workbook.active.title = "Lite"
    workbook.active["A1"] = "verdi"
    workbook.create_sheet("Vidt")["XFD1048576"] = "x"

    found = extract(fetched(saved(workbook)))

    assert (ExtractionStatus.PARTIAL, "verdi", True) == (found.status, found.text, "Vidt" in found.error)


def test_formatted_empty_cells_cost_nothing() -> None:
    """Empty cells far out, as formatting leaves them, do not make a sheet too big."""
    workbook = Workbook()
    workbook.active["A1"] = "verdi"
    workbook.active["XFD1048576"].number_format = "0.00"

    assert (ExtractionStatus.OK, "verdi") == ((found := extract(fetched(saved(workbook)))).status, found.text)


TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
META = "http://purl.org/dc/elements/1.1/"


def open_document(kind: str, body: str) -> bytes:
    content = f'<d xmlns:text="{TEXT}" xmlns:draw="{DRAW}">{body}</d>'
    meta = f'<m xmlns:dc="{META}"><dc:title>Open plan</dc:title><dc:date>2023-04-05T00:00:00</dc:date></m>'
    return zipped({"mimetype": kind, "content.xml": content, "meta.xml": meta}, 0)


def test_open_text_is_read() -> None:
    """Headings, spans and line breaks of an ODT are read, and its dates."""
    found = extract(
        fetched(
            open_document(
                mime.ODT,
                '<text:h text:outline-level="2">Mål</text:h>'
                "<text:p>Fleire <text:span>grøne</text:span><text:s/>jobbar<text:line-break/>no</text:p>",
            )
        )
    )

    assert ("Mål\nFleire grøne jobbar no", (Heading(text="Mål", level=2),)) == (found.text, found.headings)
    assert (date(2023, 4, 5), "file") == (found.updated_on, found.updated_source)


def test_open_presentation_has_slides() -> None:
    """Each drawn page of an ODP is a page."""
    found = extract(
        fetched(
            open_document(
                mime.ODP, "<draw:page><text:p>En</text:p></draw:page><draw:page><text:p>To</text:p></draw:page>"
            )
        )
    )

    assert [(1, "En"), (2, "To")] == [(page.number, page.text) for page in found.pages]
    assert DocumentType.SLIDES is found.type


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"", ExtractionStatus.EMPTY, id="empty"),
        pytest.param(b"{\\rtf1 hei}", ExtractionStatus.UNSUPPORTED, id="rtf"),
        pytest.param(
            bytes.fromhex("d0cf11e0a1b11ae1") + "WordDocument".encode("utf-16-le") + bytes(9),
            ExtractionStatus.UNSUPPORTED,
            id="doc",
        ),
        pytest.param(
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le") + bytes(9),
            ExtractionStatus.ENCRYPTED,
            id="locked",
        ),
        pytest.param(b"<?xml version='1.0'?><rss/>", ExtractionStatus.UNSUPPORTED, id="feed"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(50), ExtractionStatus.UNSUPPORTED, id="picture"),
        pytest.param(build_docx(("Normal", "x"))[:9000], ExtractionStatus.BROKEN, id="docx cut short"),
        pytest.param(build_xlsx(A=[["x"]])[:3000], ExtractionStatus.BROKEN, id="xlsx cut short"),
        pytest.param(zipped({"word/x.xml": "x"}), ExtractionStatus.BROKEN, id="docx without document"),
        pytest.param(zipped({"ppt/x.xml": "x"}), ExtractionStatus.BROKEN, id="pptx without slides"),
        pytest.param(zipped({"xl/x.xml": "x"}), ExtractionStatus.BROKEN, id="xlsx without sheets"),
        pytest.param(zipped({"word/document.xml": " " * (80 << 20)}), ExtractionStatus.TOO_BIG, id="bomb"),
        pytest.param(
            bytes.fromhex("d0cf11e0a1b11ae1") + "Workbook".encode("utf-16-le") + bytes(999),
            ExtractionStatus.BROKEN,
            id="garbled xls",
        ),
    ],
)
def test_unreadable_file_gets_a_status_and_a_sentence(body: bytes, status: ExtractionStatus) -> None:
    """What cannot be read says why, in one English sentence."""
    found = extract(fetched(body))

    assert (status, True, "") == (found.status, bool(found.error), found.text)


def test_renamed_file_is_read_as_what_it_is() -> None:
    """A deck called .pdf is read as a deck."""
    page = fetched(
        build_pptx(("Tittel", "Punkt", "")), url="https://solvik.example.org/x.pdf", content_type="application/pdf"
    )

    assert DocumentType.SLIDES is extract(page).type


def test_plain_text_is_read() -> None:
    """A text file is one page, named by the link that led to it."""
    found = extract(fetched("Linje  1\r\n\r\nLinje 2", link_text="Vedtaket"))

    assert ("Linje 1\nLinje 2", "Vedtaket", DocumentType.TEXT) == (found.text, found.title, found.type)
