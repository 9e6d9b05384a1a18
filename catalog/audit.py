"""Writes down who did what, in the transaction that did it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import AuditEntry


def note(
    session: Session,
    *,
    actor: str,
    action: str,
    now: datetime,
    subject: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry; `detail` holds what changed, never a password or a token."""
    session.add(AuditEntry(at=now, actor=actor, action=action, subject=subject, detail=dict(detail or {})))


def recent_entries(session: Session, *, limit: int = 50, subject: str | None = None) -> list[AuditEntry]:
    """The latest entries, newest first."""
    wanted = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if subject is not None:
        wanted = wanted.where(AuditEntry.subject == subject)
    return list(session.scalars(wanted))
