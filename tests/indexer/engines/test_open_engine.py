"""Choosing an engine by name."""

import subprocess
import sys
from pathlib import Path

import pytest

from indexer.engine import EngineError
from indexer.engines import KINDS, open_engine

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("kind", KINDS)
def test_an_engine_in_memory_is_ready_at_once(kind):
    """Without a folder there is nothing to build first."""
    engine = open_engine(kind, None)

    assert engine.is_current()
    assert 0 == engine.count()
    assert engine.fingerprint().startswith(kind)


def test_an_unknown_engine_is_answered_with_the_known_ones():
    """The message says what can be chosen."""
    with pytest.raises(EngineError, match="choose one of tantivy, whoosh"):
        open_engine("lucene", None)


def test_a_machine_without_tantivy_is_told_of_the_alternative(tmp_path):
    """Where the library cannot be loaded, the error names the engine that can."""
    (tmp_path / "tantivy.py").write_text("raise ImportError('no wheel for this machine')", "utf-8")
    script = [
        f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(ROOT)!r}]",
        "from indexer.engine import EngineError",
        "from indexer.engines import open_engine",
        "print(open_engine('whoosh', None).count())",
        "try: open_engine('tantivy', None)",
        "except EngineError as error: print(error)",
    ]

    result = subprocess.run([sys.executable, "-c", "\n".join(script)], capture_output=True, text=True, check=True)

    count, message = result.stdout.splitlines()
    assert "0" == count
    assert "no wheel for this machine" in message
    assert 'choose the engine "whoosh"' in message
