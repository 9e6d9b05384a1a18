"""Raw bytes: named by their content, whole or absent."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from catalog.blobs import BlobStore


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


@pytest.mark.parametrize("content", [b"", b"hei", b"\x00\xff" * 100_000])
def test_what_is_put_comes_back(blobs: BlobStore, content: bytes) -> None:
    """
    Under the sha-256 of the bytes.
    """
    name = blobs.put(content)

    assert hashlib.sha256(content).hexdigest() == name
    assert name in blobs
    assert content == blobs.get(name)


def test_the_same_bytes_are_one_file(blobs: BlobStore) -> None:
    """
    Putting them again writes nothing.
    """
    blobs.put(b"rapport")
    before = {path: path.stat().st_mtime_ns for path in blobs.folder.rglob("*") if path.is_file()}
    blobs.put(b"rapport")

    assert before == {path: path.stat().st_mtime_ns for path in blobs.folder.rglob("*") if path.is_file()}
    assert 1 == len(before)


def test_a_name_that_is_not_kept(blobs: BlobStore) -> None:
    """
    Is an error, not empty bytes.
    """
    assert "ab" * 32 not in blobs
    with pytest.raises(FileNotFoundError):
        blobs.get("ab" * 32)


def test_a_killed_writer_leaves_whole_files(blobs: BlobStore) -> None:
    """
    Every name that is there gives its content.
    """
    script = (
        "import sys,itertools,pathlib; from catalog.blobs import BlobStore\n"
        "store = BlobStore(pathlib.Path(sys.argv[1]))\n"
        "for n in itertools.count(): store.put(str(n).encode() * 50_000)"
    )
    child = subprocess.Popen([sys.executable, "-c", script, str(blobs.folder)])
    while len(list(blobs.folder.glob("*/*.gz"))) < 5:
        time.sleep(0.01)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()

    for path in blobs.folder.glob("*/*.gz"):
        name = path.name.removesuffix(".gz")
        assert name == hashlib.sha256(blobs.get(name)).hexdigest()
