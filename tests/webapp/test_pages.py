"""The front page, sources, topics, news and the pages of text."""

import pytest

from tests.support.catalogue import make_source
from webapp.search_args import PAGE

PATHS = [
    "/",
    "/sok",
    "/kilder",
    "/tema",
    "/tema/heltid",
    "/nytt",
    "/varsler",
    "/varsler/sjekk-innboksen",
    "/om",
    "/sokehjelp",
    "/personvern",
    "/tilgjengelighet",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_pages_work_before_anything_is_harvested(client, prefix, path):
    """An empty catalogue and an empty index are no errors."""
    assert 200 == client.get(prefix + path).status_code


@pytest.mark.parametrize("path", [*PATHS, "/kilder/fjordvik", "/tema/partnerskap"])
def test_pages_work_with_material(region, path):
    """Every page has one first heading."""
    page = region.get(path)

    assert 1 == page.count("<h1")


def test_front_page_draws_a_thread_per_source(region):
    """The picture and the list beside it are the live sources, the largest first."""
    page = region.get("/")

    assert 4 == page.count('<path class="t') - 8  # the mark has four threads and stands twice
    assert page.index("Solvik kommune") < page.index("Fjordvik fylkeskommune")
    assert "21 dokumenter fra 4 kilder. Sist oppdatert i dag kl. 13.00." in page


def test_front_page_gathers_many_sources_in_the_last_thread(db, client):
    """With more than nine sources the smallest share a thread."""
    for number in range(12):
        make_source(db, f"kilde-{number}")

    page = client.get("/").text

    assert 9 == page.count('<path class="t') - 8
    assert "4 andre kilder" in page


def test_front_page_lists_the_newest_by_day(region):
    """What was found today stands under 'I dag', what sources dated long ago under their dates."""
    page = region.get("/")

    assert '<h3 class="nytt__naar">I dag</h3>' in page


def test_topics_have_counts(region):
    """The register says how much there is about each topic, and how much is new."""
    page = region.get("/tema")

    assert '<span class="register__navn">Partnerskap og samarbeid</span>' in page
    assert '<span class="tall nye">2 nye</span><span class="tall">3</span>' in page


def test_topic_can_be_followed(region):
    """The box on a topic's page follows the topic."""
    page = region.get("/tema/partnerskap")

    assert f'<input type="hidden" name="{PAGE.facets["topic"]}" value="partnerskap">' in page
    assert "Rettleiar: lokale partnarskap som varer" in page


def test_source_list_says_how_it_stands(region):
    """A source that has ended says so; what it had can still be found."""
    page = region.get("/kilder")

    assert "Vestmark fylkeskommune" in page
    assert "Hentes ikke lenger" in page


def test_source_can_be_searched_and_followed(region):
    """The page of a source leads to a search in it, and follows it."""
    page = region.get("/kilder/fjordvik")

    assert 'href="/sok?kilde=fjordvik">Søk i kilden</a>' in page
    assert '<input type="hidden" name="kilde" value="fjordvik">' in page


@pytest.mark.parametrize("path", ["/kilder/finnes-ikke", "/tema/finnes-ikke", "/finnes-ikke", "/sok/mer"])
def test_unknown_page_gives_ways_on(region, path):
    """404 says what may be wrong and leads to the search and the topics."""
    answer = region.client.get(path)

    assert 404 == answer.status_code
    assert "Denne sida finnes ikke" in answer.text
    assert 'href="/tema"' in answer.text


def test_wrong_method_says_which_is_right(region):
    """405 carries the methods that work."""
    answer = region.client.post("/sok")

    assert 405 == answer.status_code
    assert "GET" in answer.headers["Allow"]


def test_too_large_a_form_is_refused(region):
    """No form of ours is longer than 64 KB."""
    answer = region.client.post("/varsler", data={"epost": "x" * 100_000}, headers={"Sec-Fetch-Site": "same-origin"})

    assert 413 == answer.status_code


def test_fault_of_ours_is_said_so(web):
    """An error in a view becomes a page that takes the blame, and tells nothing of the inside."""
    from dataclasses import replace

    from webapp import create_app

    def broken_clock():
        raise RuntimeError("inside")

    app = create_app(replace(web, clock=broken_clock))
    app.testing = False
    answer = app.test_client().get("/")

    assert 500 == answer.status_code
    assert "Noe gikk galt hos oss" in answer.text
    assert "inside" not in answer.text
