"""Subscriptions and everything that leads from a match to a mail."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.models.document import Version
from catalog.models.types import Base


class Frequency(StrEnum):
    """How often a subscriber hears from us; the values are the ones used in forms and addresses."""

    IMMEDIATELY = "straks"
    DAILY = "dag"
    WEEKLY = "uke"


class SubscriptionState(StrEnum):
    """Where a subscription is in its life."""

    #: Waits for the link in the confirmation mail.
    PENDING = "pending"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class DeliveryStatus(StrEnum):
    """Where a mail is."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


_OPEN_SQL = text("state <> 'ended'")


class Subscription(Base):
    """An address and a saved query with a frequency."""

    __tablename__ = "subscription"
    __table_args__ = (
        Index(
            "uq_one_open_subscription",
            "address",
            "query_key",
            unique=True,
            sqlite_where=_OPEN_SQL,
            postgresql_where=_OPEN_SQL,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Lower-cased, one address.
    address: Mapped[str] = mapped_column(index=True)
    #: The saved search: indexer.query.SearchQuery as JSON, without page and order.
    query: Mapped[dict[str, Any]]
    #: A hash of the query, equal for equal searches.
    query_key: Mapped[str]
    frequency: Mapped[Frequency]
    #: The language of the mails: nb, nn or en.
    language: Mapped[str] = mapped_column(default="nb")
    state: Mapped[SubscriptionState] = mapped_column(default=SubscriptionState.PENDING)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    #: "unsubscribed", "bounced", "unconfirmed", "address deleted" …
    ended_reason: Mapped[str | None]


class Match(Base):
    """A version that a subscription's search shows; found once, mailed once."""

    __tablename__ = "match"
    __table_args__ = (UniqueConstraint("subscription_id", "version_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id", ondelete="CASCADE"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"), index=True)
    #: "new" or "changed".
    reason: Mapped[str]
    #: The passage that matched: escaped text with <mark>.
    passage: Mapped[str]
    #: The page it stands on, when the document has pages.
    page: Mapped[int | None]
    found_at: Mapped[datetime]
    #: Set once, in the transaction that makes the mail.
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digest.id", ondelete="SET NULL"), index=True)

    subscription: Mapped[Subscription] = relationship()
    version: Mapped[Version] = relationship()


class Digest(Base):
    """What one subscription gets for one period."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("subscription_id", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id", ondelete="CASCADE"))
    #: "2026-11-22" (day), "2026-W47" (week), or the quarter of an hour for immediate mails.
    period: Mapped[str]
    created_at: Mapped[datetime]
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id", ondelete="SET NULL"), index=True)


class Delivery(Base):
    """The outbox row: one mail, complete, sent at most once save for a crash at the worst moment."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_due", "status", "not_before"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: What it is for, e.g. "digest:12" or "confirm:7:1"; the same key is never queued twice.
    key: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str]
    #: Constant over every attempt.
    message_id: Mapped[str] = mapped_column(unique=True)
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    headers: Mapped[dict[str, Any]]
    status: Mapped[DeliveryStatus] = mapped_column(default=DeliveryStatus.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
