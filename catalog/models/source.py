"""A source: a partner's site and how it is harvested."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from catalog.models.types import Base


class SourceState(StrEnum):
    """Whether a source is harvested."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class ShowText(StrEnum):
    """How much of a source's text may be shown."""

    NONE = "none"
    SNIPPET = "snippet"
    FULL = "full"


class Source(Base):
    """A partner's site."""

    __tablename__ = "source"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Short and stable; stands in addresses and commands.
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    #: county, municipality, ministry, agency, association, programme, university, council, archive, other
    kind: Mapped[str] = mapped_column(default="other")
    #: Where the harvest starts.
    start_url: Mapped[str]
    #: Address prefixes inside scope; empty: everything on the start address's host.
    allow: Mapped[list[str]]
    #: Address prefixes outside scope; they win over `allow`.
    deny: Mapped[list[str]]
    #: The language form the source mostly writes: nb, nn, en or empty.
    language: Mapped[str] = mapped_column(default="")
    #: The county whose places its bare place names mean, as a place slug, or empty.
    county: Mapped[str] = mapped_column(default="")
    max_pages: Mapped[int] = mapped_column(default=20_000)
    #: Seconds between two scheduled harvests.
    every_s: Mapped[int] = mapped_column(default=86_400)
    #: Seconds between two requests; robots.txt can only make it longer.
    delay_s: Mapped[float] = mapped_column(default=1.0)
    show_text: Mapped[ShowText] = mapped_column(default=ShowText.FULL)
    state: Mapped[SourceState] = mapped_column(default=SourceState.ACTIVE)
    added_at: Mapped[datetime]
    #: When the first complete harvest ended; until then nothing found is news.
    first_harvested_at: Mapped[datetime | None]
    harvested_at: Mapped[datetime | None]
    next_crawl_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str | None]
