"""Documents, their versions and pages, and the links between them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.models.source import Source
from catalog.models.types import Base


class DocumentStatus(StrEnum):
    """Where a document is now."""

    CURRENT = "current"
    #: Gone at the source; the last text is kept and can be found.
    REMOVED = "removed"
    MOVED = "moved"
    #: The source asks that it is not shown (noindex, robots.txt): neither searched nor displayed.
    WITHDRAWN = "withdrawn"


class Document(Base):
    """One canonical address of one source, with what is known about it now."""

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("source_id", "url"),
        Index(
            "ix_document_to_index",
            "id",
            sqlite_where=text("revision <> indexed_revision"),
            postgresql_where=text("revision <> indexed_revision"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Short, random, stable; stands in addresses.
    public_id: Mapped[str] = mapped_column(unique=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id", ondelete="CASCADE"), index=True)
    url: Mapped[str]
    status: Mapped[DocumentStatus] = mapped_column(default=DocumentStatus.CURRENT)
    moved_to_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="SET NULL"))
    #: nettside, pdf, lysbilder, tekst, regneark
    type: Mapped[str]
    mime: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    published_on: Mapped[date | None]
    updated_on: Mapped[date | None]
    #: updated, else published, else first seen: what it is sorted and filtered by.
    date_on: Mapped[date] = mapped_column(index=True)
    topics: Mapped[list[str]]
    places: Mapped[list[str]]
    organisations: Mapped[list[str]]
    #: [{"text", "level", "page"}]
    headings: Mapped[list[dict[str, Any]]]
    #: [{"name", "role", "emails", "phones"}]
    contacts: Mapped[list[dict[str, Any]]]
    page_count: Mapped[int] = mapped_column(default=1)
    #: Fingerprint of the current text: documents that share it are the same work.
    work_key: Mapped[str] = mapped_column(index=True)
    #: Why the text may be incomplete: an extraction status other than ok, or empty.
    reservation: Mapped[str] = mapped_column(default="")
    first_seen_at: Mapped[datetime] = mapped_column(index=True)
    #: When the source last confirmed it, changed or not.
    seen_at: Mapped[datetime]
    #: When the text last changed.
    changed_at: Mapped[datetime] = mapped_column(index=True)
    removed_at: Mapped[datetime | None]
    #: Grows with every change that search or the reader could notice.
    revision: Mapped[int] = mapped_column(default=1)
    #: The revision the index holds; only indexer.sync writes it.
    indexed_revision: Mapped[int] = mapped_column(default=0)

    source: Mapped[Source] = relationship()
    versions: Mapped[list["Version"]] = relationship(back_populates="document", order_by="Version.number")


class Version(Base):
    """The content of a document at a time; never changed afterwards, save for what the matching notes on it."""

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index(
            "ix_version_to_match",
            "id",
            sqlite_where=text("matched_at IS NULL"),
            postgresql_where=text("matched_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    #: From 1.
    number: Mapped[int]
    title: Mapped[str]
    text_hash: Mapped[str] = mapped_column(index=True)
    #: Name of the raw bytes in the blob folder (sha-256).
    blob: Mapped[str]
    created_at: Mapped[datetime]
    #: False for what the first harvest of a source found, for text the source had before at any address, and for a
    #: new reading of old bytes: nobody is alerted about those.
    is_news: Mapped[bool]
    #: Only alerts.matching writes it.
    matched_at: Mapped[datetime | None]

    document: Mapped[Document] = relationship(back_populates="versions")
    pages: Mapped[list["Page"]] = relationship(
        back_populates="version", order_by="Page.number", cascade="all, delete-orphan"
    )


class Page(Base):
    """The text of a page of a PDF, a slide of a deck, a sheet; a web page has one."""

    __tablename__ = "page"
    __table_args__ = (UniqueConstraint("version_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"))
    number: Mapped[int]
    label: Mapped[str] = mapped_column(default="")
    text: Mapped[str]

    version: Mapped[Version] = relationship(back_populates="pages")


class Link(Base):
    """A link in the main text of a document's current version."""

    __tablename__ = "link"
    __table_args__ = (UniqueConstraint("document_id", "url"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    #: Canonical address linked to; it need not be a document of ours.
    url: Mapped[str] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(default="")
    #: The order on the page.
    position: Mapped[int]
    #: The source lists it as a file to download.
    is_document: Mapped[bool]
