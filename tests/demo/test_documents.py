"""The built documents open with the libraries that will read them, and have the pages they say."""

import io

import docx
import pypdfium2
import pytest
from openpyxl import load_workbook
from pptx import Presentation

from demo.documents.library import LibraryDocument, documents

_ALL = {document.name: document for document in documents()}


def _of_kind(*kinds: str) -> list[LibraryDocument]:
    return [document for document in documents() if document.entry.get("kind") in kinds]


def _body(root, name: str) -> bytes:
    return (root / "documents" / _ALL[name].file_name).read_bytes()


@pytest.mark.parametrize("document", _of_kind("pdf", "slides"), ids=lambda document: document.name)
def test_a_pdf_has_the_pages_it_says(root, day_one, document):
    """
    Every PDF opens and has as many pages as its entry states.
    """
    pdf = pypdfium2.PdfDocument(_body(root, document.name))
    try:
        assert int(document.entry.need("pages")) == len(pdf)
    finally:
        pdf.close()


@pytest.mark.parametrize("document", _of_kind("pptx"), ids=lambda document: document.name)
def test_a_deck_has_the_slides_it_says(root, day_one, document):
    """
    Every PPTX opens and has as many slides as its entry states.
    """
    deck = Presentation(io.BytesIO(_body(root, document.name)))

    assert int(document.entry.need("pages")) == len(deck.slides)


@pytest.mark.parametrize("document", _of_kind("docx"), ids=lambda document: document.name)
def test_a_text_opens_and_begins_with_its_title(root, day_one, document):
    """
    Every DOCX opens and its first paragraph is the title.
    """
    text = docx.Document(io.BytesIO(_body(root, document.name)))

    assert document.entry.need("title") == text.paragraphs[0].text


@pytest.mark.parametrize("document", _of_kind("xlsx"), ids=lambda document: document.name)
def test_a_workbook_has_numbers_and_more_than_one_sheet(root, day_one, document):
    """
    Every XLSX opens, has several sheets, and holds numbers as numbers.
    """
    workbook = load_workbook(io.BytesIO(_body(root, document.name)))

    cells = [cell.value for sheet in workbook for row in sheet for cell in row]
    assert len(workbook.sheetnames) > 1
    assert any(isinstance(value, (int, float)) for value in cells)


def test_reports_are_between_2_and_60_pages_and_some_are_long():
    """
    Three reports have twenty pages or more, and none has more than sixty.
    """
    pages = sorted(int(document.entry.need("pages")) for document in _of_kind("pdf"))

    assert pages[-1] <= 60
    assert pages[-3] >= 20


def test_the_broken_report_cannot_be_opened(root, day_one):
    """
    The file that is cut off begins like a PDF and is none.
    """
    body = _body(root, "partnerskap-referat")

    assert body.startswith(b"%PDF-")
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(body)


def test_metadata_titles_are_good_and_bad(root, day_one):
    """
    Some files tell their title, some tell the name of the file they were made from.
    """
    titles = {}
    for name in ("solvangplanen", "behovsanalyse", "samling1"):
        pdf = pypdfium2.PdfDocument(_body(root, name))
        titles[name] = pdf.get_metadata_value("Title")
        pdf.close()

    assert {
        "solvangplanen": "Solvangplanen 2024–2036",
        "behovsanalyse": "Microsoft Word - behovsanalyse_endelig3.doc",
        "samling1": "Lysbilde 1",
    } == titles


def test_two_columns_break_words_at_line_ends(root, day_one):
    """
    A report in two columns has the hyphens a reader must join.
    """
    pdf = pypdfium2.PdfDocument(_body(root, "stedsattraktivitet"))
    pages = [page.get_textpage().get_text_range() for page in pdf]
    pdf.close()

    assert sum(text.count("\ufffe") + text.count("\x02") for text in pages) > 30


def test_a_report_with_outline_lists_its_chapters(root, day_one):
    """
    The outline of the long report begins with its first chapters.
    """
    pdf = pypdfium2.PdfDocument(_body(root, "kunnskapsgrunnlag"))
    titles = [entry.get_title() for entry in pdf.get_toc()]
    pdf.close()

    assert ["Forord", "Kapittel 1. Befolkning og alder"] == titles[:2]


def test_a_file_is_stamped_with_its_own_day(root, day_one):
    """
    The creation date is the document's, not the build's.
    """
    pdf = pypdfium2.PdfDocument(_body(root, "regionmelding"))
    created = pdf.get_metadata_value("CreationDate")
    pdf.close()

    assert created.startswith("D:20250404")
