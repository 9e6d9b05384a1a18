"""Reading functions for the program and the staff pages: who follows what, and what a search would have found."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from alerts.describing import describe
from alerts.saved_queries import SavedQueryError, from_json
from catalog.database import Database
from catalog.models import (
    Delivery,
    DeliveryStatus,
    Document,
    DocumentStatus,
    Frequency,
    Match,
    Source,
    Subscription,
    SubscriptionState,
    Version,
)
from indexer.engine import SearchEngine
from indexer.query import MAX_PER_PAGE, SearchQuery, Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionLine:
    """One subscription in a list for staff."""

    id: int
    address: str
    topic: str
    frequency: Frequency
    language: str
    state: SubscriptionState
    created_at: datetime
    ended_reason: str | None
    #: Matches found so far.
    matches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewHit:
    """A recent document that a search finds."""

    public_id: str
    title: str
    source: str
    changed_at: datetime
    #: Escaped text with <mark>.
    passage: str
    #: It came or changed after its source's first harvest, so that a subscriber would have heard of it.
    is_news: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a subscription would have brought lately."""

    topic: str
    days: int
    #: Documents found that are new or changed in these days.
    total: int
    #: The newest of them.
    hits: Sequence[PreviewHit]


def list_subscriptions(
    session: Session, *, state: SubscriptionState | None = None, language: str = "nb"
) -> Sequence[SubscriptionLine]:
    """Every subscription, or those in one state, the newest first."""
    counts = select(Match.subscription_id, func.count().label("n")).group_by(Match.subscription_id).subquery()
    chosen = select(Subscription, func.coalesce(counts.c.n, 0)).outerjoin(
        counts, counts.c.subscription_id == Subscription.id
    )
    if state is not None:
        chosen = chosen.where(Subscription.state == state)
    names = dict(session.execute(select(Source.slug, Source.name)).all())
    rows = session.execute(chosen.order_by(Subscription.created_at.desc(), Subscription.id.desc())).all()
    return [
        SubscriptionLine(
            id=each.id,
            address=each.address,
            topic=_topic(each, language, names),
            frequency=each.frequency,
            language=each.language,
            state=each.state,
            created_at=each.created_at,
            ended_reason=each.ended_reason,
            matches=count,
        )
        for each, count in rows
    ]


def count_deliveries(session: Session) -> dict[DeliveryStatus, int]:
    """How many mails are in each state; every state is there."""
    counted = dict(session.execute(select(Delivery.status, func.count()).group_by(Delivery.status)).all())
    return {status: counted.get(status, 0) for status in DeliveryStatus}


def preview(
    db: Database, engine: SearchEngine, query: SearchQuery, *, now: datetime, days: int = 30, limit: int = 20
) -> Preview:
    """What the search finds among the documents that came or changed in the last days, the newest first."""
    with db.read() as session:
        names = dict(session.execute(select(Source.slug, Source.name)).all())
        recent = session.scalars(
            select(Document.id).where(
                Document.changed_at >= now - timedelta(days=days), Document.status == DocumentStatus.CURRENT
            )
        ).all()
    asked = replace(query, page=1, per_page=min(limit, MAX_PER_PAGE), sort=Sort.NEWEST)
    page = engine.search(asked, within=recent)
    passages = {hit.id: str(hit.pages[0].snippet if hit.pages else hit.snippet) for hit in page.hits}
    with db.read() as session:
        hits = _preview_hits(session, passages, since=now - timedelta(days=days))
    return Preview(topic=describe(query, source_names=names), days=days, total=page.total, hits=hits)


def _preview_hits(session: Session, passages: dict[int, str], *, since: datetime) -> list[PreviewHit]:
    found = session.scalars(
        select(Document).where(Document.id.in_(passages)).options(joinedload(Document.source))
    ).all()
    news = set(
        session.scalars(
            select(Version.document_id).where(
                Version.document_id.in_(passages), Version.is_news, Version.created_at >= since
            )
        )
    )
    order = list(passages)
    return [
        PreviewHit(
            public_id=each.public_id,
            title=each.title,
            source=each.source.name,
            changed_at=each.changed_at,
            passage=passages[each.id],
            is_news=each.id in news,
        )
        for each in sorted(found, key=lambda document: order.index(document.id))
    ]


def _topic(subscription: Subscription, language: str, names: dict[str, str]) -> str:
    try:
        return describe(from_json(subscription.query), language, source_names=names)
    except SavedQueryError as error:
        return str(error)
