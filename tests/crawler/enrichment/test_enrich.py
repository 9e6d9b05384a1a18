"""The whole enrichment of an extraction."""

import time

from crawler.enrichment.enrich import Enrichment, enrich
from crawler.extraction.model import Contact, DocumentType, Extraction, ExtractionStatus, Heading, PageText

TEXT = (
    "Tokke, Vinje og Kviteseid går saman med Telemark fylkeskommune og NAV om eit partnarskap for heiltid. "
    "Kommunane vil at fleire skal få heile stillingar, og dei skal lære av kvarandre gjennom nettverk. "
    "Spørsmål kan rettast til Ingerlise Seljord."
)


def make_extraction(text: str = TEXT, title: str = "Partnarskap for heiltid", **changes) -> Extraction:
    """An extraction of a web page with one page of text."""
    values = {
        "type": DocumentType.WEB,
        "status": ExtractionStatus.OK,
        "mime": "text/html",
        "title": title,
        "pages": (PageText(number=1, text=text),),
    }
    return Extraction(**(values | changes))


def test_one_call_recognises_everything():
    """Language, topics, places and organisations come from one extraction."""
    contact = Contact(name="Ingerlise Seljord", role="Prosjektleiar")

    found = enrich(make_extraction(contacts=(contact,)), source_county="Telemark")

    assert "nn" == found.language
    assert {"heltid", "partnerskap"} == set(found.topics)
    assert {"tokke", "vinje", "kviteseid", "telemark"} == set(found.places)
    assert {"telemark-fylkeskommune", "nav"} == set(found.organisations)


def test_a_contact_is_not_a_place():
    """The family name on a contact card does not tag the place of that name."""
    contact = Contact(name="Ingerlise Seljord")

    assert "seljord" in enrich(make_extraction()).places
    assert "seljord" not in enrich(make_extraction(contacts=(contact,))).places


def test_an_empty_extraction_is_enriched_by_what_is_known():
    """Without text the source's language is all there is."""
    assert Enrichment(language="nn") == enrich(make_extraction("", ""), source_language="nn")


def test_the_declaration_of_the_page_comes_before_that_of_the_source():
    """A page that says what it is in is believed when its text is too short to tell."""
    extraction = make_extraction("Side 1", "Møteplass", declared_language="nb-NO")

    assert "nb" == enrich(extraction, source_language="nn").language


def test_headings_are_read():
    """The headings of the extraction reach the topics."""
    headings = (Heading(text="Reiseliv", level=2), Heading(text="Opplevelsesnæringene", level=2))

    assert ("reiseliv",) == enrich(make_extraction("Her er mer.", "Referat", headings=headings)).topics


def test_every_page_counts():
    """All pages of a document are read."""
    pages = (PageText(number=1, text="Møtet var i Skien."), PageText(number=2, text="Neste møte er i Bamble."))

    assert {"skien", "bamble"} == set(enrich(make_extraction(title="", pages=pages)).places)


def test_the_same_text_gives_the_same_answer():
    """Enrichment may run twice and finds the same."""
    assert enrich(make_extraction()) == enrich(make_extraction())


def test_it_is_fast():
    """A page of 10 kB takes a few milliseconds of CPU once the vocabulary is loaded."""
    extraction = make_extraction(TEXT * 32)
    enrich(extraction)

    began = time.process_time()
    for _ in range(10):
        enrich(extraction)

    assert 0.025 > (time.process_time() - began) / 10
