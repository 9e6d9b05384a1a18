"""The links of a document, kept so that search knows what others call it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from catalog.models import Document, Link

MAX_TEXT = 500
_IN_ONE_QUERY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRecord:
    """A link in the main text."""

    url: str
    text: str
    is_document: bool


def replace_links(session: Session, document_id: int, links: Sequence[LinkRecord]) -> None:
    """
    Let a document have these links and no others; does nothing when it has them already.

    What it links to is indexed again when it gets a name that no other link gives it, or loses one.
    """
    first: dict[str, LinkRecord] = {}
    for link in links:
        first.setdefault(link.url, link)
    wanted = [(link.url, link.text[:MAX_TEXT], link.is_document) for link in first.values()]
    rows = session.execute(
        select(Link.url, Link.text, Link.is_document).where(Link.document_id == document_id).order_by(Link.position)
    )
    kept = [(row.url, row.text, row.is_document) for row in rows]
    if kept == wanted:
        return
    session.execute(delete(Link).where(Link.document_id == document_id))
    renamed = {(url, text) for url, text, _ in wanted} ^ {(url, text) for url, text, _ in kept}
    _index_again(session, renamed)
    session.add_all(
        Link(document_id=document_id, url=url, text=text, position=position, is_document=is_document)
        for position, (url, text, is_document) in enumerate(wanted)
    )


def _index_again(session: Session, names: Collection[tuple[str, str]]) -> None:
    urls = sorted({url for url, text in names if text})
    for start in range(0, len(urls), _IN_ONE_QUERY):
        part = urls[start : start + _IN_ONE_QUERY]
        known = {(row.url, row.text) for row in session.execute(select(Link.url, Link.text).where(Link.url.in_(part)))}
        renamed = sorted({url for url, text in names if text and url in part and (url, text) not in known})
        # A document that another crawl holds just now is being changed by it: waiting could be for each other.
        targets = select(Document).where(Document.url.in_(renamed)).with_for_update(skip_locked=True)
        for document in session.scalars(targets) if renamed else ():
            document.revision += 1
