"""The front page."""

import logging

from flask import Blueprint, render_template

from indexer.engine import EngineError, FacetCount
from indexer.query import SearchQuery
from webapp.presenters.front import show_front
from webapp.presenters.news import show_days
from webapp.presenters.topics import show_topics
from webapp.queries import last_seen_at, list_new, news_by_topic, sources_with_counts
from webapp.services import services
from webapp.topics import NEWS_FOR

blueprint = Blueprint("front", __name__)
_log = logging.getLogger(__name__)

SHOWN_NEWS = 6


@blueprint.get("/")
def front_page() -> str:
    """Search, the sources, the topics, what is new, and alerts."""
    counts = _topic_counts()
    with services().db.read() as session:
        news = news_by_topic(session, since=services().clock() - NEWS_FOR)
        view = show_front(
            sources=sources_with_counts(session),
            topics=show_topics(counts, news),
            days=show_days(list_new(session, limit=SHOWN_NEWS)),
            seen_at=last_seen_at(session),
        )
    return render_template("front.html", view=view)


def _topic_counts() -> tuple[FacetCount, ...]:
    try:
        return services().engine.search(SearchQuery(per_page=1)).facets.get("topic", ())
    except EngineError:
        # The rest of the page works without the index.
        _log.exception("the search engine failed")
        return ()
