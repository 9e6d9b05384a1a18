"""
What came of a visit becomes rows: one transaction per address, the caller's.

Each function records the Fetch, settles the frontier entry, and changes the document when there is something to change.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog import moves
from catalog.clock import oslo_day
from catalog.links import LinkRecord, replace_links
from catalog.models import (
    Document,
    DocumentStatus,
    EntryKind,
    EntryState,
    Fetch,
    FrontierEntry,
    Outcome,
    Page,
    Source,
    Version,
)

__all__ = ["Content", "Discovery", "LinkRecord", "Visit"]

#: No vowels and no look-alikes: identifiers spell no words and survive being read aloud.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
#: An address that keeps its text is visited at most this many times less often than the source asks for.
SLOWEST = 30
#: How long after a failure an address is tried again; grows with the failures in a row.
RETRY_AFTER = timedelta(hours=1)
RECHECK_GONE_AFTER = timedelta(days=30)
#: A sitemap that is not there may come: it is looked for more often than a page that is gone.
RECHECK_LISTING_AFTER = timedelta(days=7)
#: A 404 may be a passing fault: it takes two, this far apart at the least.
CONFIRM_GONE_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request and its answer, as far as both are over."""

    source_id: int
    entry_id: int
    run_id: int | None
    at: datetime
    status: int | None = None
    size: int | None = None
    duration_ms: int | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What was read at an address, ready to be kept."""

    type: str
    mime: str
    title: str
    #: (number, label, text) of each page, at least one.
    pages: tuple[tuple[int, str, str], ...]
    #: Fingerprint of the text, blind to date stamps and page furniture.
    text_hash: str
    #: Name of the raw bytes in the blob store.
    blob: str
    description: str = ""
    language: str = ""
    published_on: date | None = None
    updated_on: date | None = None
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    headings: tuple[dict[str, Any], ...] = ()
    contacts: tuple[dict[str, Any], ...] = ()
    links: tuple[LinkRecord, ...] = ()
    reservation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """An address found while reading another one."""

    url: str
    depth: int
    found_on: str
    kind: str = "page"
    link_text: str = ""
    listed_at: datetime | None = None
    #: Something else leads here now: visit it in this run, also when it is known.
    is_urgent: bool = False


def record_content(session: Session, visit: Visit, content: Content, *, is_news: bool = True) -> Outcome:
    """Keep what was read: a new document, a new version of a known one, or a confirmation; return which."""
    entry = session.get_one(FrontierEntry, visit.entry_id)
    document = _find_document(session, entry)
    latest = None
    if document is None:
        document = _new_document(session, entry, visit, content)
        outcome, is_back = Outcome.NEW, True
    else:
        latest = _latest_version(session, document.id)
        outcome = Outcome.UNCHANGED if latest.text_hash == content.text_hash else Outcome.CHANGED
        is_back = document.status is not DocumentStatus.CURRENT
        _update_document(document, visit, content)
    if outcome is not Outcome.UNCHANGED:
        _add_version(session, document, visit, content, latest=latest, is_news=is_news)
    replace_links(session, document.id, content.links)
    entry.document_id, entry.kind = document.id, EntryKind.PAGE
    _settle(session, entry, visit, outcome)
    if is_back:
        # Addresses that lead here may have been read before this one.
        moves.adopt(session, document, document.url)
    return outcome


def record_not_modified(session: Session, visit: Visit) -> Outcome:
    """A 304: what the last whole answer said still holds, a refusal included."""
    entry = session.get_one(FrontierEntry, visit.entry_id)
    refused = entry.state is EntryState.REFUSED
    moved_to, last_outcome = entry.moved_to, entry.last_outcome
    _settle(session, entry, visit, Outcome.NOT_MODIFIED)
    if refused:
        entry.state, entry.moved_to, entry.last_outcome = EntryState.REFUSED, moved_to, last_outcome
    elif entry.document_id is not None:
        document = session.get_one(Document, entry.document_id)
        document.seen_at = visit.at
        _restore(document)
    return Outcome.NOT_MODIFIED


def record_gone(session: Session, visit: Visit, *, certain: bool, outcome: Outcome = Outcome.GONE) -> Outcome:
    """
    The address answered that there is nothing there.

    A certain answer (410) removes the document at once; otherwise (404, soft 404) it takes a second one later.
    """
    entry = session.get_one(FrontierEntry, visit.entry_id)
    seen_before = entry.last_outcome in (Outcome.GONE, Outcome.SOFT_404) and entry.fetched_at is not None
    confirmed = certain or (seen_before and visit.at - (entry.fetched_at or visit.at) >= CONFIRM_GONE_AFTER)
    _add_fetch(session, entry, visit, outcome)
    entry.tries, entry.next_at = 0, visit.at + CONFIRM_GONE_AFTER
    if confirmed or entry.document_id is None:
        entry.state, entry.next_at = EntryState.GONE, visit.at + _recheck_after(entry)
        _forget_validators(entry)
        if entry.document_id is not None:
            moves.remove(session.get_one(Document, entry.document_id), at=visit.at)
        moves.remove_stranded(session, entry.source_id, entry.url, at=visit.at)
    return outcome


def _recheck_after(entry: FrontierEntry) -> timedelta:
    return RECHECK_GONE_AFTER if entry.kind is EntryKind.PAGE else RECHECK_LISTING_AFTER


def record_redirect(
    session: Session, visit: Visit, target: str, *, permanent: bool, leaves: str | None = None
) -> Outcome:
    """
    The address points elsewhere; a permanent redirect moves the document once the target has been read.

    `leaves` says why the target is no part of the source: it will not be read, so the document is removed.
    """
    entry = session.get_one(FrontierEntry, visit.entry_id)
    _settle(session, entry, visit, Outcome.REDIRECTED, f"redirects to {target}: {leaves}" if leaves else None)
    _forget_validators(entry)
    if not permanent:
        return Outcome.REDIRECTED
    entry.state, entry.moved_to = EntryState.MOVED, target
    entry.next_at = visit.at + RECHECK_GONE_AFTER
    _lead_on(session, entry, target, leaves=leaves is not None, at=visit.at)
    return Outcome.REDIRECTED


def _lead_on(session: Session, entry: FrontierEntry, target: str, *, leaves: bool, at: datetime) -> None:
    """The document here, and those that led here, move to what the target leads to, if that is known by now."""
    own = session.get_one(Document, entry.document_id) if entry.document_id is not None else None
    reached = moves.find_destination(session, entry.source_id, target) if target != entry.url else None
    if leaves and own is not None:
        moves.remove(own, at=at)
    if reached is not None and reached is not own:
        if own is not None:
            moves.move(own, reached)
        moves.adopt(session, reached, entry.url)


def record_refusal(
    session: Session, visit: Visit, outcome: Outcome, message: str, *, canonical: str | None = None
) -> Outcome:
    """The address must not be kept: robots.txt, noindex, no reader for it, or another address is the canonical one."""
    entry = session.get_one(FrontierEntry, visit.entry_id)
    _settle(session, entry, visit, outcome, message)
    entry.state, entry.moved_to = EntryState.REFUSED, canonical
    if visit.status != 200:
        # What a later 304 would vouch for was never judged.
        _forget_validators(entry)
    if canonical is not None:
        _lead_on(session, entry, canonical, leaves=False, at=visit.at)
    if entry.document_id is not None:
        withdrawn = outcome in (Outcome.NOINDEX, Outcome.ROBOTS)
        status = DocumentStatus.WITHDRAWN if withdrawn else DocumentStatus.REMOVED
        moves.remove(session.get_one(Document, entry.document_id), at=visit.at, status=status)
    return outcome


def record_listing(
    session: Session, visit: Visit, outcome: Outcome = Outcome.LISTING, *, kind: EntryKind | None = None
) -> Outcome:
    """A sitemap or feed was read; the kind is given when it was taken for something else before."""
    entry = session.get_one(FrontierEntry, visit.entry_id)
    entry.kind = kind or entry.kind
    _settle(session, entry, visit, outcome)
    entry.interval_s = session.get_one(Source, entry.source_id).every_s
    entry.next_at = visit.at + timedelta(seconds=entry.interval_s)
    return outcome


def record_failure(
    session: Session, visit: Visit, outcome: Outcome, message: str, *, not_before: datetime | None = None
) -> Outcome:
    """The visit failed; the document stays as it was, and the address is tried again later, as the site asks."""
    entry = session.get_one(FrontierEntry, visit.entry_id)
    _add_fetch(session, entry, visit, outcome, message)
    entry.tries += 1
    entry.next_at = visit.at + RETRY_AFTER * min(2 ** min(entry.tries - 1, 10), 24 * 7)
    if not_before is not None:
        entry.next_at = max(entry.next_at, not_before)
    return outcome


def _forget_validators(entry: FrontierEntry) -> None:
    """The next visit asks for the whole answer."""
    entry.etag = entry.last_modified = None


def _settle(session: Session, entry: FrontierEntry, visit: Visit, outcome: Outcome, message: str | None = None) -> None:
    source = session.get_one(Source, entry.source_id)
    if outcome is Outcome.CHANGED:
        entry.interval_s = max(entry.interval_s // 2, source.every_s)
    elif outcome in (Outcome.UNCHANGED, Outcome.NOT_MODIFIED):
        entry.interval_s = min(max(entry.interval_s, source.every_s) * 3 // 2, source.every_s * SLOWEST)
    else:
        entry.interval_s = source.every_s
    _add_fetch(session, entry, visit, outcome, message)
    entry.state, entry.moved_to, entry.tries = EntryState.ACTIVE, None, 0
    if visit.status == 200:
        entry.etag, entry.last_modified = visit.etag, visit.last_modified
    entry.next_at = visit.at + timedelta(seconds=entry.interval_s)


def _add_fetch(
    session: Session, entry: FrontierEntry, visit: Visit, outcome: Outcome, message: str | None = None
) -> None:
    session.add(
        Fetch(
            run_id=visit.run_id,
            source_id=visit.source_id,
            entry_id=entry.id,
            url=entry.url,
            at=visit.at,
            outcome=outcome,
            status=visit.status,
            size=visit.size,
            duration_ms=visit.duration_ms,
            message=message[:1_000] if message else None,
        )
    )
    entry.last_outcome, entry.fetched_at, entry.lease_until = outcome, visit.at, None


def _find_document(session: Session, entry: FrontierEntry) -> Document | None:
    if entry.document_id is not None:
        return session.get_one(Document, entry.document_id)
    return session.scalars(
        select(Document).where(Document.source_id == entry.source_id, Document.url == entry.url)
    ).first()


def _new_document(session: Session, entry: FrontierEntry, visit: Visit, content: Content) -> Document:
    document = Document(
        public_id="".join(secrets.choice(_ALPHABET) for _ in range(8)),
        source_id=entry.source_id,
        url=entry.url,
        status=DocumentStatus.CURRENT,
        first_seen_at=visit.at,
        changed_at=visit.at,
        revision=1,
        indexed_revision=0,
        **_description(content),
        seen_at=visit.at,
        date_on=content.updated_on or content.published_on or oslo_day(visit.at),
    )
    session.add(document)
    session.flush()
    return document


def _description(content: Content) -> dict[str, Any]:
    return {
        "type": content.type,
        "mime": content.mime,
        "title": content.title,
        "description": content.description,
        "language": content.language,
        "published_on": content.published_on,
        "updated_on": content.updated_on,
        "topics": list(content.topics),
        "places": list(content.places),
        "organisations": list(content.organisations),
        "headings": list(content.headings),
        "contacts": list(content.contacts),
        "page_count": len(content.pages),
        "work_key": content.text_hash,
        "reservation": content.reservation,
    }


def _update_document(document: Document, visit: Visit, content: Content) -> None:
    described = _description(content)
    described["date_on"] = content.updated_on or content.published_on or oslo_day(document.first_seen_at)
    changed = {name: value for name, value in described.items() if getattr(document, name) != value}
    for name, value in changed.items():
        setattr(document, name, value)
    document.seen_at = visit.at
    if changed:
        document.revision += 1
    _restore(document)


def _restore(document: Document) -> None:
    if document.status is not DocumentStatus.CURRENT:
        document.status, document.removed_at, document.moved_to_id = DocumentStatus.CURRENT, None, None
        document.revision += 1


def _latest_version(session: Session, document_id: int) -> Version:
    return session.scalars(
        select(Version).where(Version.document_id == document_id).order_by(Version.number.desc()).limit(1)
    ).one()


def _add_version(
    session: Session, document: Document, visit: Visit, content: Content, *, latest: Version | None, is_news: bool
) -> None:
    # The same bytes with another text: it is we who read differently now.
    reread = latest is not None and latest.blob == content.blob
    news = is_news and not reread and not _had_text(session, document.source_id, content.text_hash)
    session.add(
        Version(
            document_id=document.id,
            number=latest.number + 1 if latest else 1,
            title=content.title,
            text_hash=content.text_hash,
            blob=content.blob,
            created_at=visit.at,
            is_news=news,
            matched_at=None if news else visit.at,
            pages=[Page(number=number, label=label, text=text) for number, label, text in content.pages],
        )
    )
    document.changed_at = visit.at


def _had_text(session: Session, source_id: int, text_hash: str) -> bool:
    known = select(Version.id).join(Document).where(Document.source_id == source_id, Version.text_hash == text_hash)
    return session.scalars(known.limit(1)).first() is not None
