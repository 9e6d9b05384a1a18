"""The page of a document and of its changes."""

import pytest

from catalog.models import Document, DocumentStatus, ShowText
from tests.support.catalogue import change_document, make_document, make_source, remove_document


def path_of(document: Document) -> str:
    """The address of a document's page."""
    return f"/d/{document.public_id}"


def test_original_comes_first(region):
    """The first link of the page's own is the source's address."""
    page = region.get(path_of(region.documents["programme"]))

    assert '<a class="ds-button" href="https://fjordvik.example.org/handlingsprogram.pdf">Åpne originalen (PDF)' in page


def test_text_is_read_page_by_page(region):
    """Every page has a place that can be linked to, and leads to the same page of the original."""
    page = region.get(path_of(region.documents["programme"]))

    assert 'id="side-12"' in page
    assert 'href="https://fjordvik.example.org/handlingsprogram.pdf#page=12"' in page


def test_words_of_the_search_are_marked(region):
    """A document opened from the hits marks the words, lists their pages, and leads back."""
    page = region.get(f"{path_of(region.documents['programme'])}?q=partnerskap&kilde=fjordvik")

    assert "<mark>partnerskap</mark>" in page
    assert '<a href="#side-12">12</a>' in page
    assert 'href="/sok?q=partnerskap&amp;kilde=fjordvik"' in page


def test_lists_and_tables_are_set_as_such(region):
    """Bullets become a list and rows a table in the reading copy."""
    page = region.get(path_of(region.documents["programme"]))

    assert "<li>Eieren har mandat fra egen ledelse.</li>" in page
    assert "<td>Fylkeskommunen</td>" in page


def test_outline_leads_to_pages_and_headings(region):
    """Headings lead to their page in a PDF, and to themselves in a web page."""
    pdf = region.get(path_of(region.documents["programme"]))
    web = region.get(path_of(region.documents["page"]))

    assert '<a class="blokk" href="#side-12">Partnerskap som metode <span class="tall">12</span></a>' in pdf
    assert 'href="#avsnitt-roller"' in web
    assert '<h3 id="avsnitt-roller">Roller</h3>' in web


def test_latest_change_is_shown_in_words(region):
    """The history shows what was put in, and leads to all of it."""
    document = region.documents["programme"]
    page = region.get(path_of(document))

    assert "<ins>, en eier og en frist</ins>" in page
    assert f'href="/d/{document.public_id}/endringer/2"' in page


def test_changes_of_a_version(region):
    """The page of a version says which page of the document changed and how."""
    page = region.get(f"{path_of(region.documents['programme'])}/endringer/2")

    assert "Endret i dag. 1 endring i teksten." in page
    assert "#side-12" in page
    assert "<ins>, en eier og en frist</ins>" in page


@pytest.mark.parametrize("version", ["1", "3", "0", "99999999999999999999", "to"])
def test_versions_without_changes_do_not_exist(region, version):
    """The first version changed nothing, and later ones are not there yet."""
    answer = region.client.get(f"{path_of(region.documents['programme'])}/endringer/{version}")

    assert 404 == answer.status_code


def test_links_both_ways(region):
    """A page names its files, those we have not read too; a file names the pages that link to it."""
    page = region.get(path_of(region.documents["page"]))
    file = region.get(path_of(region.documents["programme"]))

    assert "Handlingsprogram for omstilling" in page
    assert 'href="https://andre.example.org/rapport.pdf">Rapport fra andre</a>' in page
    assert "Slik jobber vi sammen på tvers av nivåer" in file


def test_same_text_elsewhere_is_named(region):
    """A report that lies at two sites leads to the other one."""
    page = region.get(path_of(region.documents["report"]))

    assert "Samme tekst finnes også hos" in page
    assert "Solvik kommune" in page


def test_contact_card(region):
    """Contacts can be written to and called."""
    page = region.get(path_of(region.documents["programme"]))

    assert 'href="mailto:post@fjordvik.example.org"' in page
    assert 'href="tel:99000001"' in page


def test_removed_document_keeps_its_text(region):
    """A document that is gone answers 410 with the last text and no button to nowhere."""
    answer = region.client.get(path_of(region.documents["removed"]))

    assert 410 == answer.status_code
    assert "Partnerskap må forankres hele veien" in answer.text
    assert "Åpne originalen" not in answer.text


def test_moved_document_leads_to_where_it_is(db, client):
    """An old identifier leads to the document it has become, with the search kept."""
    source = make_source(db)
    old, new = make_document(db, source, title="Gammel"), make_document(db, source, title="Ny")
    with db.write() as session:
        moved = session.get_one(Document, old.id)
        moved.status, moved.moved_to_id = DocumentStatus.MOVED, new.id

    answer = client.get(f"{path_of(old)}?q=heltid")

    assert 301 == answer.status_code
    assert f"/d/{new.public_id}?q=heltid" == answer.location


@pytest.mark.parametrize(
    ("policy", "text", "note"),
    [
        (ShowText.FULL, True, ""),
        (ShowText.SNIPPET, True, "bare utdrag vises her"),
        (ShowText.NONE, False, "ikke at teksten vises her"),
    ],
)
def test_source_decides_how_much_is_shown(db, client, policy, text, note):
    """The text is shown in full, in part or not at all, as the source wants, and the page says so."""
    document = make_document(db, make_source(db, show_text=policy), pages=["En setning om heltid."])

    page = client.get(path_of(document)).text

    assert text == ("En setning om heltid." in page)
    assert note in page


def test_changes_of_a_withheld_text_are_withheld(db, client):
    """What may not be shown is not shown by its changes either."""
    document = make_document(db, make_source(db, show_text=ShowText.NONE), pages=["En setning."])
    change_document(db, document, pages=["En hemmelig setning."])

    assert 404 == client.get(f"{path_of(document)}/endringer/2").status_code
    assert "hemmelig" not in client.get(path_of(document)).text


def test_long_document_is_shown_in_parts(db, client):
    """A hundred pages at a time; a later page is reached in its part."""
    document = make_document(
        db, make_source(db), type="pdf", mime="application/pdf", pages=[f"Tekst {number}" for number in range(1, 251)]
    )

    first, third = client.get(path_of(document)).text, client.get(f"{path_of(document)}?del=3").text

    assert 'id="side-100"' in first
    assert 'id="side-101"' not in first
    assert f'href="/d/{document.public_id}?del=3#side-201"' in first
    assert 'id="side-250"' in third


@pytest.mark.parametrize("part", ["0", "9", "-1", "mange", "99999999999"])
def test_part_that_is_not_there_is_the_first(db, client, part):
    """A wrong part number shows the beginning."""
    document = make_document(db, make_source(db), type="pdf", pages=[f"Tekst {number}" for number in range(1, 121)])

    assert 'id="side-1"' in client.get(f"{path_of(document)}?del={part}").text


def test_incomplete_reading_is_said(db, client):
    """When we could not read all of it the page says so."""
    document = make_document(db, make_source(db), reservation="needs_ocr")

    assert "Dokumentet er skannet" in client.get(path_of(document)).text


def test_page_stays_out_of_other_indexes(region):
    """The originals should rank; the page names itself as the canonical one of ours."""
    document = region.documents["programme"]
    answer = region.client.get(f"/en{path_of(document)}?q=heltid")

    assert "noindex" == answer.headers["X-Robots-Tag"]
    assert f'<link rel="canonical" href="https://samla.example.org/en/d/{document.public_id}">' in answer.text


def test_unknown_document(client):
    """An identifier that was never ours is 404."""
    assert 404 == client.get("/d/finnesikke").status_code


def test_removal_is_an_event(db, client):
    """The history of a removed document ends with its removal."""
    document = remove_document(db, make_document(db, make_source(db)))

    assert "Fjernet hos kilden" in client.get(path_of(document)).text.split('class="tidslinje"')[1]


def test_a_withdrawn_document_is_gone_with_its_text(db, client):
    """What a source asks robots to leave alone is 410, and no text of it is shown."""
    document = make_document(db, make_source(db), pages=("Dette skulle ikke vært ute.",))
    with db.write() as session:
        session.get_one(Document, document.id).status = DocumentStatus.WITHDRAWN

    answer = client.get(path_of(document))

    assert 410 == answer.status_code
    assert "Dette skulle ikke vært ute" not in answer.text
