"""What the staff's pages show of sources, runs, failing addresses and mail; reads only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from catalog.crawl_plan import LastCrawl, planned_at
from catalog.models import (
    FAILURES,
    LIVE,
    Delivery,
    DeliveryStatus,
    Document,
    DocumentStatus,
    Fetch,
    FrontierEntry,
    Outcome,
    Run,
    RunKind,
    RunState,
    Source,
    Subscription,
    SubscriptionState,
)

#: Runs in a source's sparkline.
RECENT = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A source with what an admin wants to know about it."""

    source: Source
    documents: int
    #: Addresses whose latest visit failed.
    failing: int
    live: Run | None
    #: Ended crawls, oldest first, at most RECENT.
    recent: tuple[Run, ...]
    #: When the next crawl is asked for; None: not at all.
    planned_at: datetime | None

    @property
    def last(self) -> Run | None:
        """The latest ended crawl."""
        return self.recent[-1] if self.recent else None


def source_rows(session: Session) -> list[SourceRow]:
    """Every source, by name."""
    return _rows(session, select(Source).order_by(Source.name, Source.id))


def source_row(session: Session, slug: str) -> SourceRow | None:
    """One source."""
    return next(iter(_rows(session, select(Source).where(Source.slug == slug))), None)


def _rows(session: Session, wanted: Select[Source]) -> list[SourceRow]:
    sources = session.scalars(wanted).all()
    slugs = [source.slug for source in sources]
    current = _count_by(session, Document.source_id, Document.status == DocumentStatus.CURRENT)
    failing = _count_by(session, FrontierEntry.source_id, FrontierEntry.last_outcome.in_(FAILURES))
    live = {
        run.key: run
        for run in session.scalars(
            select(Run).where(Run.kind == RunKind.CRAWL, Run.state.in_(LIVE), Run.key.in_(slugs))
        )
    }
    recent = _recent_crawls(session, slugs)
    return [
        SourceRow(
            source=source,
            documents=current.get(source.id, 0),
            failing=failing.get(source.id, 0),
            live=live.get(source.slug),
            recent=recent.get(source.slug, ()),
            planned_at=planned_at(source, _last(recent.get(source.slug, ()))),
        )
        for source in sources
    ]


def _count_by(session: Session, column: InstrumentedAttribute[int], condition: ColumnElement[bool]) -> dict[int, int]:
    counted = session.execute(select(column, func.count()).where(condition).group_by(column))
    return {row[0]: row[1] for row in counted}


def _recent_crawls(session: Session, slugs: Sequence[str]) -> dict[str, tuple[Run, ...]]:
    rank = func.row_number().over(partition_by=Run.key, order_by=Run.id.desc()).label("rank")
    ended = (
        select(Run.id, rank).where(Run.kind == RunKind.CRAWL, Run.ended_at.is_not(None), Run.key.in_(slugs)).subquery()
    )
    rows = session.scalars(select(Run).join(ended, ended.c.id == Run.id).where(ended.c.rank <= RECENT).order_by(Run.id))
    recent: dict[str, list[Run]] = {}
    for run in rows:
        recent.setdefault(run.key, []).append(run)
    return {key: tuple(found) for key, found in recent.items()}


def _last(recent: Sequence[Run]) -> LastCrawl | None:
    if not recent or recent[-1].ended_at is None:
        return None
    return LastCrawl(state=recent[-1].state, ended_at=recent[-1].ended_at)


def live_runs(session: Session) -> list[Run]:
    """Runs that are due or running, those at work first."""
    wanted = select(Run).where(Run.state.in_(LIVE)).order_by(Run.started_at.is_(None), Run.not_before, Run.id)
    return list(session.scalars(wanted))


def find_run(session: Session, run_id: int) -> Run | None:
    """One run."""
    return session.get(Run, run_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFilter:
    """Which runs to list; empty: all."""

    kind: RunKind | None = None
    state: RunState | None = None
    key: str = ""


def list_runs(session: Session, wanted: RunFilter, *, offset: int, limit: int) -> tuple[list[Run], int]:
    """A page of runs, newest first, and how many there are in all."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.kind is not None:
        conditions.append(Run.kind == wanted.kind)
    if wanted.state is not None:
        conditions.append(Run.state == wanted.state)
    if wanted.key:
        conditions.append(Run.key == wanted.key)
    total = session.scalar(select(func.count()).select_from(Run).where(*conditions)) or 0
    rows = session.scalars(select(Run).where(*conditions).order_by(Run.id.desc()).offset(offset).limit(limit))
    return list(rows), total


def count_outcomes(session: Session, run_id: int) -> dict[Outcome, int]:
    """How many visits of a run ended in which way."""
    counted = session.execute(select(Fetch.outcome, func.count()).where(Fetch.run_id == run_id).group_by(Fetch.outcome))
    return {row[0]: row[1] for row in counted}


def list_fetches(
    session: Session, run_id: int, *, outcomes: Sequence[Outcome] = (), offset: int, limit: int
) -> tuple[list[Fetch], int]:
    """A page of a run's visits, newest first, and how many there are in all."""
    conditions: list[ColumnElement[bool]] = [Fetch.run_id == run_id]
    if outcomes:
        conditions.append(Fetch.outcome.in_(outcomes))
    total = session.scalar(select(func.count()).select_from(Fetch).where(*conditions)) or 0
    rows = session.scalars(select(Fetch).where(*conditions).order_by(Fetch.id.desc()).offset(offset).limit(limit))
    return list(rows), total


@dataclass(frozen=True, slots=True, kw_only=True)
class FailingAddress:
    """An address whose latest visit failed."""

    entry: FrontierEntry
    source: Source
    #: The latest visit, unless its row is gone.
    fetch: Fetch | None


def list_failing(
    session: Session, *, source_id: int | None = None, offset: int = 0, limit: int = 20
) -> tuple[list[FailingAddress], int]:
    """A page of failing addresses, the most tried first, and how many there are in all."""
    conditions: list[ColumnElement[bool]] = [FrontierEntry.last_outcome.in_(FAILURES)]
    if source_id is not None:
        conditions.append(FrontierEntry.source_id == source_id)
    total = session.scalar(select(func.count()).select_from(FrontierEntry).where(*conditions)) or 0
    latest = (
        select(func.max(Fetch.id)).where(Fetch.entry_id == FrontierEntry.id).correlate(FrontierEntry).scalar_subquery()
    )
    rows = session.execute(
        select(FrontierEntry, Source, Fetch)
        .join(Source, Source.id == FrontierEntry.source_id)
        .outerjoin(Fetch, Fetch.id == latest)
        .where(*conditions)
        .order_by(FrontierEntry.tries.desc(), FrontierEntry.id)
        .offset(offset)
        .limit(limit)
    )
    return [FailingAddress(entry=entry, source=source, fetch=fetch) for entry, source, fetch in rows], total


def count_failing(session: Session) -> int:
    """How many addresses failed at their latest visit."""
    return _count(session, FrontierEntry.last_outcome.in_(FAILURES))


def failures_of_run(session: Session, run_id: int) -> Iterator[Fetch]:
    """Every failed visit of a run, in order; to be read while the session is open."""
    wanted = select(Fetch).where(Fetch.run_id == run_id, Fetch.outcome.in_(FAILURES)).order_by(Fetch.id)
    return iter(session.scalars(wanted.execution_options(yield_per=500)))


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """The catalogue's side of the index."""

    documents: int
    pending: int
    rebuilt_at: datetime | None


def index_state(session: Session) -> IndexState:
    """How many documents there are to find, how many wait to be indexed, and when the index was last built."""
    pending = Document.revision != Document.indexed_revision
    return IndexState(
        documents=_count(session, Document.status == DocumentStatus.CURRENT),
        pending=_count(session, pending),
        rebuilt_at=session.scalar(
            select(func.max(Run.ended_at)).where(Run.kind == RunKind.REBUILD, Run.state == RunState.DONE)
        ),
    )


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(condition)) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxState:
    """Subscriptions and the mails on their way."""

    subscriptions: int
    waiting: int
    #: Of those waiting: tried at least once without luck.
    delayed: int
    sent_last_day: int
    failed_last_week: int
    last_error: str | None


def outbox_state(session: Session, *, now: datetime) -> OutboxState:
    """How the mail goes."""
    waiting = Delivery.status.in_((DeliveryStatus.PENDING, DeliveryStatus.SENDING))
    failed = (Delivery.status == DeliveryStatus.FAILED) & (Delivery.created_at > now - timedelta(days=7))
    last_error = select(Delivery.error).where(Delivery.error.is_not(None), waiting | failed)
    return OutboxState(
        subscriptions=_count(session, Subscription.state == SubscriptionState.ACTIVE),
        waiting=_count(session, waiting),
        delayed=_count(session, waiting & Delivery.error.is_not(None)),
        sent_last_day=_count(session, Delivery.sent_at > now - timedelta(days=1)),
        failed_last_week=_count(session, failed),
        last_error=session.scalar(last_error.order_by(Delivery.id.desc()).limit(1)),
    )
