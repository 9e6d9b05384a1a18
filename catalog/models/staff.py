"""Staff accounts, what they did, and the counters that slow down guessing."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from catalog.models.types import Base


class Role(StrEnum):
    """What a member of staff may do."""

    EDITOR = "editor"
    ADMIN = "admin"


class User(Base):
    """A member of staff."""

    __tablename__ = "staff_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[Role]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    #: Grows when sessions must end (password change, disabling).
    session_epoch: Mapped[int] = mapped_column(default=1)


class AuditEntry(Base):
    """Who did what, when; never changed."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    #: "source.add", "crawl.ask", "user.login" …
    action: Mapped[str]
    #: What it was done to, e.g. a slug.
    subject: Mapped[str] = mapped_column(default="")
    detail: Mapped[dict[str, Any]]


class Throttle(Base):
    """How many times something was tried in a window of time."""

    __tablename__ = "throttle"

    #: "login:<name>", "subscribe:<hash of the client address>" …
    key: Mapped[str] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
