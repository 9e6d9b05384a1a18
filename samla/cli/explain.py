"""`samla explain`: why an address is found, or not."""

from collections.abc import Sequence
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.models import Document, Fetch, FrontierEntry, Source
from catalog.urls import AddressError, Scope, canonicalise
from samla.cli.output import json_option, print_rows
from samla.wiring import Program


@click.command("explain")
@click.argument("url")
@json_option
def explain_command(url: str, as_json: bool) -> int:
    """Say what is known of an address: which source, when visited, what came of it, what is indexed."""
    with Program.from_environment().db.read() as session:
        rows: list[dict[str, Any]] = []
        for source in session.scalars(select(Source).order_by(Source.slug)):
            found = explain_in_source(session, source, url)
            if not found[0]["answer"].startswith("outside"):
                rows += found
    print_rows(rows, as_json=as_json, empty="no source has this address inside its scope: samla sources list")
    return 0 if rows else 1


def explain_in_source(session: Session, source: Source, url: str) -> Sequence[dict[str, Any]]:
    """One row per question, in the order in which an address travels."""
    try:
        address = canonicalise(url)
    except AddressError as error:
        raise click.UsageError(str(error)) from error
    refusal = Scope.of(source.start_url, source.allow, source.deny).refusal(address)
    if refusal:
        return [_row(source, "inside scope", refusal)]
    entry = session.scalars(
        select(FrontierEntry).where(FrontierEntry.source_id == source.id, FrontierEntry.url == address)
    ).first()
    rows = [_row(source, "inside scope", f"yes, as {address}")]
    if entry is None:
        return [
            *rows,
            _row(source, "found", "never: no page, sitemap or feed we read names it (samla sources add … --seed)"),
        ]
    rows.append(
        _row(source, "found", f"on {entry.found_on or 'the source itself'}, {entry.depth} steps from the start")
    )
    rows += [_row(source, "visited", words) for words in _visits(session, entry)] or [
        _row(source, "visited", "not yet")
    ]
    rows.append(_row(source, "next visit", f"{entry.next_at:%Y-%m-%d %H:%M} UTC ({entry.state.value})"))
    document = session.get(Document, entry.document_id) if entry.document_id else None
    rows.append(_row(source, "document", _document_words(document)))
    return rows


def _row(source: Source, question: str, answer: str) -> dict[str, Any]:
    return {"source": source.slug, "question": question, "answer": answer}


def _visits(session: Session, entry: FrontierEntry) -> list[str]:
    fetches = session.scalars(select(Fetch).where(Fetch.entry_id == entry.id).order_by(Fetch.id.desc()).limit(5))
    return [
        f"{fetch.at:%Y-%m-%d %H:%M} UTC: {fetch.outcome.value}"
        + (f" ({fetch.status})" if fetch.status else "")
        + (f", {fetch.message}" if fetch.message else "")
        for fetch in fetches
    ]


def _document_words(document: Document | None) -> str:
    if document is None:
        return "none"
    pending = "indexed" if document.revision == document.indexed_revision else "waits to be indexed (samla index sync)"
    return f"{document.public_id} «{document.title}», {document.status.value}, {document.page_count} pages, {pending}"
