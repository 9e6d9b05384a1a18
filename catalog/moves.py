"""Follows permanent redirects and canonical addresses, so that a document that moved points at where it is now."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from catalog.models import Document, DocumentStatus, EntryState, FrontierEntry, Outcome

#: Redirects in a row that are followed.
MAX_STEPS = 10
_IN_ONE_QUERY = 500
_LEADS_ON = or_(FrontierEntry.state == EntryState.MOVED, FrontierEntry.last_outcome == Outcome.DUPLICATE)


def find_destination(session: Session, source_id: int, url: str) -> Document | None:
    """The current document that an address leads to, at once or over further addresses."""
    for _ in range(MAX_STEPS):
        document = session.scalars(
            select(Document).where(
                Document.source_id == source_id, Document.url == url, Document.status == DocumentStatus.CURRENT
            )
        ).first()
        if document is not None:
            return document
        moved_to = session.scalars(
            select(FrontierEntry.moved_to).where(FrontierEntry.source_id == source_id, FrontierEntry.url == url)
        ).first()
        if moved_to is None:
            return None
        url = moved_to
    return None


def adopt(session: Session, document: Document, url: str) -> None:
    """Point every document whose address leads to this address, over however many steps, at the document."""
    for entry in _entries_that_lead_to(session, document.source_id, url):
        if entry.document_id is not None and entry.document_id != document.id:
            move(session.get_one(Document, entry.document_id), document)


def move(old: Document, new: Document) -> None:
    """The old document's address leads to the new one, which answers for it from now on."""
    if old.status is not DocumentStatus.MOVED or old.moved_to_id != new.id:
        old.status, old.moved_to_id, old.removed_at = DocumentStatus.MOVED, new.id, None
        old.revision += 1


def remove(document: Document, *, at: datetime, status: DocumentStatus = DocumentStatus.REMOVED) -> None:
    """The document is gone or, as withdrawn, not to be shown, which goes before gone; one that moved is left alone."""
    is_shown = document.status in (DocumentStatus.CURRENT, DocumentStatus.REMOVED)
    if document.status is DocumentStatus.CURRENT or (is_shown and status is DocumentStatus.WITHDRAWN):
        document.status, document.removed_at = status, at
        document.revision += 1


def remove_stranded(session: Session, source_id: int, url: str, *, at: datetime) -> None:
    """Remove the documents that were waiting to move to an address where there is nothing."""
    for entry in _entries_that_lead_to(session, source_id, url):
        if entry.document_id is not None:
            remove(session.get_one(Document, entry.document_id), at=at)


def _entries_that_lead_to(session: Session, source_id: int, url: str) -> Iterator[FrontierEntry]:
    seen, pending = {url}, [url]
    while pending:
        some, pending = pending[:_IN_ONE_QUERY], pending[_IN_ONE_QUERY:]
        entries = session.scalars(
            select(FrontierEntry).where(
                FrontierEntry.source_id == source_id, FrontierEntry.moved_to.in_(some), _LEADS_ON
            )
        ).all()
        for entry in entries:
            if entry.url not in seen:
                seen.add(entry.url)
                pending.append(entry.url)
                yield entry
