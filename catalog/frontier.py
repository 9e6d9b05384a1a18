"""The frontier of a source: adding addresses, leasing those that are due, and giving leases back."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from catalog.ingest import Discovery
from catalog.inserts import insert_into
from catalog.models import EntryKind, EntryState, FrontierEntry, Outcome, Source

#: How long an address stays with the process that took it. Whoever takes the run over voids what a dead process held,
#: so this must only be longer than the slowest site lets an address wait in the line of a live one.
LEASE = timedelta(days=3)


def add_discoveries(session: Session, source: Source, found: Iterable[Discovery], *, now: datetime) -> int:
    """
    Put addresses that the source did not have into its frontier, due at once; return how many were new.

    Stops at the source's max_pages. A known address becomes due when a sitemap lists it as changed, or when it is
    urgent; `now` is when the run began, and what was visited after that is left alone.
    """
    unique = {discovery.url: discovery for discovery in found}
    if not unique:
        return 0
    known = _known(session, source.id, list(unique))
    room = source.max_pages - (count_entries(session, source.id) if len(unique) > len(known) else 0)
    fresh = [discovery for url, discovery in unique.items() if url not in known][: max(room, 0)]
    if fresh:
        statement = insert_into(session, FrontierEntry).on_conflict_do_nothing()
        session.execute(statement, [_row(source, discovery, now) for discovery in fresh])
    for url, entry in known.items():
        _refresh(entry, unique[url], now)
    return len(fresh)


def _row(source: Source, discovery: Discovery, now: datetime) -> dict[str, Any]:
    return {
        "source_id": source.id,
        "url": discovery.url,
        "kind": EntryKind(discovery.kind),
        "state": EntryState.ACTIVE,
        "depth": discovery.depth,
        "found_on": discovery.found_on,
        "link_text": discovery.link_text[:500],
        "listed_at": discovery.listed_at,
        "next_at": now,
        "tries": 0,
        "interval_s": source.every_s,
    }


def _known(session: Session, source_id: int, urls: Sequence[str]) -> dict[str, FrontierEntry]:
    found: dict[str, FrontierEntry] = {}
    for start in range(0, len(urls), 500):
        part = urls[start : start + 500]
        rows = session.scalars(
            select(FrontierEntry).where(FrontierEntry.source_id == source_id, FrontierEntry.url.in_(part))
        )
        found |= {entry.url: entry for entry in rows}
    return found


def _refresh(entry: FrontierEntry, discovery: Discovery, now: datetime) -> None:
    if discovery.link_text and not entry.link_text:
        entry.link_text = discovery.link_text[:500]
    due = discovery.is_urgent or _is_listed_as_changed(entry, discovery.listed_at)
    entry.listed_at = discovery.listed_at or entry.listed_at
    # Visited in this run already: a sitemap that always says "now" must not send us round in circles.
    if due and entry.next_at > now and entry.fetched_at is not None and entry.fetched_at < now:
        entry.next_at = now


def _is_listed_as_changed(entry: FrontierEntry, listed_at: datetime | None) -> bool:
    if listed_at is None or entry.fetched_at is None:
        return False
    # Many sitemaps give days, and a page may change later on the day it was visited.
    return listed_at > entry.fetched_at or (entry.listed_at is not None and listed_at > entry.listed_at)


def reconsider_duplicates(session: Session, source_id: int, url: str, *, now: datetime) -> None:
    """Visit anew, and whole, what was left out because this address is the canonical one: it turned out to be none."""
    session.execute(
        update(FrontierEntry)
        .where(
            FrontierEntry.source_id == source_id,
            FrontierEntry.moved_to == url,
            FrontierEntry.last_outcome == Outcome.DUPLICATE,
        )
        .values(next_at=now, etag=None, last_modified=None)
    )


def count_entries(session: Session, source_id: int) -> int:
    """How many addresses the source has, in whatever state."""
    return (
        session.scalar(select(func.count()).select_from(FrontierEntry).where(FrontierEntry.source_id == source_id)) or 0
    )


def count_due(session: Session, source_id: int, *, due_by: datetime) -> int:
    """How many addresses wait to be visited, those in somebody's hands included."""
    return session.scalar(select(func.count()).select_from(FrontierEntry).where(_is_due(source_id, due_by))) or 0


def _is_due(source_id: int, due_by: datetime) -> ColumnElement[bool]:
    return and_(FrontierEntry.source_id == source_id, FrontierEntry.next_at <= due_by)


def lease(session: Session, source_id: int, *, due_by: datetime, now: datetime, limit: int = 64) -> list[FrontierEntry]:
    """
    Take addresses that are due: sitemaps and feeds first, then those nearest the start.

    `due_by` is when the run began, so that a run longer than the revisit interval comes to an end.
    """
    free = or_(FrontierEntry.lease_until.is_(None), FrontierEntry.lease_until < now)
    entries = session.scalars(
        select(FrontierEntry)
        .where(_is_due(source_id, due_by), free)
        .order_by(FrontierEntry.kind == EntryKind.PAGE, FrontierEntry.depth, FrontierEntry.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for entry in entries:
        entry.lease_until = now + LEASE
    return list(entries)


def void_leases(session: Session, source_id: int) -> None:
    """Free what a killed process of this source held; only whoever holds the source's run may call this."""
    session.execute(
        update(FrontierEntry)
        .where(FrontierEntry.source_id == source_id, FrontierEntry.lease_until.is_not(None))
        .values(lease_until=None)
    )


def make_all_due(session: Session, source_id: int, *, now: datetime) -> None:
    """Visit every address that was not visited since then, whatever its own rhythm says."""
    session.execute(
        update(FrontierEntry)
        .where(
            FrontierEntry.source_id == source_id,
            FrontierEntry.next_at > now,
            or_(FrontierEntry.fetched_at.is_(None), FrontierEntry.fetched_at < now),
        )
        .values(next_at=now)
    )
