"""Inserts that may run twice."""

from typing import Any

from sqlalchemy.orm import Session

from catalog.inserts import insert_into
from catalog.models import Delivery, Digest, Match, Subscription


def insert_once(session: Session, table: type[Delivery | Digest | Match | Subscription], **values: Any) -> int | None:
    """Insert a row; its id, or None when a unique key says it is there already."""
    return session.execute(
        insert_into(session, table).values(**values).on_conflict_do_nothing().returning(table.id)
    ).scalar_one_or_none()
