"""Bringing the index up to the catalogue: what is pending, and nothing lost when it is killed."""

from collections.abc import Callable
from itertools import count
from typing import Any, cast

import pytest
from sqlalchemy import select, update

from catalog.database import Database
from catalog.ingest import Visit, record_redirect, record_refusal
from catalog.models import Document, FrontierEntry, Outcome
from indexer import sync as indexing
from indexer.engine import Batch, SearchEngine
from indexer.projection import project
from indexer.query import SearchQuery
from indexer.sync import BATCH, SyncReport, count_pending, rebuild, sync
from tests.support.catalogue import DAY, NOON, change_document, make_document, make_source, remove_document


def found(engine: SearchEngine, text: str) -> set[int]:
    return {hit.id for hit in engine.search(SearchQuery(text=text)).hits}


def pending(db: Database) -> int:
    with db.read() as session:
        return count_pending(session)


def visit(db: Database, document: Document, status: int) -> Visit:
    with db.read() as session:
        entry = session.scalars(select(FrontierEntry.id).where(FrontierEntry.document_id == document.id)).one()
    return Visit(source_id=document.source_id, entry_id=entry, run_id=None, at=NOON + DAY, status=status)


def test_what_is_pending_is_indexed_once(db: Database, engine: SearchEngine) -> None:
    """
    New, then changed; a second sync finds nothing to do.
    """
    document = make_document(db, make_source(db), pages=("Heltid er en rettighet.",))
    sync(db, engine)
    assert {document.id} == found(engine, "heltid")

    change_document(db, document, pages=("Nå handler det om omstilling.",))
    assert SyncReport(applied=1) == sync(db, engine)
    assert set() == found(engine, "heltid")
    assert {document.id} == found(engine, "omstilling")
    assert SyncReport() == sync(db, engine)


def test_a_missing_index_is_built(db: Database, engine: SearchEngine) -> None:
    """
    Of the whole catalogue, whatever the catalogue believes is indexed.
    """
    make_document(db, make_source(db))
    with db.write() as session:
        session.execute(update(Document).values(indexed_revision=Document.revision))

    was_current = engine.is_current()
    report = sync(db, engine)

    if not was_current:
        assert SyncReport(applied=1, rebuilt=True) == report
    rebuild(db, engine)
    assert 1 == engine.count()


def test_a_removed_document_can_be_found_and_a_moved_or_withdrawn_one_not(db: Database, engine: SearchEngine) -> None:
    """
    The one it moved to answers for it; what the source asks us not to show is not shown.
    """
    source = make_source(db)
    texts = ("Heltid og turnus.", "Heltid i helse.", "Heltid på sykehjem.", "Heltid i skolen.")
    gone, moved, target, hidden = (make_document(db, source, pages=(text,)) for text in texts)
    sync(db, engine)

    remove_document(db, gone)
    with db.write() as session:
        record_redirect(session, visit(db, moved, 301), target.url, permanent=True)
    with db.write() as session:
        record_refusal(session, visit(db, hidden, 200), Outcome.NOINDEX, "the page asks not to be indexed")
    report = sync(db, engine)

    assert {gone.id, target.id} == found(engine, "heltid")
    assert (1, 2) == (report.applied, report.deleted)


def test_a_sync_that_is_killed_between_index_and_note_is_repeated(db: Database, engine: SearchEngine) -> None:
    """
    The batch is applied again, and there is still one of each.
    """
    document = make_document(db, make_source(db))
    sync(db, engine)
    change_document(db, document, pages=("Nå handler det om omstilling.",))
    with db.read() as session:
        batch, _ = project(session, [document.id])
    engine.apply(batch)
    assert 1 == pending(db)

    assert SyncReport(applied=1) == sync(db, engine)
    assert (1, 0) == (engine.count(), pending(db))
    assert {document.id} == found(engine, "omstilling")


class BusyDay:
    """A search engine beside which a document changes with every batch it is given."""

    def __init__(self, engine: SearchEngine, change: Callable[[], object]) -> None:
        self._engine, self._change = engine, change

    def apply(self, batch: Batch) -> None:
        self._engine.apply(batch)
        self._change()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def test_a_change_while_it_is_indexed_stays_pending(db: Database, engine: SearchEngine) -> None:
    """
    What is noted is the revision that was read, not the one that is there by now; and the sync ends.
    """
    document = make_document(db, make_source(db))
    sync(db, engine)
    change_document(db, document, pages=("Andre tekst.",))
    texts = (f"Tekst {number} om havbruk." for number in count(3))
    busy = BusyDay(engine, lambda: change_document(db, document, pages=(next(texts),)))

    assert SyncReport(applied=1) == sync(db, cast("SearchEngine", busy))

    assert (1, set()) == (pending(db), found(engine, "havbruk"))
    sync(db, engine)
    assert (0, {document.id}) == (pending(db), found(engine, "havbruk"))


def test_a_change_during_a_rebuild_comes_with_the_next_sync(db: Database, engine: SearchEngine) -> None:
    """
    Nothing that changes meanwhile is lost or believed to be indexed.
    """
    source = make_source(db)
    document = make_document(db, source)
    sync(db, engine)

    def change_once(done: int, _total: int) -> None:
        if done == 1 and pending(db) == 0:
            change_document(db, document, pages=("Nå handler det om havbruk.",))
            make_document(db, source, pages=("Helt ny side om havbruk.",))

    rebuild(db, engine, on_progress=change_once)
    assert 1 <= pending(db)

    sync(db, engine)
    assert (2, 0) == (len(found(engine, "havbruk")), pending(db))


def test_a_rebuild_that_fails_leaves_the_live_index(db: Database, engine: SearchEngine) -> None:
    """
    As it was, with the searches it answered.
    """
    document = make_document(db, make_source(db), pages=("Heltid er en rettighet.",))
    sync(db, engine)

    def fail(*_: int) -> None:
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        rebuild(db, engine, on_progress=fail)
    assert {document.id} == found(engine, "heltid")


def test_a_stopped_sync_keeps_what_it_did(db: Database, engine: SearchEngine) -> None:
    """
    Progress comes after every batch, and raising there ends it between two.
    """
    source = make_source(db)
    sync(db, engine)
    for number in range(BATCH + 5):
        make_document(db, source, pages=(f"Side nummer {number}.",))
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        sync(db, engine, on_progress=stop)

    assert [(BATCH, BATCH + 5)] == seen
    assert (BATCH, 5) == (engine.count(), pending(db))


def test_a_limit_is_kept(db: Database, engine: SearchEngine) -> None:
    """
    Also when it is smaller than a batch.
    """
    source = make_source(db)
    sync(db, engine)
    for number in range(5):
        make_document(db, source, pages=(f"Side nummer {number}.",))

    assert 2 == sync(db, engine, limit=2).applied
    assert 3 == pending(db)


def test_what_others_call_a_document_is_searched(db: Database, engine: SearchEngine) -> None:
    """
    Also when the link is found after the document was indexed.
    """
    source = make_source(db)
    document = make_document(db, source, url=f"{source.start_url}dok.pdf", pages=("Tall og tabeller.",))
    sync(db, engine)
    make_document(db, source, pages=("Les mer.",), links=[(document.url, "Verktøykassen")])
    sync(db, engine)

    assert document.id in found(engine, "verktøykassen")


def test_short_texts_are_not_called_the_same_work(db: Database) -> None:
    """
    Long ones are, by the fingerprint of their text; only the latest version is projected.
    """
    source = make_source(db)
    short = make_document(db, source, pages=("Kort.",))
    long = make_document(db, source, pages=("En lang tekst om partnerskap. " * 20,))
    change_document(db, short, pages=("Kort igjen.",))

    with db.read() as session:
        batch, revisions = project(session, [short.id, long.id])

    works = {document.id: document.work for document in batch.upserts}
    assert ("", True) == (works[short.id], bool(works[long.id]))
    assert ["Kort igjen."] == [page.text for page in batch.upserts[0].pages]
    assert {short.id: 2, long.id: 1} == revisions


def test_batches_are_small_enough_to_beat_between() -> None:
    """
    A hundred documents a commit: the figure that the heartbeat counts on.
    """
    assert 100 == indexing.BATCH
