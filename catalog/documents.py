"""Reads documents: by their public name, with their text, and how many there are."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.models import Document, DocumentStatus


def count_documents_by_source(session: Session) -> dict[int, int]:
    """Source id -> how many current documents it has."""
    rows = session.execute(
        select(Document.source_id, func.count())
        .where(Document.status == DocumentStatus.CURRENT)
        .group_by(Document.source_id)
    )
    return dict(rows.all())
