"""What the pages ask the catalogue for; every function reads in the caller's transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from catalog.clock import oslo_day
from catalog.models import Document, DocumentStatus, Link, Source, Version


def documents_by_id(session: Session, ids: Collection[int]) -> dict[int, Document]:
    """Those of the documents that exist, each with its source."""
    rows = session.scalars(select(Document).where(Document.id.in_(ids)).options(joinedload(Document.source)))
    return {document.id: document for document in rows}


def find_document(session: Session, public_id: str) -> Document | None:
    """The document with that short identifier, with its source."""
    return session.scalars(
        select(Document).where(Document.public_id == public_id).options(joinedload(Document.source))
    ).first()


def latest_version(session: Session, document_id: int) -> Version | None:
    """The newest version with its pages."""
    return session.scalars(
        select(Version)
        .where(Version.document_id == document_id)
        .order_by(Version.number.desc())
        .limit(1)
        .options(selectinload(Version.pages))
    ).first()


def version_and_before(session: Session, document_id: int, number: int) -> tuple[Version | None, Version | None]:
    """A version and the one before it, both with their pages."""
    rows = session.scalars(
        select(Version)
        .where(Version.document_id == document_id, Version.number.in_((number, number - 1)))
        .options(selectinload(Version.pages))
    )
    found = {version.number: version for version in rows}
    return found.get(number), found.get(number - 1)


def list_versions(session: Session, document_id: int) -> Sequence[Version]:
    """Every version, newest first, without pages."""
    return session.scalars(
        select(Version).where(Version.document_id == document_id).order_by(Version.number.desc())
    ).all()


def links_to(session: Session, document: Document, *, limit: int = 10) -> Sequence[Document]:
    """Documents whose text links to this one, newest first."""
    return session.scalars(
        select(Document)
        .join(Link, Link.document_id == Document.id)
        .where(Link.url == document.url, Document.id != document.id, Document.status == DocumentStatus.CURRENT)
        .order_by(Document.date_on.desc(), Document.id)
        .limit(limit)
        .options(joinedload(Document.source))
    ).all()


@dataclass(frozen=True, kw_only=True)
class LinkedFile:
    """A file that a page offers for download."""

    url: str
    text: str
    #: Our document for it, when it has been read.
    document: Document | None


def linked_files(session: Session, document_id: int, *, limit: int = 50) -> list[LinkedFile]:
    """The files a document lists, in the order of its page."""
    links = session.scalars(
        select(Link).where(Link.document_id == document_id, Link.is_document).order_by(Link.position).limit(limit)
    ).all()
    urls = [link.url for link in links]
    known = {found.url: found for found in session.scalars(select(Document).where(Document.url.in_(urls)))}
    return [LinkedFile(url=link.url, text=link.text, document=known.get(link.url)) for link in links]


def same_work(session: Session, document: Document, *, limit: int = 10) -> Sequence[Document]:
    """The same text at other addresses."""
    return session.scalars(
        select(Document)
        .where(
            Document.work_key == document.work_key,
            Document.id != document.id,
            Document.status.in_((DocumentStatus.CURRENT, DocumentStatus.REMOVED)),
        )
        .order_by(Document.date_on.desc(), Document.id)
        .limit(limit)
        .options(joinedload(Document.source))
    ).all()


@dataclass(frozen=True, kw_only=True)
class SourceCount:
    """A source and how much of it there is."""

    source: Source
    documents: int


def sources_with_counts(session: Session) -> list[SourceCount]:
    """Every source, the one with most documents first."""
    counted = select(Document.source_id, func.count()).where(_SHOWN).group_by(Document.source_id)
    counts = dict(session.execute(counted).all())
    found = [
        SourceCount(source=source, documents=counts.get(source.id, 0))
        for source in session.scalars(select(Source).order_by(Source.name))
    ]
    return sorted(found, key=lambda each: -each.documents)


def source_names(session: Session) -> dict[str, str]:
    """Slug -> name of every source."""
    return dict(session.execute(select(Source.slug, Source.name)).all())


def last_seen_at(session: Session) -> datetime | None:
    """When a source last confirmed or gave anything."""
    return session.scalar(select(func.max(Document.seen_at)))


def documents_of(session: Session, source_id: int, *, limit: int) -> Sequence[Document]:
    """The newest documents of a source."""
    return session.scalars(
        select(Document)
        .where(Document.source_id == source_id, Document.status == DocumentStatus.CURRENT)
        .order_by(Document.date_on.desc(), Document.id.desc())
        .limit(limit)
        .options(joinedload(Document.source))
    ).all()


_SHOWN = Document.status.in_((DocumentStatus.CURRENT, DocumentStatus.REMOVED))


@dataclass(frozen=True, kw_only=True)
class NewDocument:
    """A document and the day it became news."""

    on: date
    document: Document


def list_new(session: Session, *, limit: int) -> list[NewDocument]:
    """
    What is new to a reader, newest first.

    That is what was found or changed after a source's first harvest, by the day we saw it; and before there is
    enough of that, what the sources themselves say they published last.
    """
    found = session.execute(
        select(Document, Version.created_at)
        .join(Version, Version.document_id == Document.id)
        .where(Version.is_news, Document.status == DocumentStatus.CURRENT)
        .order_by(Version.created_at.desc(), Version.id.desc())
        .limit(2 * limit)
        .options(joinedload(Document.source))
    )
    new: dict[int, NewDocument] = {}
    for document, created_at in found:
        new.setdefault(document.id, NewDocument(on=oslo_day(created_at), document=document))
    dated = session.scalars(
        select(Document)
        .where(
            Document.status == DocumentStatus.CURRENT,
            or_(Document.published_on.is_not(None), Document.updated_on.is_not(None)),
        )
        .order_by(Document.date_on.desc(), Document.id.desc())
        .limit(limit)
        .options(joinedload(Document.source))
    )
    for document in dated:
        new.setdefault(document.id, NewDocument(on=document.date_on, document=document))
    return sorted(new.values(), key=lambda each: each.on, reverse=True)[:limit]


def news_by_topic(session: Session, *, since: datetime) -> dict[str, int]:
    """Topic -> how many documents became news after the moment."""
    rows = session.execute(
        select(Document.id, Document.topics).where(
            Document.status == DocumentStatus.CURRENT,
            Document.id.in_(select(Version.document_id).where(Version.is_news, Version.created_at >= since)),
        )
    )
    counts: dict[str, int] = {}
    for _id, topics in rows:
        for topic in topics:
            counts[topic] = counts.get(topic, 0) + 1
    return counts
