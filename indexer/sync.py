"""Brings the index up to the catalogue: what changed since last time, or everything into a fresh index."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from catalog.database import Database
from catalog.models import Document
from indexer.engine import IndexWriter, SearchEngine
from indexer.projection import project

#: Documents per commit of the index.
BATCH = 100

_PENDING = Document.revision != Document.indexed_revision

#: Called with (done, total) after every batch; it may raise to stop.
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a sync did."""

    applied: int = 0
    deleted: int = 0
    #: The index was missing or of another version, and was built anew.
    rebuilt: bool = False


def count_pending(session: Session) -> int:
    """How many documents differ from what the index holds."""
    return session.scalar(select(func.count()).select_from(Document).where(_PENDING)) or 0


def sync(
    db: Database, engine: SearchEngine, *, on_progress: OnProgress | None = None, limit: int | None = None
) -> SyncReport:
    """
    Index what is pending; a killed sync is taken up where it stopped, and repeats at most one batch.

    Raises EngineBusy when another process writes to the index.
    """
    if not engine.is_current():
        return SyncReport(applied=rebuild(db, engine, on_progress=on_progress), rebuilt=True)
    with db.read() as session:
        total = min(count_pending(session), limit or 10**9)
    applied = deleted = 0
    while applied + deleted < total:
        wanted = select(Document.id).where(_PENDING).order_by(Document.id).limit(min(BATCH, total - applied - deleted))
        with db.read() as session:
            ids = list(session.scalars(wanted))
        if not ids:
            break
        upserts, deletes = _apply(db, engine, ids)
        applied, deleted = applied + upserts, deleted + deletes
        if on_progress:
            on_progress(min(applied + deleted, total), total)
    return SyncReport(applied=applied, deleted=deleted)


def rebuild(db: Database, engine: SearchEngine, *, on_progress: OnProgress | None = None) -> int:
    """
    Build a fresh index of the whole catalogue beside the live one, and swap; return how many documents it holds.

    What changes meanwhile stays pending and comes with the next sync.
    """
    with db.read() as session:
        total = session.scalar(select(func.count()).select_from(Document)) or 0
    revisions: dict[int, int] = {}
    count = 0
    with engine.rebuilding() as writer:
        for ids in _batches(db):
            with db.read() as session:
                batch, projected = project(session, ids)
            writer.apply(batch)
            revisions |= projected
            count += len(batch.upserts)
            if on_progress:
                on_progress(len(revisions), total)
    _note_indexed(db, revisions)
    return count


def _apply(db: Database, writer: IndexWriter, ids: list[int]) -> tuple[int, int]:
    with db.read() as session:
        batch, revisions = project(session, ids)
    writer.apply(batch)
    _note_indexed(db, revisions)
    return len(batch.upserts), len(batch.deletes)


def _note_indexed(db: Database, revisions: dict[int, int]) -> None:
    pairs = list(revisions.items())
    for start in range(0, len(pairs), 500):
        with db.write() as session:
            for document_id, revision in pairs[start : start + 500]:
                session.execute(update(Document).where(Document.id == document_id).values(indexed_revision=revision))


def _batches(db: Database) -> Iterator[list[int]]:
    last = 0
    while True:
        with db.read() as session:
            ids = list(
                session.scalars(select(Document.id).where(Document.id > last).order_by(Document.id).limit(BATCH))
            )
        if not ids:
            return
        yield ids
        last = ids[-1]
