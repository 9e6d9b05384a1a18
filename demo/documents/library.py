"""The region's documents: what exists, where it is served, and the built bytes kept between builds."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from demo.content import CONTENT, ContentError, Entry, document_entries
from demo.documents.making import MEDIA_TYPES, SUFFIXES, make_document

#: What the bytes depend on beside the document's own text.
_BUILDERS = Path(__file__).parent
_SHARED = ("places.txt", "bank")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """One address of a document; the same document may have several."""

    slug: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryDocument:
    """A document with its text, its addresses and how it is served."""

    name: str
    entry: Entry
    placements: tuple[Placement, ...]
    #: The first day it is there.
    day: int
    content_type: str

    @property
    def file_name(self) -> str:
        """
        The name of the built file.
        """
        return f"{self.name}.{SUFFIXES[self.entry.need('kind')]}"


@cache
def documents() -> tuple[LibraryDocument, ...]:
    """
    Every document of the region, in the order they are written.
    """
    entries = {entry.name: entry for entry in document_entries()}
    return tuple(_document(entry, entries) for entry in entries.values())


def _document(entry: Entry, entries: dict[str, Entry]) -> LibraryDocument:
    fields = entry.fields
    text = entry.text
    if twin := fields.get("same-text-as"):
        text = entries[twin].text
        fields = {**entries[twin].fields, **fields}
    merged = Entry(name=entry.name, fields=fields, text=text, origin=entry.origin)
    return LibraryDocument(
        name=entry.name,
        entry=merged,
        placements=tuple(_placement(word, entry) for word in merged.need("address").split()),
        day=int(merged.get("day", "1")),
        content_type=merged.get("served-as", MEDIA_TYPES[merged.need("kind")]),
    )


def _placement(word: str, entry: Entry) -> Placement:
    slug, colon, path = word.partition(":")
    if not colon or not path.startswith("/"):
        raise ContentError(f"{entry.origin}: «{entry.name}»: «{word}» is not an address such as solvang:/a/b.pdf")
    return Placement(slug=slug, path=path)


def build_library(folder: Path) -> dict[str, bytes]:
    """
    The bytes of every document by name, built anew only where text or builder changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shared = _shared_fingerprint()
    return {document.name: _kept_or_built(document, folder, shared) for document in documents()}


def _kept_or_built(document: LibraryDocument, folder: Path, shared: str) -> bytes:
    entry = document.entry
    fingerprint = _digest(f"{shared}{sorted(entry.fields.items())}{entry.text}".encode())
    path, mark = folder / document.file_name, folder / f"{document.name}.fingerprint"
    if path.exists() and mark.exists() and mark.read_text(encoding="ascii") == fingerprint:
        return path.read_bytes()
    body = make_document(entry)
    path.write_bytes(body)
    mark.write_text(fingerprint, encoding="ascii")
    return body


def _shared_fingerprint() -> str:
    files = [*sorted(_BUILDERS.glob("*.py")), _BUILDERS.parent / "composing.py", _BUILDERS.parent / "markup.py"]
    for name in _SHARED:
        path = CONTENT / name
        files += sorted(path.glob("*.txt")) if path.is_dir() else [path]
    return _digest(b"".join(path.read_bytes() for path in files))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
