"""Raw bytes as downloaded, in a folder addressed by their content; they can be read again without the network."""

import gzip
import hashlib
import os
import tempfile
from pathlib import Path


class BlobStore:
    """
    Files named by the sha-256 of their content, gzip-compressed.

    Writing the same bytes twice is one file; a file is complete or absent, also after a crash.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keep the bytes, durably; return their name."""
        name = hashlib.sha256(content).hexdigest()
        path = self._path(name)
        if path.exists():
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            # mtime 0: the same content gives the same file.
            file.write(gzip.compress(content, compresslevel=6, mtime=0))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
        _make_name_durable(path.parent)
        return name

    def get(self, name: str) -> bytes:
        """The bytes of that name; raises FileNotFoundError when they are not kept here."""
        return gzip.decompress(self._path(name).read_bytes())

    def __contains__(self, name: str) -> bool:
        return self._path(name).exists()

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / f"{name}.gz"


def _make_name_durable(folder: Path) -> None:
    # Without this a power cut may take the name of a file whose content is safe on the disk.
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
