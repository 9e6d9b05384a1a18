"""
Makes sources and documents in a catalogue, through the same functions that a harvest uses.

Each function opens its own transaction; the objects it returns are detached and may be read freely.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from catalog.database import Database
from catalog.frontier import add_discoveries
from catalog.ingest import Content, Discovery, LinkRecord, Visit, record_content, record_gone
from catalog.models import Document, FrontierEntry, Source
from catalog.sources import SourceDraft, add_source, mark_harvested

#: A Sunday, 13.00 in Oslo.
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)

_numbers = count(1)


def make_source(db: Database, slug: str = "solvik", *, at: datetime = NOON - 30 * DAY, **draft: Any) -> Source:
    """A source whose first harvest is over, so that what comes later is news; the draft's fields may be given."""
    draft.setdefault("start_url", f"https://{slug}.example.org/")
    draft.setdefault("name", slug.capitalize())
    with db.write() as session:
        source = add_source(session, SourceDraft(slug=slug, **draft), now=at)
        mark_harvested(session, source.id, now=at)
    return source


def make_document(
    db: Database,
    source: Source,
    *,
    url: str = "",
    title: str = "Felles løft for regionen",
    pages: Sequence[str] = ("Partnerskap gir resultater.",),
    at: datetime = NOON,
    is_news: bool = True,
    links: Sequence[tuple[str, str]] = (),
    **content: Any,
) -> Document:
    """
    A document with one version, or a further version when there is one at the address.

    `pages` are the texts of its pages, `links` pairs of (address, text); any other field of Content may be given.
    """
    url = url or f"{source.start_url}side-{next(_numbers)}"
    content.setdefault("type", "nettside")
    content.setdefault("mime", "text/html")
    content.setdefault("language", "nb")
    with db.write() as session:
        visit = Visit(source_id=source.id, entry_id=_entry(session, source, url, at), run_id=None, at=at, status=200)
        record_content(session, visit, _content(title, pages, links, content), is_news=is_news)
        return session.scalars(select(Document).where(Document.source_id == source.id, Document.url == url)).one()


def change_document(db: Database, document: Document, *, pages: Sequence[str], at: datetime = NOON) -> Document:
    """The same document with a new text, and so a new version."""
    with db.read() as session:
        source = session.get_one(Source, document.source_id)
    kept = ("type", "mime", "language", "topics", "places", "organisations", "published_on", "headings", "contacts")
    return make_document(
        db,
        source,
        url=document.url,
        title=document.title,
        pages=pages,
        at=at,
        **{name: getattr(document, name) for name in kept},
    )


def remove_document(db: Database, document: Document, *, at: datetime = NOON) -> Document:
    """The source answers 410 for the document's address."""
    with db.write() as session:
        entry = session.scalars(select(FrontierEntry.id).where(FrontierEntry.document_id == document.id)).one()
        visit = Visit(source_id=document.source_id, entry_id=entry, run_id=None, at=at, status=410)
        record_gone(session, visit, certain=True)
    with db.read() as session:
        return session.get_one(Document, document.id)


def _entry(session: Any, source: Source, url: str, at: datetime) -> int:
    kept = session.get_one(Source, source.id)
    add_discoveries(session, kept, [Discovery(url=url, depth=1, found_on=source.start_url)], now=at)
    found: int = session.scalars(
        select(FrontierEntry.id).where(FrontierEntry.source_id == source.id, FrontierEntry.url == url)
    ).one()
    return found


def _content(title: str, pages: Sequence[str], links: Sequence[tuple[str, str]], more: dict[str, Any]) -> Content:
    digest = hashlib.sha256("\f".join(pages).encode()).hexdigest()
    more = {name: tuple(value) if isinstance(value, list) else value for name, value in more.items()}
    return Content(
        title=title,
        pages=tuple((number, "", text) for number, text in enumerate(pages, start=1)),
        text_hash=more.pop("text_hash", digest),
        blob=digest,
        links=tuple(LinkRecord(url=url, text=text, is_document=_is_file(url)) for url, text in links),
        **more,
    )


def _is_file(url: str) -> bool:
    return url.endswith((".pdf", ".pptx", ".docx", ".xlsx"))
