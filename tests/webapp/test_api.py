"""The API."""

import json

from catalog.models import ShowText
from indexer.query import SearchQuery
from indexer.sync import sync
from tests.support.catalogue import make_document, make_source
from webapp.presenters.search import search_answer
from webapp.services import EXTENSION


def test_answer_has_the_documented_shape(region):
    """Every documented name is there, and a hit inside a PDF names its pages."""
    answer = region.client.get("/api/v1/search?q=partnerskap&type=pdf&per_page=5").json

    assert {"query", "total", "took_ms", "suggestion", "expansions", "remarks", "hits", "facets"} == set(answer)
    assert {"source", "type", "topic", "place", "organisation", "language", "year"} == set(answer["facets"])
    (hit,) = answer["hits"]
    assert region.documents["programme"].public_id == hit["id"]
    assert ("fjordvik", "pdf", "nb", "current") == (hit["source"], hit["type"], hit["language"], hit["status"])
    assert {12, 31} == {page["number"] for page in hit["pages"]}
    assert "<mark>" in hit["pages"][0]["snippet"]


def test_query_is_told_back(region):
    """The answer repeats the question as it was understood."""
    answer = region.client.get("/api/v1/search?q=heltid&source=solvik&source=austlia&from=2014&sort=newest").json

    query = answer["query"]
    assert ["austlia", "solvik"] == query["source"]
    assert ("heltid", "2014-01-01", None, "newest", 1, 10, False) == tuple(
        query[name] for name in ("q", "from", "to", "sort", "page", "per_page", "exact")
    )


def test_wrong_parameters_are_all_named(region):
    """422 with problem details that name every wrong parameter and what it may be."""
    answer = region.client.get("/api/v1/search?page=0&per_page=1000&sort=best&from=x&exact=maybe")

    assert (422, "application/problem+json") == (answer.status_code, answer.mimetype)
    errors = json.loads(answer.text)["errors"]
    assert {"page", "per_page", "sort", "from", "exact"} == {error["parameter"] for error in errors}
    assert "1 to 100" in next(error["detail"] for error in errors if error["parameter"] == "per_page")


def test_labels_follow_the_language(region):
    """Topics are named in the language of the path."""
    topics = region.client.get("/en/api/v1/search?q=partnerskap").json["facets"]["topic"]

    assert "Partnerships and cooperation" in {topic["label"] for topic in topics}


def test_same_text_elsewhere_is_named(region):
    """The other addresses of a hit are listed with it."""
    (hit,) = region.client.get("/api/v1/search?q=%22felles+rapport%22").json["hits"]

    assert 1 == len(hit["also_at"])


def test_withheld_text_is_withheld(db, engine, client):
    """A source that shows no text shows none here either."""
    make_document(db, make_source(db, show_text=ShowText.NONE), title="Heltid", pages=["Hemmelig om heltid."])
    sync(db, engine)

    (hit,) = client.get("/api/v1/search?q=heltid").json["hits"]

    assert ("", []) == (hit["snippet"], hit["pages"])


def test_command_line_prints_the_same(region):
    """The answer can be made without a request, as the command line does."""
    services = region.app.extensions[EXTENSION]
    page = services.engine.search(SearchQuery(text="partnerskap"))
    with services.db.read() as session:
        printed = search_answer(session, page)

    answered = region.client.get("/api/v1/search?q=partnerskap").json

    assert answered["hits"] == json.loads(json.dumps(printed))["hits"]
    assert answered["facets"] == printed["facets"]


def test_any_page_may_ask(region):
    """The API is open to pages of other sites, and unknown addresses in it answer problem details."""
    assert "*" == region.client.get("/api/v1/search?q=a").headers["Access-Control-Allow-Origin"]
    assert "application/problem+json" == region.client.get("/api/v1/finnes-ikke").mimetype
