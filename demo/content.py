"""Reading the demo's text files: pages, documents, and the answers that are not pages."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from demo.markup import Block, parse

CONTENT = Path(__file__).parent / "content"
_RULE = "==="


class ContentError(ValueError):
    """A text file of the demo is not written as it must be; says which and where."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of a text file: a name, its fields, and its text."""

    name: str
    fields: dict[str, str]
    text: str
    origin: str

    def get(self, field: str, default: str = "") -> str:
        """
        The field's value, or the default.
        """
        return self.fields.get(field, default)

    def need(self, field: str) -> str:
        """
        The field's value; an entry without it is an error that names the place.
        """
        try:
            return self.fields[field]
        except KeyError:
            raise ContentError(f"{self.origin}: «{self.name}» needs the field «{field}:»") from None

    def date(self, field: str) -> dt.date | None:
        """
        The field as a day, or None when it is not given.
        """
        value = self.get(field)
        return dt.date.fromisoformat(value[:10]) if value else None

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """
        The text, parsed.
        """
        return parse(self.text)


def read_entries(path: Path) -> list[Entry]:
    """
    The entries of one file, in order: `=== name`, `field: value` lines, a blank line, text.
    """
    entries: list[Entry] = []
    chunks = f"\n{path.read_text(encoding='utf-8')}".split(f"\n{_RULE} ")
    for chunk in chunks[1:]:
        head, _, text = chunk.partition("\n\n")
        name, *lines = head.split("\n")
        fields = dict(_field(line, path, name) for line in lines if line.strip())
        entries.append(Entry(name=name.strip(), fields=fields, text=text.strip(), origin=path.name))
    return entries


def _field(line: str, path: Path, name: str) -> tuple[str, str]:
    key, colon, value = line.partition(":")
    if not colon:
        raise ContentError(f"{path.name}: «{name}»: «{line}» is not a field; is a blank line missing above it?")
    return key.strip(), value.strip()


def site_entries(slug: str, *, day: int) -> dict[str, Entry]:
    """
    A site's entries by path as they stand on a day: day 2 replaces and adds.

    A day 2 entry with `text-of: /path` keeps that entry's text, and its fields where it has none of its own.
    """
    found = {entry.name: entry for entry in _read_folder(CONTENT / "sites" / slug)}
    if day >= 2:
        first_day = dict(found)
        for entry in _read_folder(CONTENT / "day2" / slug):
            found[entry.name] = _with_borrowed_text(entry, first_day)
    return found


def _read_folder(folder: Path) -> list[Entry]:
    return [entry for path in sorted(folder.glob("*.txt")) for entry in read_entries(path)]


def _with_borrowed_text(entry: Entry, entries: dict[str, Entry]) -> Entry:
    source = entries.get(entry.get("text-of"))
    if source is None:
        return entry
    return Entry(name=entry.name, fields={**source.fields, **entry.fields}, text=source.text, origin=entry.origin)


def document_entries() -> list[Entry]:
    """
    Every document of the region, whatever day it appears.
    """
    paths = sorted((CONTENT / "documents").glob("*.txt"))
    return [entry for path in paths for entry in read_entries(path)]


def stable_number(*parts: str, below: int) -> int:
    """
    A number that depends on the parts alone, the same on every machine.
    """
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return int.from_bytes(digest[:6], "big") % below
