"""The front page: the sources gathered into the search field, the topics, and what is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from catalog import vocabulary
from indexer.query import SearchQuery
from webapp.formats import count_of_documents, instant_within, number
from webapp.i18n import gettext, ngettext
from webapp.links import search_url
from webapp.presenters.news import DayView
from webapp.presenters.results import LinkView
from webapp.presenters.threads import MAX_THREADS, Thread, draw_threads
from webapp.presenters.topics import TopicView
from webapp.queries import SourceCount

SHOWN_TOPICS = 12
SHOWN_EXAMPLES = 4


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """A source in the list at the threads' ends."""

    name: str
    url: str
    #: The number of its documents, or empty for "and n others".
    count: str


@dataclass(frozen=True, kw_only=True)
class FrontView:
    """Everything the front page shows."""

    examples: tuple[LinkView, ...]
    threads: tuple[Thread, ...]
    sources: tuple[SourceLine, ...]
    #: "46 336 dokumenter fra 9 kilder. Sist oppdatert i dag kl. 05.42."
    sum: str
    topics: tuple[TopicView, ...]
    #: Topics that can be followed, by name.
    topic_choices: tuple[TopicView, ...]
    all_topics: str
    days: tuple[DayView, ...]


def show_front(
    *, sources: Sequence[SourceCount], topics: Sequence[TopicView], days: Sequence[DayView], seen_at: datetime | None
) -> FrontView:
    """The page for what the catalogue holds; every part may be empty."""
    lines = _lines(sources)
    used = [view for view in topics if view.count]
    return FrontView(
        examples=tuple(_examples(used)),
        threads=tuple(draw_threads(_weights(sources))),
        sources=tuple(lines),
        sum=_sum(sources, seen_at),
        topics=tuple(used[:SHOWN_TOPICS]),
        topic_choices=tuple(sorted(topics, key=lambda view: view.name)),
        all_topics=ngettext("%(num)s tema", "Alle %(num)s tema", len(topics)),
        days=tuple(days),
    )


def _lines(sources: Sequence[SourceCount]) -> list[SourceLine]:
    alone = _alone(sources)
    lines = [
        SourceLine(
            name=each.source.name,
            url=url_for("sources.source", slug=each.source.slug),
            count=number(each.documents),
        )
        for each in sources[:alone]
    ]
    others = len(sources) - alone
    if others:
        name = ngettext("%(num)s annen kilde", "%(num)s andre kilder", others)
        count = number(sum(each.documents for each in sources[alone:]))
        lines.append(SourceLine(name=name, url=url_for("sources.source_list"), count=count))
    return lines


def _weights(sources: Sequence[SourceCount]) -> list[int]:
    alone = _alone(sources)
    weights = [each.documents for each in sources[:alone]]
    return [*weights, sum(each.documents for each in sources[alone:])] if len(sources) > alone else weights


def _alone(sources: Sequence[SourceCount]) -> int:
    """How many sources have a thread of their own; the others share the last one."""
    return len(sources) if len(sources) <= MAX_THREADS else MAX_THREADS - 1


def _sum(sources: Sequence[SourceCount], seen_at: datetime | None) -> str:
    if not sources:
        return gettext("Ingen kilder er lagt til ennå.")
    documents = count_of_documents(sum(each.documents for each in sources))
    from_ = ngettext("%(num)s kilde", "%(num)s kilder", len(sources))
    total = gettext("%(documents)s fra %(sources)s.", documents=documents, sources=from_)
    if seen_at is None:
        return total
    return f"{total} " + gettext("Sist oppdatert %(when)s.", when=instant_within(seen_at))


def _examples(used: Sequence[TopicView]) -> list[LinkView]:
    # The material is Norwegian, so the examples are too, whatever the language of the page.
    words = [vocabulary.topics()[view.slug].examples("nb")[:1] for view in used[:SHOWN_EXAMPLES]]
    return [LinkView(text=word, url=search_url(SearchQuery(text=word))) for pair in words for word in pair]
