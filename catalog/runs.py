"""
The run ledger: asking for runs, claiming them under a lease, and closing them.

A run that loses its lease is taken up again by the next claim; whoever lost it is fenced off by (owner, attempt) and
finds out at its next beat.
"""

import os
import socket
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from catalog.inserts import insert_into
from catalog.models import LIVE, Run, RunKind, RunState

#: How long a silent owner keeps a run.
LEASE = timedelta(seconds=30)
MAX_ATTEMPTS = 5
#: The live run that stands in the way of a new one may end before it is read.
_ASK_TRIES = 5


class RunLost(Exception):
    """The run was cancelled or taken over: stop at once and change nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A run in the hands of one owner, for one attempt."""

    run_id: int
    kind: RunKind
    key: str
    owner: str
    attempt: int
    params: Mapping[str, Any]
    asked_by: str = ""


def new_owner() -> str:
    """A name for this process that no other one has; it tells where the process can be looked for."""
    return f"{_machine()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def _machine() -> str:
    """Where process numbers mean the same as here: containers may share a host name and not their processes."""
    try:
        space = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        space = 0
    return f"{socket.gethostname()}/{space}"


def free_orphans(session: Session, *, now: datetime) -> int:
    """End the leases of runs whose owner was a process of this machine that is no more; return how many."""
    prefix = f"{_machine()}:"
    held = session.execute(
        select(Run.id, Run.owner).where(
            Run.state == RunState.RUNNING, Run.lease_until >= now, Run.owner.startswith(prefix, autoescape=True)
        )
    )
    dead = [run_id for run_id, owner in held if owner and not _is_alive(int(owner.removeprefix(prefix).split(":")[0]))]
    if dead:
        lapsed = now - timedelta(seconds=1)
        session.execute(update(Run).where(Run.id.in_(dead), Run.state == RunState.RUNNING).values(lease_until=lapsed))
    return len(dead)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def ask(
    session: Session,
    kind: RunKind,
    key: str,
    *,
    by: str,
    now: datetime,
    not_before: datetime | None = None,
    params: Mapping[str, Any] | None = None,
) -> int:
    """Ask for a run; return the id of the live run of this kind and key, whether it is new or was there already."""
    for _ in range(_ASK_TRIES):
        _insert_unless_live(session, kind, key, by=by, now=now, not_before=not_before or now, params=params or {})
        found = session.scalars(select(Run.id).where(Run.kind == kind, Run.key == key, Run.state.in_(LIVE))).first()
        if found is not None:
            return found
    raise RuntimeError(f"{kind} {key} ends as fast as it is asked for")


def _insert_unless_live(
    session: Session,
    kind: RunKind,
    key: str,
    *,
    by: str,
    now: datetime,
    not_before: datetime,
    params: Mapping[str, Any],
) -> None:
    session.execute(
        insert_into(session, Run)
        .values(
            kind=kind,
            key=key,
            state=RunState.DUE,
            asked_at=now,
            asked_by=by,
            not_before=not_before,
            attempt=0,
            cancel=False,
            params=dict(params),
            progress={},
        )
        .on_conflict_do_nothing()
    )


def hasten(session: Session, run_id: int, *, now: datetime, params: Mapping[str, Any] | None = None) -> bool:
    """Let a waiting run start at once, with these settings on top of its own; False when it does not wait."""
    run = session.get(Run, run_id, with_for_update=True)
    if run is None or run.state is not RunState.DUE:
        return False
    run.not_before = min(run.not_before, now)
    run.params = {**run.params, **(params or {})}
    return True


def is_anything_claimable(session: Session, *, now: datetime, kinds: Sequence[RunKind]) -> bool:
    """Whether a claim of one of these kinds would find a run; a look that takes no lock."""
    return session.scalar(select(exists().where(_claimable(now), Run.kind.in_(kinds)))) or False


def claim(
    session: Session, owner: str, *, now: datetime, kinds: Sequence[RunKind] = (), run_id: int | None = None
) -> Claim | None:
    """Take the oldest claimable run (of these kinds, or exactly this one); None when there is none."""
    wanted: list[ColumnElement[bool]] = [_claimable(now)]
    if kinds:
        wanted.append(Run.kind.in_(kinds))
    if run_id is not None:
        wanted.append(Run.id == run_id)
    run = session.scalars(
        select(Run).where(*wanted).order_by(Run.not_before, Run.id).limit(1).with_for_update(skip_locked=True)
    ).first()
    if run is None:
        return None
    run.state, run.owner, run.lease_until, run.beat_at = RunState.RUNNING, owner, now + LEASE, now
    run.attempt += 1
    run.started_at = run.started_at or now
    return Claim(
        run_id=run.id,
        kind=run.kind,
        key=run.key,
        owner=owner,
        attempt=run.attempt,
        params=dict(run.params),
        asked_by=run.asked_by,
    )


def _claimable(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(Run.state == RunState.DUE, Run.not_before <= now),
        # A run that kills its owner every time is left for abandon_stale_runs.
        and_(Run.state == RunState.RUNNING, Run.lease_until < now, Run.attempt < MAX_ATTEMPTS),
    )


def beat(session: Session, held: Claim, *, now: datetime, progress: Mapping[str, Any] | None = None) -> None:
    """
    Renew the lease and note progress, in the same transaction as the work it vouches for.

    Raises RunLost when the run was cancelled or belongs to another attempt.
    """
    values: dict[str, Any] = {"lease_until": now + LEASE, "beat_at": now}
    if progress is not None:
        values["progress"] = dict(progress)
    cancelled = session.execute(update(Run).where(_held(held)).values(**values).returning(Run.cancel)).scalar()
    if cancelled is None or cancelled:
        raise RunLost(f"run {held.run_id} was {'cancelled' if cancelled else 'taken over'}")


def _held(held: Claim) -> ColumnElement[bool]:
    return and_(
        Run.id == held.run_id,
        Run.owner == held.owner,
        Run.attempt == held.attempt,
        Run.state == RunState.RUNNING,
    )


def finish(
    session: Session,
    held: Claim,
    *,
    now: datetime,
    progress: Mapping[str, Any] | None = None,
    message: str | None = None,
) -> None:
    """Close a run as done; does nothing when it is no longer held."""
    values: dict[str, Any] = {"state": RunState.DONE, "ended_at": now, "message": message}
    if progress is not None:
        values["progress"] = dict(progress)
    session.execute(update(Run).where(_held(held)).values(**values))


def fail(session: Session, held: Claim, error: str, *, now: datetime, retry: bool = True) -> None:
    """Close an attempt that went wrong: due again after a back-off, or failed for good after five."""
    again = retry and held.attempt < MAX_ATTEMPTS
    values: dict[str, Any] = {"message": error[:2_000], "owner": None, "lease_until": None}
    if again:
        values |= {"state": RunState.DUE, "not_before": now + timedelta(seconds=15 * 2**held.attempt)}
    else:
        values |= {"state": RunState.FAILED, "ended_at": now}
    session.execute(update(Run).where(_held(held)).values(**values))


def release(session: Session, held: Claim, *, now: datetime) -> None:
    """Give a run back unfinished and at once claimable: the owner stops in good order."""
    session.execute(
        update(Run)
        .where(_held(held))
        .values(state=RunState.DUE, owner=None, lease_until=None, not_before=now, attempt=Run.attempt - 1)
    )


def cancel(session: Session, run_id: int, *, now: datetime) -> bool:
    """Ask a live run to stop; a run that nobody holds is closed at once. False when it has ended already."""
    run = session.get(Run, run_id, with_for_update=True)
    if run is None or run.state not in LIVE:
        return False
    run.cancel = True
    if run.state is RunState.DUE:
        run.state, run.ended_at = RunState.CANCELLED, now
    return True


def close_cancelled(session: Session, held: Claim, *, now: datetime) -> bool:
    """Close a run whose owner stopped because it was asked to; False when it was taken over instead."""
    closed = session.execute(
        update(Run).where(_held(held), Run.cancel).values(state=RunState.CANCELLED, ended_at=now).returning(Run.id)
    ).scalar()
    return closed is not None


def abandon_stale_runs(session: Session, *, now: datetime) -> int:
    """Close what cannot go on: cancelled runs whose owner is gone, and runs that died too often; return how many."""
    stale = session.scalars(select(Run).where(_stale(now)).with_for_update(skip_locked=True)).all()
    for run in stale:
        run.ended_at = now
        if run.cancel:
            run.state = RunState.CANCELLED
        else:
            run.state = RunState.FAILED
            run.message = f"the process doing it died {run.attempt} times; see the log, then ask for it again"
    return len(stale)


def is_anything_stale(session: Session, *, now: datetime) -> bool:
    """Whether abandon_stale_runs would close a run; a look that takes no lock."""
    return session.scalar(select(exists().where(_stale(now)))) or False


def _stale(now: datetime) -> ColumnElement[bool]:
    hopeless = or_(Run.cancel, Run.attempt >= MAX_ATTEMPTS)
    return and_(Run.state == RunState.RUNNING, Run.lease_until < now, hopeless)


def forget_old_runs(session: Session, *, before: datetime) -> int:
    """Delete runs that ended well before then, crawls excepted: those are the sources' history; return how many."""
    wanted = delete(Run).where(
        Run.state.in_((RunState.DONE, RunState.CANCELLED)),
        Run.kind.not_in((RunKind.CRAWL, RunKind.IMPORT, RunKind.REBUILD)),
        Run.ended_at < before,
    )
    return len(session.scalars(wanted.returning(Run.id)).all())


def live_run(session: Session, kind: RunKind, key: str) -> Run | None:
    """The run of this kind and key that is due or running."""
    return session.scalars(select(Run).where(Run.kind == kind, Run.key == key, Run.state.in_(LIVE))).first()
