"""`samla doctor`: is everything in order, and what to do about what is not."""

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import click
from sqlalchemy import func, select

from catalog.clock import utc_now
from catalog.models import Delivery, DeliveryStatus, Run, RunKind, RunState, Source, SourceState
from indexer.sync import count_pending
from samla.cli.output import json_option, print_rows
from samla.wiring import Program

#: SQLite before this can corrupt a WAL database when two connections checkpoint at once (fixed in 3.51.3).
SAFE_SQLITE = (3, 51, 3)
BACKPORTED_SQLITE = ((3, 44, 6), (3, 50, 7))
LOW_DISK = 2 * 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    words: str


@click.command("doctor")
@json_option
def doctor_command(as_json: bool) -> int:
    """Check settings, catalogue, index, disk, mail and runs; exits 1 when something needs attention."""
    program = Program.from_environment()
    checks: tuple[Callable[[Program], Iterator[Finding]], ...] = (_catalogue, _index, _disk, _runs, _mail, _sources)
    findings = [finding for check in checks for finding in check(program)]
    rows = [{"state": "ok" if each.ok else "LOOK", "what": each.what, "finding": each.words} for each in findings]
    print_rows(rows, as_json=as_json)
    return 0 if all(each.ok for each in findings) else 1


def _catalogue(program: Program) -> Iterator[Finding]:
    yield Finding(what="settings", ok=True, words=f"home {program.home.path}, Python {sys.version.split()[0]}")
    db = program.db
    if not db.is_sqlite:
        yield Finding(what="catalogue", ok=True, words="PostgreSQL answers")
        return
    with db.read() as session:
        verdict = session.connection().exec_driver_sql("PRAGMA quick_check").scalar()
    yield Finding(what="catalogue", ok=verdict == "ok", words=f"SQLite quick_check: {verdict}")
    version = sqlite3.sqlite_version_info
    safe = version >= SAFE_SQLITE or any(version[:2] == low[:2] and version >= low for low in BACKPORTED_SQLITE)
    words = f"SQLite {sqlite3.sqlite_version}"
    if not safe:
        words += " has the WAL-reset bug (fixed in 3.51.3): rare here, since only writers checkpoint; back up daily"
    yield Finding(what="sqlite version", ok=True, words=words)


def _index(program: Program) -> Iterator[Finding]:
    current = program.engine.is_current()
    with program.db.read() as session:
        pending = count_pending(session)
    words = f"{program.engine.count()} documents, {pending} wait" if current else "must be built: samla index rebuild"
    yield Finding(what="index", ok=current, words=words)


def _disk(program: Program) -> Iterator[Finding]:
    free = shutil.disk_usage(program.home.path).free
    yield Finding(what="disk", ok=free > LOW_DISK, words=f"{free / 1024**3:.1f} GiB free at {program.home.path}")


def _runs(program: Program) -> Iterator[Finding]:
    since = utc_now() - timedelta(days=2)
    with program.db.read() as session:
        failed = session.scalars(select(Run).where(Run.state == RunState.FAILED, Run.ended_at >= since)).all()
    words = "; ".join(f"{run.kind.value} {run.key}: {run.message}" for run in failed[:3])
    yield Finding(what="runs", ok=not failed, words=words or "none failed in two days")


def _mail(program: Program) -> Iterator[Finding]:
    with program.db.read() as session:
        late = session.scalar(
            select(func.count())
            .select_from(Delivery)
            .where(Delivery.status == DeliveryStatus.PENDING, Delivery.not_before < utc_now() - timedelta(hours=3))
        )
        failed = session.scalar(
            select(func.count()).select_from(Delivery).where(Delivery.status == DeliveryStatus.FAILED)
        )
    way = program.settings.mail.smtp_host or f"files in {program.home.mail}"
    yield Finding(what="mail", ok=not late and not failed, words=f"by {way}; {late} late, {failed} failed")


def _sources(program: Program) -> Iterator[Finding]:
    now = utc_now()
    with program.db.read() as session:
        active = session.scalars(select(Source).where(Source.state == SourceState.ACTIVE)).all()
        live = set(session.scalars(select(Run.key).where(Run.kind == RunKind.CRAWL, Run.state == RunState.RUNNING)))
    silent = [
        source.slug
        for source in active
        if source.slug not in live
        and now - (source.harvested_at or source.added_at) > timedelta(seconds=2 * source.every_s)
    ]
    words = f"{len(active)} active" + (
        f"; not harvested for twice their interval: {', '.join(silent)}" if silent else ""
    )
    yield Finding(what="sources", ok=not silent, words=words)
