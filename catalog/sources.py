"""Sources: adding, changing state, and telling which are due for a harvest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.frontier import add_discoveries
from catalog.ingest import Discovery
from catalog.models import ShowText, Source, SourceState
from catalog.urls import AddressError, canonicalise, origin

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class SourceError(ValueError):
    """A source that cannot be added or changed; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDraft:
    """A source as somebody describes it."""

    slug: str
    start_url: str
    name: str = ""
    kind: str = "other"
    allow: Sequence[str] = ()
    deny: Sequence[str] = ()
    language: str = ""
    county: str = ""
    max_pages: int = 20_000
    every_s: int = 86_400
    delay_s: float = 1.0
    show_text: ShowText = ShowText.FULL
    #: Further addresses to start from, e.g. sitemaps robots.txt does not name.
    seeds: Sequence[str] = field(default=())


def add_source(session: Session, draft: SourceDraft, *, now: datetime) -> Source:
    """Add a source that is due at once; raises SourceError when the slug is taken or an address is no use."""
    if not _SLUG.fullmatch(draft.slug):
        raise SourceError(f"{draft.slug!r} is no good as a slug: use small letters a-z, digits and single hyphens")
    if find_source(session, draft.slug) is not None:
        raise SourceError(f"there is a source {draft.slug!r} already: choose another slug, or `samla sources show` it")
    _check_numbers(draft)
    source = Source(
        slug=draft.slug,
        name=draft.name or draft.slug,
        kind=draft.kind,
        start_url=_address(draft.start_url),
        allow=[_address(prefix) for prefix in draft.allow],
        deny=[_address(prefix) for prefix in draft.deny],
        language=draft.language,
        county=draft.county,
        max_pages=draft.max_pages,
        every_s=draft.every_s,
        delay_s=draft.delay_s,
        show_text=draft.show_text,
        state=SourceState.ACTIVE,
        added_at=now,
        next_crawl_at=now,
    )
    session.add(source)
    session.flush()
    _seed(session, source, draft.seeds, now=now)
    return source


def _address(url: str) -> str:
    try:
        return canonicalise(url)
    except AddressError as error:
        raise SourceError(f"{error}; give the whole address, e.g. https://www.example.org/") from error


def _check_numbers(draft: SourceDraft) -> None:
    if draft.max_pages < 1:
        raise SourceError("max_pages must be 1 or more")
    if draft.every_s < 60:
        raise SourceError("a source is harvested at most once a minute: make the interval 60 seconds or more")
    if not 0 <= draft.delay_s <= 3_600:
        raise SourceError("the delay between requests is 0 to 3600 seconds")


def _seed(session: Session, source: Source, seeds: Sequence[str], *, now: datetime) -> None:
    # /sitemap.xml is where a sitemap stands when robots.txt says nothing; a 404 there is no failure.
    sitemaps = [origin(source.start_url) + "/sitemap.xml"]
    pages = [source.start_url, *(_address(url) for url in seeds)]
    found = [Discovery(url=url, depth=0, found_on="", kind="page") for url in pages]
    found += [Discovery(url=url, depth=0, found_on="", kind="sitemap") for url in sitemaps]
    add_discoveries(session, source, found, now=now)


def find_source(session: Session, slug: str) -> Source | None:
    """The source of that slug."""
    return session.scalars(select(Source).where(Source.slug == slug)).first()


def get_source(session: Session, slug: str) -> Source:
    """The source of that slug; raises SourceError naming those there are."""
    source = find_source(session, slug)
    if source is None:
        slugs = session.scalars(select(Source.slug).order_by(Source.slug)).all()
        raise SourceError(f"there is no source {slug!r}; there is {', '.join(slugs) or 'none yet: samla sources add'}")
    return source


def list_sources(session: Session) -> list[Source]:
    """Every source, by name."""
    return list(session.scalars(select(Source).order_by(Source.name)))


def due_sources(session: Session, *, now: datetime) -> list[Source]:
    """Active sources whose next harvest has come."""
    return list(
        session.scalars(
            select(Source)
            .where(Source.state == SourceState.ACTIVE, Source.next_crawl_at <= now)
            .order_by(Source.next_crawl_at)
        )
    )


def mark_harvested(session: Session, source_id: int, *, now: datetime, is_whole: bool = True) -> None:
    """
    A harvest of the source ended with nothing left to visit.

    After the first whole one, what is found is news: one that found little because the site was down is not whole.
    """
    source = session.get_one(Source, source_id)
    source.harvested_at = now
    if is_whole:
        source.first_harvested_at = source.first_harvested_at or now
    source.next_crawl_at = now + timedelta(seconds=source.every_s)


def pause(session: Session, slug: str) -> Source:
    """Harvest the source no more until it is resumed."""
    source = get_source(session, slug)
    if source.state is SourceState.ENDED:
        raise SourceError(f"{slug} has ended and cannot be paused")
    source.state = SourceState.PAUSED
    return source


def resume(session: Session, slug: str, *, now: datetime) -> Source:
    """Harvest a paused or ended source again, from now on."""
    source = get_source(session, slug)
    source.state, source.next_crawl_at = SourceState.ACTIVE, now
    source.ended_at, source.ended_reason = None, None
    return source


def end(session: Session, slug: str, *, reason: str, now: datetime) -> Source:
    """Harvest the source never again; its documents stay and can be found."""
    source = get_source(session, slug)
    if source.state is not SourceState.ENDED:
        source.state, source.ended_at, source.ended_reason = SourceState.ENDED, now, reason
    return source
