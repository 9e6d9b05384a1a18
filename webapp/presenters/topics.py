"""Topics: the register, and the page of one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from catalog.models import Document
from catalog.vocabulary import Topic, topics
from indexer.engine import FacetCount, SearchPage
from indexer.query import SearchQuery, Sort
from webapp.language import current_language
from webapp.links import search_url
from webapp.presenters.facets import share_class
from webapp.presenters.hits import HitView, show_document
from webapp.presenters.results import LinkView, saved_parameters

#: Words a topic is recognised by that are shown.
SHOWN_WORDS = 12
SHOWN_SOURCES = 6
SHOWN_RELATED = 5
SHOWN_DOCUMENTS = 10


@dataclass(frozen=True, kw_only=True)
class TopicView:
    """A topic in the register."""

    slug: str
    name: str
    about: str
    url: str
    count: int
    #: How many documents became news lately.
    news: int


@dataclass(frozen=True, kw_only=True)
class BarView:
    """A name with a count and a bar."""

    name: str
    url: str
    count: int
    share: str


@dataclass(frozen=True, kw_only=True)
class TopicPageView:
    """The page of one topic."""

    topic: TopicView
    recent: int
    source_count: int
    documents: tuple[HitView, ...]
    search_url: str
    saved: tuple[tuple[str, str], ...]
    sources: tuple[BarView, ...]
    words: tuple[str, ...]
    related: tuple[LinkView, ...]


def show_topics(counts: Sequence[FacetCount], news: Mapping[str, int]) -> list[TopicView]:
    """Every topic there is something about, the largest first; those without come last."""
    sizes = {each.value: each.count for each in counts}
    views = [_topic(topic, sizes.get(slug, 0), news.get(slug, 0)) for slug, topic in topics().items()]
    return sorted(views, key=lambda view: (-view.count, view.name))


def _topic(topic: Topic, count: int, news: int) -> TopicView:
    language = current_language()
    return TopicView(
        slug=topic.slug,
        name=topic.name(language),
        about=topic.about(language),
        url=url_for("topics.topic", slug=topic.slug),
        count=count,
        news=news,
    )


def topic_query(slug: str) -> SearchQuery:
    """The search that finds a topic's documents, newest first."""
    return SearchQuery(filters={"topic": (slug,)}, sort=Sort.NEWEST, per_page=50)


def show_topic(
    topic: Topic,
    page: SearchPage,
    *,
    recent: int,
    documents: Mapping[int, Document],
    sources: Mapping[str, str],
) -> TopicPageView:
    """The page of a topic whose newest documents were searched for."""
    found = [documents[hit.id] for hit in page.hits if hit.id in documents]
    query = SearchQuery(filters={"topic": (topic.slug,)})
    counts = page.facets.get("source", ())
    return TopicPageView(
        topic=_topic(topic, page.total, 0),
        recent=recent,
        source_count=len(counts),
        documents=tuple(show_document(each) for each in found[:SHOWN_DOCUMENTS]),
        search_url=search_url(query),
        saved=saved_parameters(query),
        sources=tuple(_bars(topic, counts[:SHOWN_SOURCES], sources)),
        words=topic.examples(current_language())[:SHOWN_WORDS],
        related=tuple(_related(topic, found)),
    )


def _bars(topic: Topic, counts: Sequence[FacetCount], sources: Mapping[str, str]) -> list[BarView]:
    largest = max((each.count for each in counts), default=0)
    return [
        BarView(
            name=sources.get(each.value, each.value),
            url=search_url(SearchQuery(filters={"topic": (topic.slug,), "source": (each.value,)})),
            count=each.count,
            share=share_class(each.count, largest),
        )
        for each in counts
    ]


def _related(topic: Topic, found: Sequence[Document]) -> list[LinkView]:
    beside = Counter(slug for each in found for slug in each.topics if slug != topic.slug and slug in topics())
    return [
        LinkView(text=topics()[slug].name(current_language()), url=url_for("topics.topic", slug=slug))
        for slug, _count in beside.most_common(SHOWN_RELATED)
    ]
