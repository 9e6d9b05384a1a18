"""The frontier and the fetches: which addresses a source has, and what came of every visit."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalog.models.types import Base


class EntryState(StrEnum):
    """What a frontier entry is waiting for."""

    #: Visited whenever next_at has passed.
    ACTIVE = "active"
    #: Not visited: robots.txt, noindex or another rule; looked at again in a later run.
    REFUSED = "refused"
    #: Answered 404 or 410; looked at again rarely.
    GONE = "gone"
    #: Points elsewhere for good.
    MOVED = "moved"


class EntryKind(StrEnum):
    """What is expected at an address."""

    PAGE = "page"
    SITEMAP = "sitemap"
    FEED = "feed"


class Outcome(StrEnum):
    """How one fetch ended; failures are outcomes like the others."""

    NEW = "new"
    CHANGED = "changed"
    #: Fetched, and the extracted text was the same.
    UNCHANGED = "unchanged"
    #: 304.
    NOT_MODIFIED = "not_modified"
    #: A sitemap or feed was read.
    LISTING = "listing"
    REDIRECTED = "redirected"
    #: Another address inside scope is the canonical one.
    DUPLICATE = "duplicate"
    NOINDEX = "noindex"
    ROBOTS = "robots"
    SOFT_404 = "soft_404"
    GONE = "gone"
    #: The address of the server is not one we fetch from.
    FORBIDDEN_ADDRESS = "forbidden_address"
    TOO_BIG = "too_big"
    UNSUPPORTED = "unsupported"
    #: Fetched, but nothing could be read from it.
    UNREADABLE = "unreadable"
    HTTP_ERROR = "http_error"
    TIMEOUT = "timeout"
    NETWORK_ERROR = "network_error"
    #: Our own fault, stored with the message.
    INTERNAL_ERROR = "internal_error"


#: Outcomes an admin should look at.
FAILURES = frozenset(
    {
        Outcome.FORBIDDEN_ADDRESS,
        Outcome.TOO_BIG,
        Outcome.UNREADABLE,
        Outcome.HTTP_ERROR,
        Outcome.TIMEOUT,
        Outcome.NETWORK_ERROR,
        Outcome.INTERNAL_ERROR,
    }
)


class FrontierEntry(Base):
    """One address of one source, with what is known about visiting it."""

    __tablename__ = "frontier_entry"
    __table_args__ = (
        UniqueConstraint("source_id", "url"),
        Index("ix_frontier_due", "source_id", "state", "next_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"))
    #: Canonical; see catalog.urls.
    url: Mapped[str]
    kind: Mapped[EntryKind] = mapped_column(default=EntryKind.PAGE)
    state: Mapped[EntryState] = mapped_column(default=EntryState.ACTIVE)
    #: Link steps from the start address.
    depth: Mapped[int] = mapped_column(default=0)
    #: The address of the page, sitemap or feed where it was first seen.
    found_on: Mapped[str | None]
    link_text: Mapped[str] = mapped_column(default="")
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    #: lastmod of the sitemap that lists it.
    listed_at: Mapped[datetime | None]
    next_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    #: Failed visits in a row.
    tries: Mapped[int] = mapped_column(default=0)
    #: Where a permanent redirect led, or the address that the page calls its canonical one.
    moved_to: Mapped[str | None] = mapped_column(index=True)
    #: Seconds between visits, adapted to how often the text changes.
    interval_s: Mapped[int] = mapped_column(default=86_400)
    fetched_at: Mapped[datetime | None]
    last_outcome: Mapped[Outcome | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="SET NULL"), index=True)


class Fetch(Base):
    """One visit of one address and what came of it."""

    __tablename__ = "fetch"
    __table_args__ = (Index("ix_fetch_run_outcome", "run_id", "outcome"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id", ondelete="SET NULL"))
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("frontier_entry.id", ondelete="SET NULL"), index=True)
    url: Mapped[str]
    at: Mapped[datetime]
    outcome: Mapped[Outcome]
    #: The HTTP status, or None when no answer came.
    status: Mapped[int | None]
    #: Bytes of the body as downloaded.
    size: Mapped[int | None]
    duration_ms: Mapped[int | None]
    #: One sentence for the admin when the outcome is a failure.
    message: Mapped[str | None]
