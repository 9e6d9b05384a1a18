"""The results page."""

import pytest

from catalog.models import ShowText, Source
from indexer.engine import EngineMismatch
from indexer.sync import sync
from tests.support.catalogue import make_document, make_source, remove_document


def test_heading_counts_the_hits(region):
    """The heading says how many hits there are and on what; the title too."""
    page = region.get("/sok?q=partnerskap+omstilling")

    assert "treff på «partnerskap omstilling»</h1>" in page
    assert "<title>partnerskap omstilling – " in page


def test_words_that_match_are_marked_and_the_rest_escaped(db, engine, client):
    """Harvested text is never markup of ours."""
    source = make_source(db)
    make_document(db, source, title="<b>Heltid</b>", pages=["Heltid <script>alert(1)</script> i kommunene."])
    sync(db, engine)

    page = client.get("/sok?q=heltid").text

    assert "<mark>" in page
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_page_hits_lead_to_the_page(region):
    """A hit inside a PDF links to the page it is on, with the search kept, and draws the ruler."""
    page = region.get("/sok?q=partnerskap&type=pdf")

    assert f'href="/d/{region.documents["programme"].public_id}?q=partnerskap&amp;type=pdf#side-12">Side 12</a>' in page
    assert 'class="sidetreff__linjal" viewBox="0 0 48 14"' in page


def test_filters_keep_what_was_chosen(region):
    """A chosen value is ticked, is a chip that can be taken away, and limits the hits."""
    page = region.get("/sok?q=partnerskap&kilde=austlia")

    assert "1 treff på «partnerskap»" in page
    assert 'value="austlia" checked' in page
    assert '<a class="brikke blokk" href="/sok?q=partnerskap">' in page
    assert "Kilde: Austlia kommune" in page


def test_chosen_value_without_hits_can_still_be_taken_away(region):
    """A filter that leaves nothing stays in view at zero."""
    page = region.get("/sok?q=partnerskap&type=regneark")

    assert "Ingen treff på «partnerskap»" in page
    assert 'value="regneark" checked' in page


def test_empty_fields_of_the_form_leave_the_address(region):
    """What a form sends empty is taken out of the address, so that it can be shared."""
    answer = region.client.get("/sok?q=heltid&fra=&til=&kilde=solvik")

    assert 302 == answer.status_code
    assert "/sok?q=heltid&kilde=solvik" == answer.location


def test_no_hits_gives_ways_on(region):
    """When nothing is found the page says what was searched and links to something that has hits."""
    page = region.get("/sok?q=kvantefysikk+omstilling&type=regneark")

    assert "Ingen treff på «kvantefysikk omstilling»" in page
    assert "<strong>Type: Regneark</strong>" in page
    assert 'href="/sok?q=omstilling">Prøv bare «omstilling»</a> (' in page


def test_removed_document_is_marked(region):
    """A document that the source has taken away can be found, and says so."""
    page = region.get("/sok?q=omdømme")

    assert "Fjernet hos kilden 17. november 2026" in page


def test_same_text_is_one_hit(region):
    """The same report at two sites is shown once, with the other place named."""
    page = region.get("/sok?q=%22felles+rapport%22")

    assert "1 treff" in page
    assert "Finnes også hos" in page


def test_other_language_is_marked_for_screen_readers(region):
    """A nynorsk hit on a bokmål page carries its language."""
    page = region.get("/sok?q=rettleiar")

    assert '<h3 lang="nn">' in page
    assert "<span>Nynorsk</span>" in page


def test_wrong_date_is_said_and_the_rest_is_searched(region):
    """A field that cannot be understood does not stop the search."""
    page = region.get("/sok?q=partnerskap&fra=i+fjor")

    assert "«i fjor» er ikke et år eller en dato" in page
    assert 'name="fra" maxlength="10" value="i fjor"' in page
    assert "treff på «partnerskap»" in page


@pytest.mark.parametrize(("policy", "shown"), [(ShowText.NONE, False), (ShowText.SNIPPET, True)])
def test_source_decides_whether_text_is_shown(db, engine, client, policy, shown):
    """Snippets of a source that shows no text are left out; its documents can still be found."""
    source = make_source(db, show_text=policy)
    make_document(db, source, title="Heltid", pages=["Hemmelig setning om heltid."])
    sync(db, engine)

    page = client.get("/sok?q=heltid").text

    assert "1 treff" in page
    assert shown == ("Hemmelig setning" in page)


def test_last_page_has_no_next(region):
    """The pages of hits are linked both ways."""
    first, last = region.get("/sok?q=partnerskap"), region.get("/sok?q=partnerskap&side=2")

    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in last
    assert 'href="/sok?q=partnerskap" rel="prev"' in last


def test_exact_search_is_offered_and_taken_back(region):
    """Word forms that were added are named, and can be left out."""
    with_forms = region.get("/sok?q=partnerskap")
    without = region.get("/sok?q=partnerskap&noeyaktig=1")

    assert 'href="/sok?q=partnerskap&amp;noeyaktig=1">Bare nøyaktig slik du skrev det</a>' in with_forms
    assert 'href="/sok?q=partnerskap">Ta med bøyninger' in without


def test_years_are_bars_with_the_oldest_together(region):
    """The picture of years is links with counts; what is older than twelve years is one bar."""
    page = region.get("/sok?q=partnerskap")

    assert 'title="2025"><span class="skjult">2025, 1 treff</span>' in page
    assert "2015 og før" in page


def test_search_page_is_not_for_other_search_engines(region):
    """Searches are kept out of other indexes, and set no cookie."""
    answer = region.client.get("/sok?q=heltid")

    assert "noindex" == answer.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in answer.headers


def test_subscribe_box_carries_the_search(region):
    """The box beside the hits knows the words and the filters, but not the order or the page."""
    page = region.get("/sok?q=partnerskap&kilde=solvik&fra=2014&sorter=nyest&side=2")
    box = page.split('class="varsle__innhold"')[1].split("</form>")[0]

    assert '<input type="hidden" name="q" value="partnerskap">' in box
    assert '<input type="hidden" name="kilde" value="solvik">' in box
    assert '<input type="hidden" name="fra" value="2014">' in box
    assert "sorter" not in box
    assert 'name="side"' not in box


class BrokenEngine:
    """An index that must be rebuilt."""

    def search(self, *_query, **_within):
        """Raise what a real one raises."""
        raise EngineMismatch("run `samla index rebuild`")


def test_broken_index_is_said_and_the_words_are_kept(web, db):
    """When the index cannot be used the page says so with 503 and keeps what was typed."""
    from dataclasses import replace

    from webapp import create_app

    answer = create_app(replace(web, engine=BrokenEngine())).test_client().get("/sok?q=heltid")

    assert 503 == answer.status_code
    assert "Søket er nede akkurat nå" in answer.text
    assert 'value="heltid"' in answer.text


def test_document_that_left_the_catalogue_is_left_out(db, engine, client):
    """A hit whose document is gone from the catalogue does not break the page."""
    source = make_source(db)
    make_document(db, source, title="Heltid")
    sync(db, engine)
    with db.write() as session:
        session.delete(session.get_one(Source, source.id))

    answer = client.get("/sok?q=heltid")

    assert 200 == answer.status_code


def test_removed_and_then_searched_by_source_name(db, engine, client):
    """Facets show sources by name."""
    source = make_source(db, name="Solvik kommune")
    remove_document(db, make_document(db, source, title="Heltid"))
    sync(db, engine)

    assert '<label for="kilde-0">Solvik kommune</label>' in client.get("/sok?q=heltid").text


def test_some_of_the_words_are_better_than_nothing(region):
    """When no document has all the words, those with some of them are shown, and the page says so."""
    page = region.get("/sok?q=kvantefysikk+omstilling")

    assert "Ingen dokumenter har alle ordene" in page
    assert "Ingen treff" not in page
