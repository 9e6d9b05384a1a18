"""From catalogue rows to what the engine stores."""

from catalog.database import Database
from indexer.projection import project
from tests.support.catalogue import make_document, make_source


def project_one(db: Database, text: str, title: str, source: str = "Solvik kommune"):
    """What the engine gets of one web page."""
    document = make_document(db, make_source(db, name=source), title=title, pages=(text,))
    with db.read() as session:
        batch, _ = project(session, [document.id])
    return batch.upserts[0]


def test_title_and_stamps_at_the_top_are_not_repeated(db: Database) -> None:
    """A passage begins with what the page says, not with what stands above it already."""
    text = "Heltid i turnus\nArtikkel | Publisert: 3. november 2026\nTi ansatte arbeider nå heltid."

    projected = project_one(db, text, "Heltid i turnus")

    assert "Ti ansatte arbeider nå heltid." == projected.pages[0].text.strip()


def test_a_date_further_down_stays(db: Database) -> None:
    """Only the head of a page is cleared."""
    lines = [f"Avsnitt nummer {number} handler om noe annet." for number in range(8)]
    text = "\n".join([*lines, "Rapporten ble publisert 3. november 2026."])

    projected = project_one(db, text, "Rapport")

    assert text == projected.pages[0].text


def test_a_page_can_be_found_by_whose_it_is(db: Database) -> None:
    """The source's own name is indexed with its pages, without what every source is called."""
    projected = project_one(db, "Ti ansatte arbeider heltid.", "Heltid", source="Solvik kommune (nettarkiv)")

    assert "Solvik" == projected.link_texts.strip()
