"""What a harvest changed, in lines for a person."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from catalog.database import Database
from catalog.models import Delivery, Document, DocumentStatus, Fetch, Match, Outcome

_HEADINGS = {
    Outcome.NEW: "New",
    Outcome.CHANGED: "Changed",
}
MOST = 8


def describe_changes(db: Database, *, since: datetime) -> Iterator[str]:
    """New, changed, moved and removed documents since then, and how many alerts came of them."""
    with db.read() as session:
        for outcome, heading in _HEADINGS.items():
            yield from _section(heading, _titles_with_outcome(session, outcome, since))
        yield from _section("Moved", _titles_moved(session, since))
        yield from _section("Removed at the source", _titles_removed(session, since))
        yield _confirmed(session, since)
        matches = session.scalar(select(func.count()).select_from(Match).where(Match.found_at >= since))
        mails = session.scalar(select(func.count()).select_from(Delivery).where(Delivery.created_at >= since))
        yield f"Alerts: {matches} matches, {mails} mails"


def _section(heading: str, titles: list[str]) -> Iterator[str]:
    if titles:
        yield f"{heading}: {len(titles)}"
        yield from (f"  {title}" for title in titles[:MOST])
        if len(titles) > MOST:
            yield f"  … and {len(titles) - MOST} more"


def _titles_with_outcome(session: Session, outcome: Outcome, since: datetime) -> list[str]:
    return list(
        session.scalars(
            select(Document.title)
            .join(Fetch, (Fetch.url == Document.url) & (Fetch.source_id == Document.source_id))
            .where(Fetch.at >= since, Fetch.outcome == outcome)
            .order_by(Fetch.id)
        )
    )


def _titles_moved(session: Session, since: datetime) -> list[str]:
    arrived = aliased(Document)
    return list(
        session.scalars(
            select(Document.title)
            .join(arrived, arrived.id == Document.moved_to_id)
            .where(Document.status == DocumentStatus.MOVED, arrived.first_seen_at >= since)
        )
    )


def _titles_removed(session: Session, since: datetime) -> list[str]:
    return list(session.scalars(select(Document.title).where(Document.removed_at >= since)))


def _confirmed(session: Session, since: datetime) -> str:
    rows = session.execute(select(Fetch.outcome, func.count()).where(Fetch.at >= since).group_by(Fetch.outcome))
    counts = dict(rows.all())
    return (
        f"Unchanged: {counts.get(Outcome.NOT_MODIFIED, 0)} answered 304 without sending anything, "
        f"{counts.get(Outcome.UNCHANGED, 0)} sent the same text"
    )
