"""Sources: the list, and the page of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from catalog.models import Document, ShowText, Source, SourceState
from catalog.urls import host
from indexer.engine import FacetCount
from indexer.query import SearchQuery
from webapp.formats import instant_within
from webapp.i18n import gettext
from webapp.labels import value_label
from webapp.language import current_language
from webapp.links import search_url
from webapp.presenters.facets import share_class
from webapp.presenters.hits import HitView, show_document
from webapp.presenters.results import saved_parameters
from webapp.presenters.topics import BarView
from webapp.queries import SourceCount


@dataclass(frozen=True, kw_only=True)
class SourceView:
    """A source in a list."""

    slug: str
    name: str
    url: str
    start_url: str
    host: str
    kind: str
    count: int
    #: "Hentet i dag kl. 05.42", "Ikke hentet ennå", "Hentes ikke lenger" …
    state: str


@dataclass(frozen=True, kw_only=True)
class SourcePageView:
    """The page of one source."""

    source: SourceView
    search_url: str
    saved: tuple[tuple[str, str], ...]
    #: How much of the text may be shown, when not all of it, or empty.
    policy: str
    documents: tuple[HitView, ...]
    types: tuple[BarView, ...]
    topics: tuple[BarView, ...]


def show_source_list(counts: Sequence[SourceCount]) -> list[SourceView]:
    """Every source, the largest first."""
    return [show_source(each.source, each.documents) for each in counts]


def show_source(source: Source, count: int) -> SourceView:
    """A source as lists show it."""
    return SourceView(
        slug=source.slug,
        name=source.name,
        url=url_for("sources.source", slug=source.slug),
        start_url=source.start_url,
        host=host(source.start_url),
        kind=kind_label(source.kind),
        count=count,
        state=_state(source),
    )


def kind_label(kind: str) -> str:
    """What sort of body the source is."""
    labels = {
        "county": gettext("Fylkeskommune"),
        "municipality": gettext("Kommune"),
        "ministry": gettext("Departement"),
        "agency": gettext("Etat eller selskap"),
        "association": gettext("Organisasjon"),
        "programme": gettext("Program"),
        "university": gettext("Universitet eller høgskole"),
        "council": gettext("Regionråd"),
        "archive": gettext("Nettarkiv"),
    }
    return labels.get(kind, "")


def _state(source: Source) -> str:
    if source.state is SourceState.ENDED:
        return gettext("Hentes ikke lenger; det vi har, kan fortsatt finnes")
    if source.state is SourceState.PAUSED:
        return gettext("På pause")
    return _harvested(source.harvested_at)


def _harvested(at: datetime | None) -> str:
    if at is None:
        return gettext("Ikke hentet ferdig ennå")
    return gettext("Hentet %(when)s", when=instant_within(at))


def show_source_page(
    source: Source,
    *,
    count: int,
    newest: Sequence[Document],
    types: Sequence[FacetCount],
    topics: Sequence[FacetCount],
) -> SourcePageView:
    """The page of a source."""
    query = source_query(source.slug)
    return SourcePageView(
        source=show_source(source, count),
        search_url=search_url(query),
        saved=saved_parameters(query),
        policy=_policy(source),
        documents=tuple(show_document(each) for each in newest),
        types=tuple(_bars(source, "type", types)),
        topics=tuple(_bars(source, "topic", topics)),
    )


def source_query(slug: str) -> SearchQuery:
    """The search that finds everything from a source."""
    return SearchQuery(filters={"source": (slug,)})


def _policy(source: Source) -> str:
    if source.show_text is ShowText.NONE:
        return gettext("Teksten vises ikke her etter ønske fra kilden; du kan søke i den og åpne originalen.")
    if source.show_text is ShowText.SNIPPET:
        return gettext("Bare utdrag av teksten vises her etter ønske fra kilden.")
    return ""


def _bars(source: Source, facet: str, counts: Sequence[FacetCount]) -> list[BarView]:
    largest = max((each.count for each in counts), default=0)
    return [
        BarView(
            name=value_label(facet, each.value, sources={}, language=current_language()),
            url=search_url(SearchQuery(filters={"source": (source.slug,), facet: (each.value,)})),
            count=each.count,
            share=share_class(each.count, largest),
        )
        for each in counts
        if each.value
    ]
