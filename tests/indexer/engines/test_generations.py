"""The folder of generations, and what is left in it by accidents."""

from pathlib import Path

import pytest

from indexer.analysis import norwegian
from indexer.engine import Batch, EngineMismatch
from indexer.engines.generations import write_durably
from indexer.engines.tantivy import TantivyEngine
from tests.contracts.search_documents import found, make_document


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index with one document."""
    path = tmp_path / "deep" / "index"
    with TantivyEngine(path, norwegian()).rebuilding() as writer:
        writer.apply(Batch(upserts=(make_document(1, "Havn"),)))
    return path


def test_the_folder_is_made(folder):
    """The pointer names the one generation, which says what it was made with."""
    (generation,) = folder.glob("gen-*")

    assert generation.name == (folder / "current").read_text("utf-8").strip()
    assert {"index", "meta.json"} == {path.name for path in generation.iterdir()}


@pytest.mark.parametrize("content", ["", "../elsewhere", "gen-../../x", "gen-missing", "\0", "gen-" + "x" * 300])
def test_a_pointer_to_nothing_is_no_index(folder, content):
    """Whatever stands in the pointer, the answer is to rebuild."""
    write_durably(folder / "current", content)
    engine = TantivyEngine(folder, norwegian())

    assert not engine.is_current()
    with pytest.raises(EngineMismatch, match="samla index rebuild"):
        found(engine, "havn")


def test_a_reader_survives_the_removal_of_its_generation(folder):
    """Two rebuilds later it simply follows the pointer."""
    reader = TantivyEngine(folder, norwegian())
    assert [1] == found(reader, "havn")

    for _ in range(2):
        with TantivyEngine(folder, norwegian()).rebuilding() as writer:
            writer.apply(Batch(upserts=(make_document(2, "Havn"),)))

    assert [2] == found(reader, "havn")


def test_a_snapshot_outlives_the_files_it_was_made_of(folder):
    """A search that is under way ends on the index that it began on."""
    engine = TantivyEngine(folder, norwegian())
    with engine._generations.live().snapshot(deadline=None) as snapshot:
        for _ in range(2):
            with engine.rebuilding():
                pass
        assert 1 == snapshot.count()

    assert 0 == engine.count()
