"""The register of topics and the page of each."""

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, abort, render_template

from catalog.vocabulary import topics
from indexer.query import SearchQuery
from webapp.formats import today
from webapp.presenters.topics import show_topic, show_topics, topic_query
from webapp.queries import documents_by_id, news_by_topic, source_names
from webapp.services import services

blueprint = Blueprint("topics", __name__, url_prefix="/tema")

#: How long something counts as new in the register.
NEWS_FOR = timedelta(days=7)
RECENT = timedelta(days=30)


@blueprint.get("")
def topic_list() -> str:
    """Every topic with how much there is about it."""
    counts = services().engine.search(SearchQuery(per_page=1)).facets.get("topic", ())
    with services().db.read() as session:
        news = news_by_topic(session, since=services().clock() - NEWS_FOR)
    return render_template("topics.html", topics=show_topics(counts, news))


@blueprint.get("/<slug>")
def topic(slug: str) -> str:
    """One topic: what is new, where it comes from, and how to follow it."""
    known = topics().get(slug)
    if known is None:
        abort(404)
    query = topic_query(slug)
    page = services().engine.search(query)
    recent = services().engine.search(replace(query, from_on=today() - RECENT, per_page=1)).total
    with services().db.read() as session:
        view = show_topic(
            known,
            page,
            recent=recent,
            documents=documents_by_id(session, [hit.id for hit in page.hits]),
            sources=source_names(session),
        )
    return render_template("topic.html", view=view)
