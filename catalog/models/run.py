"""The run ledger: every execution of a job, past and present."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.models.types import Base


class RunKind(StrEnum):
    """What can be run."""

    CRAWL = "crawl"
    SYNC = "sync"
    REBUILD = "rebuild"
    MATCH = "match"
    DIGEST = "digest"
    DELIVER = "deliver"
    SWEEP = "sweep"
    IMPORT = "import"


class RunState(StrEnum):
    """Where a run is in its life."""

    DUE = "due"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


LIVE = (RunState.DUE, RunState.RUNNING)
_LIVE_SQL = text("state IN ('due', 'running')")


class Run(Base):
    """One execution of a job; at most one live run per kind and key."""

    __tablename__ = "run"
    __table_args__ = (
        Index("uq_one_live_run", "kind", "key", unique=True, sqlite_where=_LIVE_SQL, postgresql_where=_LIVE_SQL),
        Index("ix_run_kind_key_asked", "kind", "key", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RunKind]
    #: What it works on: a source's slug for crawls, else "all".
    key: Mapped[str]
    state: Mapped[RunState] = mapped_column(default=RunState.DUE)
    asked_at: Mapped[datetime]
    #: Who asked: "schedule", "cli", or a user's name.
    asked_by: Mapped[str]
    not_before: Mapped[datetime]
    #: The process that holds the lease.
    owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime | None]
    beat_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    #: Set to ask the owner to stop.
    cancel: Mapped[bool] = mapped_column(default=False)
    #: Settings of this run, e.g. {"full": true}.
    params: Mapped[dict[str, Any]]
    #: Counters a page can show, e.g. {"done", "total", "new", "changed", "failed", "current"}.
    progress: Mapped[dict[str, Any]]
    #: One sentence on what went wrong, or what the run found out.
    message: Mapped[str | None]
