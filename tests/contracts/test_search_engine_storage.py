"""What every search engine keeps on disk, and how several processes share it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from indexer.analysis import Analysis, norwegian
from indexer.engine import Batch, EngineBusy, EngineMismatch, SearchEngine
from indexer.engines import KINDS
from tests.contracts.search_documents import (
    FORM_IDS,
    FORMS,
    ask,
    fill,
    found,
    make_document,
    make_engine,
    new_engine,
)

ROOT = Path(__file__).parents[2]

#: A process that applies one document after the other, and says so after each.
WRITER = """
import sys
from pathlib import Path
from tests.contracts.search_documents import fill, make_document, make_engine
engine = make_engine(sys.argv[1], Path(sys.argv[2]))
for number in range(int(sys.argv[3]), 100000):
    fill(engine, make_document(number, f"Havn {number}", ("Havn " * 50, "Kai")), make_document(0, "Alltid"))
    print(number, flush=True)
"""

#: A process that begins to write and does not end.
HOLDER = """
import sys, time
from pathlib import Path
from tests.contracts.search_documents import make_engine
with make_engine(sys.argv[1], Path(sys.argv[2])).rebuilding():
    print("writing", flush=True)
    time.sleep(60)
"""


@pytest.fixture(params=FORMS, ids=FORM_IDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    """An empty index in each engine, in memory and on disk."""
    with new_engine(request.param, tmp_path) as engine:
        yield engine


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each engine that can keep an index on disk."""
    return request.param


@pytest.fixture
def folder(kind: str, tmp_path: Path) -> Path:
    """The folder of an index with one document."""
    path = tmp_path / "index"
    with make_engine(kind, path).rebuilding() as writer:
        writer.apply(Batch(upserts=(make_document(1, "Havn"),)))
    return path


@contextmanager
def process(script: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A Python process beside this one, killed at the end."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        try:
            yield child
        finally:
            child.kill()


@contextmanager
def searching(engine: SearchEngine) -> Iterator[list[int]]:
    """A thread that searches all the time, and notes how many hits there were."""
    totals: list[int] = []
    ended = Event()

    def search() -> None:
        while not ended.is_set():
            totals.append(ask(engine, "havn").total)

    thread = Thread(target=search)
    thread.start()
    try:
        yield totals
    finally:
        ended.set()
        thread.join()


def test_a_rebuild_takes_over_when_it_ends(engine):
    """Until then searches see the old index, and afterwards the new one alone."""
    fill(engine, make_document(1, "Havn"))

    with engine.rebuilding() as writer:
        writer.apply(Batch(upserts=(make_document(2, "Havn"), make_document(3, "Havn"))))
        writer.apply(Batch(upserts=(make_document(3, "Havn"),), deletes=(2,)))
        during = found(engine, "havn")

    assert [1] == during
    assert [3] == found(engine, "havn")
    assert 1 == engine.count()


def test_a_rebuild_that_fails_leaves_no_trace(engine):
    """The live index stays, and can be written to and rebuilt again."""
    fill(engine, make_document(1, "Havn"))

    with pytest.raises(RuntimeError, match="lost"):
        _rebuild_and_fail(engine)
    fill(engine, make_document(3, "Havn"))

    assert [1, 3] == found(engine, "havn")


def test_searches_go_on_during_a_rebuild(engine):
    """They see the old index or the new one, nothing between."""
    fill(engine, *(make_document(number, "Havn") for number in range(3)))

    with searching(engine) as totals, engine.rebuilding() as writer:
        for number in range(5):
            writer.apply(Batch(upserts=tuple(make_document(number * 10 + at, "Havn") for at in range(10))))

    assert totals
    assert {3, 50} >= set(totals)
    assert 50 == ask(engine, "havn").total


def test_searches_go_on_during_updates(engine):
    """They see whole batches only."""
    with searching(engine) as totals:
        for number in range(12):
            fill(engine, *(make_document(number * 2 + at, "Havn") for at in range(2)))

    assert totals == sorted(totals)
    assert {0} == {total % 2 for total in totals}
    assert 24 == ask(engine, "havn").total


def test_an_index_is_found_again(kind, folder):
    """What was applied is there when the folder is opened anew."""
    fill(make_engine(kind, folder), make_document(2, "Havn", ("Kai", "Havn")))

    again = make_engine(kind, folder)

    assert again.is_current()
    assert [1, 2] == sorted(found(again, "havn"))


def test_a_missing_index_must_be_built(kind, tmp_path):
    """Nothing is made up: neither searching nor writing works before the first rebuild."""
    engine = make_engine(kind, tmp_path / "index")

    assert not engine.is_current()
    assert (0, {}) == (engine.count(), engine.revisions([1]))
    with pytest.raises(EngineMismatch, match="samla index rebuild"):
        ask(engine, "havn")
    with pytest.raises(EngineMismatch, match="samla index rebuild"):
        fill(engine, make_document(1, "Havn"))


def test_another_analysis_needs_a_rebuild(kind, folder):
    """An index of another fingerprint gives no answers until it is rebuilt."""

    class Newer(Analysis):
        def fingerprint(self) -> str:
            return norwegian().fingerprint() + "-newer"

    engine = make_engine(kind, folder)
    newer = type(engine)(folder, Newer())

    assert not newer.is_current()
    with pytest.raises(EngineMismatch, match="samla index rebuild"):
        ask(newer, "havn")
    with newer.rebuilding():
        pass
    assert newer.is_current()
    assert not engine.is_current()


@pytest.mark.parametrize("name", ["meta.json", "index"])
def test_a_damaged_index_must_be_rebuilt(kind, folder, name):
    """Lost files are told of as a reason to rebuild, not as a crash."""
    (generation,) = folder.glob("gen-*")
    (generation / name).rename(folder / "gone")

    engine = make_engine(kind, folder)

    assert not engine.is_current()
    with engine.rebuilding() as writer:
        writer.apply(Batch(upserts=(make_document(1, "Havn"),)))
    assert [1] == found(engine, "havn")


def test_the_index_before_the_last_is_removed(kind, folder):
    """One generation is kept for readers that are about to leave it, and leavings of a kill are swept."""
    (folder / "gen-halfbuilt" / "index").mkdir(parents=True)
    engine = make_engine(kind, folder)

    for _ in range(4):
        with engine.rebuilding():
            pass

    assert 2 == len(list(folder.glob("gen-*")))


def test_another_process_sees_commits_and_swaps(kind, folder):
    """A reader follows a writer in another process from one search to the next."""
    reader = make_engine(kind, folder)
    assert [1] == found(reader, "havn")

    with process(WRITER, kind, folder, 2) as writer:
        assert writer.stdout is not None
        for _ in range(3):
            number = int(writer.stdout.readline())
            assert number in found(reader, "havn", per_page=100)
    with make_engine(kind, folder).rebuilding() as fresh:
        fresh.apply(Batch(upserts=(make_document(7, "Havn"),)))

    assert [7] == found(reader, "havn")


def test_one_process_writes_at_a_time(kind, folder):
    """The second one waits a little and then says who is in the way; reading goes on."""
    engine = make_engine(kind, folder, lock_wait=0.2)

    with process(HOLDER, kind, folder) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(EngineBusy, match="another process"):
            fill(engine, make_document(2, "Havn"))
        with pytest.raises(EngineBusy), engine.rebuilding():
            pass
        assert [1] == found(engine, "havn")
    fill(engine, make_document(2, "Havn"))

    assert [1, 2] == found(engine, "havn")


@pytest.mark.parametrize("form", FORMS, ids=FORM_IDS)
def test_one_thread_writes_at_a_time(form, tmp_path):
    """A batch cannot slip into the live index while its successor is built."""
    with new_engine(form, tmp_path, lock_wait=0.1) as engine, engine.rebuilding(), pytest.raises(EngineBusy):
        fill(engine, make_document(1, "Havn"))


@pytest.mark.slow
def test_nothing_committed_is_lost_by_a_kill(kind, folder):
    """After kill -9 at any moment the index opens, holds all that was applied, and takes the rest."""
    engine = make_engine(kind, folder)
    last = 1
    for pause in (0.0, 0.03, 0.11):
        with process(WRITER, kind, folder, last + 1) as writer:
            assert writer.stdout is not None
            last = int(writer.stdout.readline())
            time.sleep(pause)
            os.kill(writer.pid, signal.SIGKILL)
            last = max([last, *map(int, writer.stdout.read().split())])
        reopened = make_engine(kind, folder, lock_wait=1.0)
        held = reopened.revisions(range(last + 2))
        assert set(range(1, last + 1)) <= held.keys()
        assert len(held) == reopened.count()
        last = max(held)
    fill(engine, make_document(last + 1, "Havn"))

    assert last + 1 in found(engine, "havn", per_page=100)


@pytest.mark.slow
def test_updates_do_not_make_the_index_grow(kind, folder):
    """Files of replaced segments are collected: after many updates it is less than twice a fresh one."""
    updates, at_once = (2000, 25) if kind == "tantivy" else (600, 60)
    engine = make_engine(kind, folder)
    documents = [make_document(number, f"Havn {number}", f"Kai nummer {number} " * 40) for number in range(200)]

    for start in range(0, updates, at_once):
        fill(engine, *(documents[(start + at) % 200] for at in range(at_once)))
    updated = _size(folder)
    with engine.rebuilding() as writer:
        writer.apply(Batch(upserts=tuple(documents)))

    assert updated < 2 * _size(folder)


def _rebuild_and_fail(engine: SearchEngine) -> None:
    with engine.rebuilding() as writer:
        writer.apply(Batch(upserts=(make_document(2, "Havn"),)))
        raise RuntimeError("lost")


def _size(folder: Path) -> int:
    name = (folder / "current").read_text("utf-8").strip()
    return sum(path.stat().st_size for path in (folder / name).rglob("*") if path.is_file())
