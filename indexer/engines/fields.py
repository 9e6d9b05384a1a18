"""The names of the index fields, and which of them hold a zone's words in each kind of record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from indexer.plan import Stream, Zone

#: Raise it when the fields, or what is written into them, change: every index on disk is then rebuilt.
SCHEMA_VERSION = 1

#: Streams that decide whether a text matches; grams only order the hits.
MATCHING = (Stream.WHOLE, Stream.PARTS, Stream.SURFACE)
GRAMS = "grams"
#: Everything in a document. Words are scored in one field, since each field has its own word lengths and rarities:
#: four fields, added up, ranked the judged sets 0.05 worse.
TEXT = "text"
PAGE = "page"
#: Stands between what is not adjacent; no word is ever written so.
GAP = "|"
#: Zones in the order in which they are written into TEXT; the title is worth two mentions.
WRITTEN = (Zone.TITLE, Zone.TITLE, Zone.HEADINGS, Zone.BODY, Zone.LINKS)
#: How much of a title's own score comes on top of that, so that it counts in long documents as well.
TITLE_LIFT = 0.1

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


Places = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where one kind of record has its words: (start of the field names, weight); any of these fields will do."""

    anywhere: Places
    zones: Mapping[Zone, Places]
    grams: bool

    def inside(self, zone: Zone, places: Places) -> Places:
        """A zone's fields among the places; none for a zone inside another one."""
        named = self.zones.get(zone, ())
        return named if places in (self.anywhere, named) else ()


DOCUMENT_SCOPE = Scope(
    anywhere=((TEXT, 1.0), (Zone.TITLE.value, TITLE_LIFT)),
    zones={
        Zone.TITLE: ((Zone.TITLE.value, 1.0),),
        Zone.HEADINGS: ((Zone.HEADINGS.value, 1.0),),
        # Nobody asks for the body alone, and a field for it would double the index.
        Zone.BODY: ((TEXT, 1.0),),
        Zone.LINKS: ((Zone.LINKS.value, 1.0),),
    },
    grams=True,
)
PAGE_SCOPE = Scope(anywhere=((PAGE, 1.0),), zones={Zone.BODY: ((PAGE, 1.0),)}, grams=False)


def text_field(start: str, stream: Stream) -> str:
    """The field with one stream of one zone, or of the text of page records."""
    return f"{start}_{stream.value}"


def text_fields() -> tuple[str, ...]:
    """Every field with word positions."""
    starts = (TEXT, PAGE, *(zone.value for zone in Zone if zone is not Zone.BODY))
    return tuple(text_field(start, stream) for start in starts for stream in MATCHING)


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
