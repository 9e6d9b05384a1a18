"""The list of sources and the page of each."""

from dataclasses import replace

from flask import Blueprint, abort, render_template

from catalog.sources import find_source
from webapp.presenters.sources import show_source_list, show_source_page, source_query
from webapp.queries import documents_of, sources_with_counts
from webapp.services import services

blueprint = Blueprint("sources", __name__, url_prefix="/kilder")

SHOWN_DOCUMENTS = 10
SHOWN_TOPICS = 8


@blueprint.get("")
def source_list() -> str:
    """Every source with how much there is from it."""
    with services().db.read() as session:
        sources = show_source_list(sources_with_counts(session))
    return render_template("sources.html", sources=sources)


@blueprint.get("/<slug>")
def source(slug: str) -> str:
    """One source: its newest documents, what they are about, and how to follow it."""
    with services().db.read() as session:
        found = find_source(session, slug)
        if found is None:
            abort(404)
        page = services().engine.search(replace(source_query(slug), per_page=1))
        view = show_source_page(
            found,
            count=page.total,
            newest=documents_of(session, found.id, limit=SHOWN_DOCUMENTS),
            types=page.facets.get("type", ()),
            topics=page.facets.get("topic", ())[:SHOWN_TOPICS],
        )
    return render_template("source.html", view=view)
