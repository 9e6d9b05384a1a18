"""When each source is crawled next, and asking for a crawl."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from catalog import runs
from catalog.models import FAILURES, LIVE, FrontierEntry, Run, RunKind, RunState, Source, SourceState
from catalog.sources import SourceError, due_sources, get_source

#: A crawl that failed or found nothing to do is not begun anew before this, unless the source is due more often.
PAUSE_AFTER_TROUBLE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastCrawl:
    """How the latest crawl of a source ended."""

    state: RunState
    ended_at: datetime


def due_slugs(session: Session, *, now: datetime) -> list[str]:
    """The sources to ask a crawl for: those whose time has come and that have no live run."""
    due = due_sources(session, now=now)
    if not due:
        return []
    slugs = [source.slug for source in due]
    live = set(
        session.scalars(select(Run.key).where(Run.kind == RunKind.CRAWL, Run.state.in_(LIVE), Run.key.in_(slugs)))
    )
    last = last_crawls(session, slugs)
    return [s.slug for s in due if s.slug not in live and (planned_at(s, last.get(s.slug)) or now) <= now]


def planned_at(source: Source, last: LastCrawl | None) -> datetime | None:
    """
    When the next crawl is asked for; None for a source that is paused or has ended.

    A crawl that was cancelled costs the source its turn, and one that failed waits a while.
    """
    if source.state is not SourceState.ACTIVE:
        return None
    if last is None or last.ended_at < source.next_crawl_at:
        return source.next_crawl_at
    turn = timedelta(seconds=source.every_s)
    return last.ended_at + (turn if last.state is RunState.CANCELLED else min(turn, PAUSE_AFTER_TROUBLE))


def last_crawls(session: Session, slugs: Iterable[str]) -> dict[str, LastCrawl]:
    """The latest ended crawl of each of these sources that has one."""
    latest = (
        select(func.max(Run.id))
        .where(Run.kind == RunKind.CRAWL, Run.key.in_(list(slugs)), Run.ended_at.is_not(None))
        .group_by(Run.key)
    )
    rows = session.scalars(select(Run).where(Run.id.in_(latest)))
    return {run.key: LastCrawl(state=run.state, ended_at=run.ended_at) for run in rows if run.ended_at}


def ask_crawl(session: Session, slug: str, *, by: str, now: datetime, full: bool = False) -> int:
    """
    Ask for a crawl of a source at once, by a person; return the run's id.

    With `full` every address is visited, due or not. Raises SourceError when the source is unknown or has ended.
    """
    source = get_source(session, slug)
    if source.state is SourceState.ENDED:
        raise SourceError(f"{slug} has ended and is not harvested; resume it first")
    params = {"full": True} if full else {}
    run_id = runs.ask(session, RunKind.CRAWL, slug, by=by, now=now, params=params)
    runs.hasten(session, run_id, now=now, params=params)
    return run_id


def retry_failures(session: Session, slug: str, *, by: str, now: datetime) -> int | None:
    """
    Visit every failing address of a source again at once; return the run's id, or None when there are none.

    Raises SourceError when the source is unknown or has ended.
    """
    source = get_source(session, slug)
    failing = session.scalars(
        update(FrontierEntry)
        .where(FrontierEntry.source_id == source.id, FrontierEntry.last_outcome.in_(FAILURES))
        .values(next_at=now)
        .returning(FrontierEntry.id)
    ).all()
    return ask_crawl(session, slug, by=by, now=now) if failing else None


def retry_address(session: Session, entry_id: int, *, by: str, now: datetime) -> int:
    """Visit one address again at once; return the run's id. Raises SourceError when there is no such address."""
    entry = session.get(FrontierEntry, entry_id)
    if entry is None:
        raise SourceError(f"there is no address number {entry_id}")
    entry.next_at = now
    return ask_crawl(session, session.get_one(Source, entry.source_id).slug, by=by, now=now)
