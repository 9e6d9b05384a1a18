"""The Whoosh schema, and records written by it."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.columns import CompressedBytesColumn
from whoosh.fields import COLUMN, ID, STORED, TEXT, Schema

from indexer.engines.fields import DOC_ID, GRAMS, KIND, STORE, text_fields
from indexer.engines.records import Record
from indexer.engines.selection import Selection

CARD = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is known of a record without reading its text."""

    doc_id: int
    number: int
    revision: int
    day: int
    work: int
    title: str
    facets: dict[str, tuple[str, ...]]

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Card":
        """The reverse of make_card."""
        doc_id, number, revision, day, work, title, facets = json.loads(raw)
        named = {name: tuple(values) for name, values in facets.items()}
        return cls(doc_id=doc_id, number=number, revision=revision, day=day, work=work, title=title, facets=named)

    def is_in(self, selection: Selection) -> bool:
        """True when the limits of the selection let the document through."""
        on = date.fromordinal(self.day)
        return (
            all(set(values).intersection(self.facets.get(facet, ())) for facet, values in selection.filters)
            and (selection.from_on is None or selection.from_on <= on)
            and (selection.to_on is None or on <= selection.to_on)
            and (selection.within is None or self.doc_id in selection.within)
            and (selection.works is None or self.work in selection.works)
        )


def make_schema() -> Any:
    """The fields of documents and of pages."""
    schema = Schema()
    schema.add(KIND, ID())
    schema.add(DOC_ID, ID(unique=True))
    for name in (*text_fields(), GRAMS):
        schema.add(name, TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=name != GRAMS))
    schema.add(CARD, COLUMN(CompressedBytesColumn()))
    schema.add(STORE, STORED())
    return schema


def make_fields(record: Record) -> dict[str, object]:
    """The record as a Whoosh writer takes it."""
    stored = record.stored
    card = [record.doc_id, record.number, record.revision, record.day, record.work, stored.title, record.facets]
    return {
        KIND: record.kind.value,
        DOC_ID: str(record.doc_id),
        CARD: json.dumps(card).encode(),
        STORE: stored.to_bytes(),
        **record.words,
    }
