"""From catalogue rows to what the engine stores; the only place that knows both."""

import re
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from catalog.models import Document, DocumentStatus, Link, Page, Version
from indexer.engine import Batch, IndexDocument, IndexPage

#: Texts shorter than this are too alike to call two documents the same work.
SHORTEST_WORK = 200
#: Link texts that say nothing about what they lead to, and very many links to one page, are left out.
MAX_LINK_TEXTS = 20
#: Where the title and the dates of a page stand.
HEAD_LINES = 6
LONGEST_STAMP = 120
_GENERIC = re.compile(r"\(.*?\)|\b(fylkes)?kommunen?\b", re.IGNORECASE)
_STAMP = re.compile(
    r"\b(publisert|oppdatert|sist (endret|endra|oppdatert)|lagt ut|published|updated)\b.{0,15}\d", re.IGNORECASE
)
_LEFT_OUT = frozenset({DocumentStatus.MOVED, DocumentStatus.WITHDRAWN})


def project(session: Session, ids: Sequence[int]) -> tuple[Batch, dict[int, int]]:
    """
    The batch that brings these documents up to date, and the revision each was projected from.

    A moved document leaves the index: the one it moved to answers for it. So does one that the source asks us not to
    show. A removed one stays, so that it can be found.
    """
    documents = session.scalars(
        select(Document).where(Document.id.in_(ids)).options(joinedload(Document.source)).order_by(Document.id)
    ).all()
    shown = [document for document in documents if document.status not in _LEFT_OUT]
    pages = _pages(session, [document.id for document in shown])
    links = _link_texts(session, [document.url for document in shown])
    upserts = tuple(_project_one(document, pages[document.id], links[document.url]) for document in shown)
    left_out = tuple(document.id for document in documents if document.status in _LEFT_OUT)
    return Batch(upserts=upserts, deletes=left_out), {document.id: document.revision for document in documents}


def _project_one(document: Document, pages: tuple[IndexPage, ...], links: list[str]) -> IndexDocument:
    length = sum(len(page.text) for page in pages)
    pages = tuple(IndexPage(number=page.number, text=_without_head(page.text, document.title)) for page in pages)
    return IndexDocument(
        id=document.id,
        revision=document.revision,
        title=document.title,
        headings="\n".join(heading["text"] for heading in document.headings),
        pages=pages,
        # A page seldom says whose it is; who searches for "heltid Solvik" means those of Solvik too.
        link_texts="\n".join([*links, _own_name(document.source.name)]),
        source=document.source.slug,
        type=document.type,
        language=document.language,
        topics=tuple(document.topics),
        places=tuple(document.places),
        organisations=tuple(document.organisations),
        date_on=document.date_on,
        work=document.work_key if length >= SHORTEST_WORK else "",
    )


def _own_name(name: str) -> str:
    """What tells a source from its like: its name without "kommune" and what stands in brackets."""
    return _GENERIC.sub(" ", name).strip()


def _without_head(text: str, title: str) -> str:
    """The text without the title and date line it begins with: a passage should not repeat what stands above it."""
    lines = text.split("\n")
    for position in range(min(len(lines), HEAD_LINES)):
        line = lines[position]
        if line.casefold() == title.casefold() or (len(line) < LONGEST_STAMP and _STAMP.search(line)):
            lines[position] = ""
    return "\n".join(lines).lstrip("\n") or text


def _pages(session: Session, ids: Sequence[int]) -> defaultdict[int, tuple[IndexPage, ...]]:
    latest = (
        select(Version.document_id, func.max(Version.number).label("number"))
        .where(Version.document_id.in_(ids))
        .group_by(Version.document_id)
        .subquery()
    )
    rows = session.execute(
        select(Version.document_id, Page.number, Page.text)
        .join(Version, Page.version_id == Version.id)
        .join(latest, (latest.c.document_id == Version.document_id) & (latest.c.number == Version.number))
        .order_by(Version.document_id, Page.number)
    )
    grouped: defaultdict[int, tuple[IndexPage, ...]] = defaultdict(tuple)
    for document_id, number, text in rows:
        grouped[document_id] += (IndexPage(number=number, text=text),)
    return grouped


def _link_texts(session: Session, urls: Sequence[str]) -> defaultdict[str, list[str]]:
    rows = session.execute(select(Link.url, Link.text).where(Link.url.in_(urls), Link.text != "").order_by(Link.id))
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for url, text in rows:
        if text not in grouped[url] and len(grouped[url]) < MAX_LINK_TEXTS:
            grouped[url].append(text)
    return grouped
