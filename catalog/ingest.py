"""
What came of a visit becomes rows: one transaction per address, the caller's.

Each function records the Fetch, settles the frontier entry, and changes the document when there is something to change.
"""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from catalog.clock import oslo_day
from catalog.models import (
    Document,
    DocumentStatus,
    EntryState,
    Fetch,
    FrontierEntry,
    Link,
    Outcome,
    Page,
    Source,
    Version,
)

#: No vowels and no look-alikes: identifiers spell no words and survive being read aloud.
_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
#: An address that keeps its text is visited at most this many times less often than the source asks for.
SLOWEST = 30
#: How long after a failure an address is tried again; grows with the failures in a row.
RETRY_AFTER = timedelta(hours=1)
RECHECK_GONE_AFTER = timedelta(days=30)
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
class LinkRecord:
    """A link in the main text."""

    url: str
    text: str
    is_document: bool


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
    listed_at: datetime | None = field(default=None)


def record_content(session: Session, visit: Visit, content: Content, *, is_news: bool = True) -> Outcome:
    """Keep what was read: a new document, a new version of a known one, or a confirmation; return which."""
    entry = session.get_one(FrontierEntry, visit.entry_id)
    document = _find_document(session, entry)
    if document is None:
        document = _new_document(session, entry, visit, content)
        outcome = Outcome.NEW
    else:
        same = _latest_hash(session, document.id) == content.text_hash
        outcome = Outcome.UNCHANGED if same else Outcome.CHANGED
        _update_document(document, visit, content)
    if outcome is not Outcome.UNCHANGED:
        _add_version(session, document, visit, content, is_news=is_news)
        _replace_links(session, document.id, content.links)
    entry.document_id = document.id
    if outcome is Outcome.NEW:
        _adopt_moved(session, entry, document)
    _settle(session, entry, visit, outcome)
    return outcome


def record_not_modified(session: Session, visit: Visit) -> Outcome:
    """A 304: the document is as it was."""
    entry = session.get_one(FrontierEntry, visit.entry_id)
    if entry.document_id is not None:
        document = session.get_one(Document, entry.document_id)
        document.seen_at = visit.at
        _restore(document)
    _settle(session, entry, visit, Outcome.NOT_MODIFIED)
    return Outcome.NOT_MODIFIED


def record_gone(session: Session, visit: Visit, *, certain: bool, outcome: Outcome = Outcome.GONE) -> Outcome:
    """
    The address answered that there is nothing there.

    A certain answer (410) removes the document at once; otherwise (404, soft 404) it takes a second one later.
    """
    entry = session.get_one(FrontierEntry, visit.entry_id)
    seen_before = entry.last_outcome in (Outcome.GONE, Outcome.SOFT_404) and entry.fetched_at is not None
    confirmed = certain or (seen_before and visit.at - (entry.fetched_at or visit.at) >= CONFIRM_GONE_AFTER)
    if confirmed or entry.document_id is None:
        entry.state = EntryState.GONE
        if entry.document_id is not None:
            _remove(session.get_one(Document, entry.document_id), at=visit.at)
    _add_fetch(session, entry, visit, outcome)
    entry.next_at = visit.at + (RECHECK_GONE_AFTER if entry.state is EntryState.GONE else CONFIRM_GONE_AFTER)
    return outcome


def record_redirect(session: Session, visit: Visit, target: str, *, permanent: bool) -> Outcome:
    """The address points elsewhere; a permanent redirect moves the document once the target has been read."""
    entry = session.get_one(FrontierEntry, visit.entry_id)
    _settle(session, entry, visit, Outcome.REDIRECTED)
    if permanent:
        entry.state, entry.moved_to = EntryState.MOVED, target
        entry.next_at = visit.at + RECHECK_GONE_AFTER
        reached = session.scalars(
            select(Document).where(Document.source_id == entry.source_id, Document.url == target)
        ).first()
        if reached is not None:
            _adopt_moved(session, entry, reached)
    return Outcome.REDIRECTED


def record_refusal(session: Session, visit: Visit, outcome: Outcome, message: str) -> Outcome:
    """The address must not be kept: robots.txt, noindex, or another address is the canonical one."""
    entry = session.get_one(FrontierEntry, visit.entry_id)
    if entry.document_id is not None:
        _remove(session.get_one(Document, entry.document_id), at=visit.at)
    _settle(session, entry, visit, outcome, message)
    entry.state = EntryState.REFUSED
    return outcome


def record_listing(session: Session, visit: Visit, outcome: Outcome = Outcome.LISTING) -> Outcome:
    """A sitemap or feed was read."""
    entry = session.get_one(FrontierEntry, visit.entry_id)
    _settle(session, entry, visit, outcome)
    entry.interval_s = session.get_one(Source, entry.source_id).every_s
    entry.next_at = visit.at + timedelta(seconds=entry.interval_s)
    return outcome


def record_failure(session: Session, visit: Visit, outcome: Outcome, message: str) -> Outcome:
    """The visit failed; the document stays as it was, and the address is tried again later."""
    entry = session.get_one(FrontierEntry, visit.entry_id)
    _add_fetch(session, entry, visit, outcome, message)
    entry.tries += 1
    entry.next_at = visit.at + RETRY_AFTER * min(2 ** (entry.tries - 1), 24 * 7)
    return outcome


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


def _remove(document: Document, *, at: datetime) -> None:
    if document.status is DocumentStatus.CURRENT:
        document.status, document.removed_at = DocumentStatus.REMOVED, at
        document.revision += 1


def _latest_hash(session: Session, document_id: int) -> str | None:
    return session.scalars(
        select(Version.text_hash).where(Version.document_id == document_id).order_by(Version.number.desc()).limit(1)
    ).first()


def _add_version(session: Session, document: Document, visit: Visit, content: Content, *, is_news: bool) -> None:
    known = session.scalars(
        select(Version.id)
        .join(Document)
        .where(Document.source_id == document.source_id, Version.text_hash == content.text_hash)
        .limit(1)
    ).first()
    number = session.scalars(
        select(Version.number).where(Version.document_id == document.id).order_by(Version.number.desc()).limit(1)
    ).first()
    news = is_news and known is None
    session.add(
        Version(
            document_id=document.id,
            number=(number or 0) + 1,
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


def _replace_links(session: Session, document_id: int, links: tuple[LinkRecord, ...]) -> None:
    session.execute(delete(Link).where(Link.document_id == document_id))
    unique = {link.url: link for link in reversed(links)}
    for position, link in enumerate(link for link in links if unique[link.url] is link):
        session.add(
            Link(
                document_id=document_id,
                url=link.url,
                text=link.text[:500],
                position=position,
                is_document=link.is_document,
            )
        )


def _adopt_moved(session: Session, entry: FrontierEntry, document: Document) -> None:
    """Point documents whose address redirects to this one at it, in whichever order the two were read."""
    if entry.document_id is not None and entry.document_id != document.id and entry.moved_to == document.url:
        _move(session.get_one(Document, entry.document_id), document)
    moved = session.scalars(
        select(FrontierEntry).where(
            FrontierEntry.source_id == document.source_id,
            FrontierEntry.state == EntryState.MOVED,
            FrontierEntry.moved_to == document.url,
            FrontierEntry.document_id.is_not(None),
        )
    )
    for other in moved:
        if other.document_id != document.id:
            _move(session.get_one(Document, other.document_id), document)


def _move(old: Document, new: Document) -> None:
    if old.moved_to_id != new.id:
        old.status, old.moved_to_id = DocumentStatus.MOVED, new.id
        old.revision += 1
