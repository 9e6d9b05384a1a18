"""Inserts that may run twice."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from catalog.models import Delivery, Digest, Match, Subscription


def insert_once(session: Session, table: type[Delivery | Digest | Match | Subscription], **values: Any) -> int | None:
    """Insert a row; its id, or None when a unique key says it is there already."""
    insert = pg_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    return session.execute(
        insert(table).values(**values).on_conflict_do_nothing().returning(table.id)
    ).scalar_one_or_none()
