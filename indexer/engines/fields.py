"""The names of the index fields, and which of them hold a zone's words in each kind of record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from indexer.plan import ZONE_WEIGHTS, Stream, Zone

#: Raise it when the fields, or what is written into them, change: every index on disk is then rebuilt.
SCHEMA_VERSION = 1

#: Streams that decide whether a text matches; grams only order the hits.
MATCHING = (Stream.WHOLE, Stream.PARTS, Stream.SURFACE)
GRAMS = "grams"
PAGE = "page"

DOC_ID = "doc_id"
REVISION = "revision"
NUMBER = "number"
WORK = "work"
DAY = "day"
NEWEST = "newest"
OLDEST = "oldest"
FRESHNESS = "freshness"
KIND = "kind"
STORE = "store"

_ID_BITS = 40
_ID_MASK = (1 << _ID_BITS) - 1
_WORK_BITS = 52
#: Between these days a document's score grows by a tenth in all: enough to order equals, not to bury what is old.
_FRESH_FROM, _FRESH_TO, _FRESH_GAIN = date(2000, 1, 1).toordinal(), date(2040, 1, 1).toordinal(), 0.1


@dataclass(frozen=True, slots=True)
class Scope:
    """Where one kind of record has its words: zone -> (start of the field names, weight)."""

    zones: Mapping[Zone, tuple[str, float]]
    grams: bool


DOCUMENT_SCOPE = Scope({zone: (zone.value, weight) for zone, weight in ZONE_WEIGHTS.items()}, grams=True)
PAGE_SCOPE = Scope({Zone.BODY: (PAGE, 1.0)}, grams=False)


def text_field(start: str, stream: Stream) -> str:
    """The field with one stream of one zone, or of the text of page records."""
    return f"{start}_{stream.value}"


def text_fields() -> tuple[str, ...]:
    """Every field with word positions."""
    return tuple(text_field(start, stream) for start in (*(zone.value for zone in Zone), PAGE) for stream in MATCHING)


def facet_field(name: str) -> str:
    """The field with a facet's values."""
    return f"facet_{name}"


def newest_key(day: int, doc_id: int) -> int:
    """Descending, it orders by date, the newest first, and then by id, the smallest first."""
    return (day << _ID_BITS) | (_ID_MASK - doc_id)


def oldest_key(day: int, doc_id: int) -> int:
    """Ascending, it orders by date, the oldest first, and then by id, the smallest first."""
    return (day << _ID_BITS) | doc_id


def id_of(newest: int) -> int:
    """The document id in a newest_key."""
    return _ID_MASK - (newest & _ID_MASK)


def work_key(work: str, doc_id: int) -> int:
    """A number shared by the documents of a work; a document without a work has a number of its own."""
    if not work:
        return (1 << _WORK_BITS) | doc_id
    return int.from_bytes(blake2b(work.encode(), digest_size=8).digest()) >> (64 - _WORK_BITS)


def freshness(day: int) -> float:
    """What a score is multiplied with, between 1 and 1.1."""
    elapsed = (day - _FRESH_FROM) / (_FRESH_TO - _FRESH_FROM)
    return 1.0 + _FRESH_GAIN * min(1.0, max(0.0, elapsed))
