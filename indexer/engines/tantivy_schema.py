"""The tantivy schema, and records written by it."""

import tantivy

from indexer.engines.fields import (
    DAY,
    DOC_ID,
    FRESHNESS,
    GRAMS,
    KIND,
    NEWEST,
    NUMBER,
    OLDEST,
    REVISION,
    STORE,
    WORK,
    facet_field,
    freshness,
    newest_key,
    oldest_key,
    text_fields,
)
from indexer.engines.records import Kind, Record
from indexer.query import FACETS

#: Signed on purpose: deleting by a term of an unsigned field finds nothing in tantivy-py 0.27.
_LOOKED_UP = (DOC_ID, WORK, DAY)
_READ = (REVISION, NUMBER, NEWEST, OLDEST)


def make_schema() -> tantivy.Schema:
    """The fields of documents and of pages."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(KIND, tokenizer_name="raw", index_option="basic")
    for name in _LOOKED_UP:
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in _READ:
        builder.add_integer_field(name, fast=True)
    builder.add_float_field(FRESHNESS, fast=True)
    for name in text_fields():
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field(GRAMS, tokenizer_name="whitespace", index_option="freq")
    for facet in FACETS:
        builder.add_text_field(facet_field(facet), fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field(STORE, stored=True)
    return builder.build()


def make_document(record: Record) -> tantivy.Document:
    """The record as tantivy takes it."""
    document = tantivy.Document()
    document.add_text(KIND, record.kind.value)
    document.add_integer(DOC_ID, record.doc_id)
    for name, terms in record.words.items():
        document.add_text(name, terms)
    document.add_bytes(STORE, record.stored.to_bytes())
    if record.kind is Kind.PAGE:
        document.add_integer(NUMBER, record.number)
    else:
        _add_columns(document, record)
    return document


def _add_columns(document: tantivy.Document, record: Record) -> None:
    document.add_integer(REVISION, record.revision)
    document.add_integer(WORK, record.work)
    document.add_integer(DAY, record.day)
    document.add_integer(NEWEST, newest_key(record.day, record.doc_id))
    document.add_integer(OLDEST, oldest_key(record.day, record.doc_id))
    # tantivy multiplies a score with log2(2 + value).
    document.add_float(FRESHNESS, 2 ** freshness(record.day) - 2)
    for facet, values in record.facets.items():
        for value in values:
            document.add_text(facet_field(facet), value)
