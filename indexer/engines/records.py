"""Documents turned into index records: pre-analysed words, facet values, sort keys and the text for snippets."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from indexer.analysis import Analysis
from indexer.engine import IndexDocument
from indexer.engines.fields import GAP, GRAMS, MATCHING, PAGE, TEXT, WRITTEN, text_field, work_key
from indexer.plan import Stream, Zone

#: How much of a document with pages is kept beside them, for hits that no page accounts for.
LEAD_LENGTH = 2000


class Kind(StrEnum):
    """What a record stands for."""

    DOCUMENT = "document"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What is read back to show a hit."""

    title: str = ""
    text: str
    #: True when the text of the document is in page records.
    paged: bool = False

    def to_bytes(self) -> bytes:
        """As kept in the index."""
        return json.dumps([self.title, self.text, self.paged], ensure_ascii=False).encode("utf-8", "replace")

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Stored":
        """The reverse of to_bytes."""
        title, text, paged = json.loads(raw)
        return cls(title=title, text=text, paged=paged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One document, or one page of it, as every engine writes it."""

    kind: Kind
    doc_id: int
    #: field name -> index terms separated by spaces.
    words: dict[str, str]
    stored: Stored
    #: Pages only.
    number: int = 0
    #: Documents only, from here on.
    revision: int = 0
    day: int = 0
    work: int = 0
    #: facet name -> values.
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)


def make_records(document: IndexDocument, analysis: Analysis) -> tuple[Record, ...]:
    """The document's record, and one per page when it has more than one."""
    paged = len(document.pages) > 1
    bodies = [analysis.streams(page.text) for page in document.pages]
    pages = tuple(
        Record(
            kind=Kind.PAGE,
            doc_id=document.id,
            number=page.number,
            words=_words(PAGE, streams),
            stored=Stored(text=page.text),
        )
        for page, streams in zip(document.pages, bodies, strict=True)
        if paged
    )
    return (_document_record(document, analysis, bodies), *pages)


def _document_record(document: IndexDocument, analysis: Analysis, bodies: list[dict[Stream, str]]) -> Record:
    zones = {
        Zone.TITLE: analysis.streams(document.title),
        Zone.HEADINGS: analysis.streams(document.headings),
        Zone.BODY: _joined(bodies, " "),
        Zone.LINKS: analysis.streams(document.link_texts),
    }
    text = _joined([zones[zone] for zone in WRITTEN], f" {GAP} ")
    words = {GRAMS: text[Stream.GRAMS], **_words(TEXT, text)}
    for zone in (Zone.TITLE, Zone.HEADINGS, Zone.LINKS):
        words |= _words(zone.value, zones[zone])
    paged = len(bodies) > 1
    shown = "\n".join(page.text for page in document.pages)
    return Record(
        kind=Kind.DOCUMENT,
        doc_id=document.id,
        revision=document.revision,
        words={name: terms for name, terms in words.items() if terms},
        stored=Stored(title=document.title, text=shown[:LEAD_LENGTH] if paged else shown, paged=paged),
        day=document.date_on.toordinal(),
        work=work_key(document.work, document.id),
        facets=_facets(document),
    )


def _facets(document: IndexDocument) -> dict[str, tuple[str, ...]]:
    values = {
        "source": (document.source,),
        "type": (document.type,),
        "topic": document.topics,
        "place": document.places,
        "organisation": document.organisations,
        "language": (document.language,),
        "year": (f"{document.date_on.year:04}",),
    }
    return {name: tuple(sorted({value for value in many if value})) for name, many in values.items()}


def _words(start: str, streams: dict[Stream, str]) -> dict[str, str]:
    return {text_field(start, stream): streams[stream] for stream in MATCHING if streams[stream]}


def _joined(texts: Sequence[dict[Stream, str]], between: str) -> dict[Stream, str]:
    return {stream: between.join(streams[stream] for streams in texts if streams[stream]) for stream in Stream}
