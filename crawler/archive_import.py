"""Brings in pages from WARC files and folders: read like fetched ones, and news to nobody."""

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import quote, urljoin

from sqlalchemy import select

from catalog import frontier, ingest, sources
from catalog.blobs import BlobStore
from catalog.clock import Clock
from catalog.database import Database
from catalog.ingest import Content, Discovery, Visit
from catalog.models import EntryKind, FrontierEntry, Outcome, Source
from catalog.urls import AddressError, Scope, canonicalise
from crawler.extraction.isolation import Zygote, extract_isolated
from crawler.extraction.model import FetchedPage
from crawler.reading import problem, to_content, with_header_directives


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """What came of an import."""

    kept: int = 0
    unchanged: int = 0
    #: One line per page that was left out, with the reason.
    refused: list[str] = field(default_factory=list)


def read_warc(path: Path) -> Iterator[FetchedPage]:
    """The successful answers in a WARC file, captured when they say."""
    from warcio.archiveiterator import ArchiveIterator

    with _open(path) as stream:
        for record in ArchiveIterator(stream):
            headers = record.http_headers
            if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
                continue
            captured_at = _captured_at(record.rec_headers.get_header("WARC-Date") or "", path)
            yield FetchedPage(
                url=(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>"),
                body=record.content_stream().read(),
                content_type=headers.get_header("Content-Type") or "",
                content_disposition=headers.get_header("Content-Disposition") or "",
                robots_tag=headers.get_header("X-Robots-Tag") or "",
                fetched_at=captured_at,
            )


def _captured_at(written: str, path: Path) -> datetime:
    """When a record says it was captured; without a word of it, when the file was written."""
    try:
        captured_at = datetime.fromisoformat(written)
    except ValueError:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return captured_at if captured_at.tzinfo else captured_at.replace(tzinfo=UTC)


def _open(path: Path) -> BinaryIO:
    """Unpacked when it is packed, also when it was packed as a whole instead of record by record."""
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    return cast("BinaryIO", gzip.open(path)) if is_packed else path.open("rb")


def read_folder(folder: Path, address: str) -> Iterator[FetchedPage]:
    """Every file below the folder, at its path below the address, dated by the file."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield FetchedPage(
                url=urljoin(address, quote(path.relative_to(folder).as_posix())),
                body=path.read_bytes(),
                fetched_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
                link_text=path.stem.replace("-", " ").replace("_", " "),
            )


def import_pages(db: Database, blobs: BlobStore, clock: Clock, slug: str, pages: Iterable[FetchedPage]) -> ImportReport:
    """Keep each page as a document of the source; running it again with the same pages changes nothing."""
    with db.read() as session:
        source = sources.get_source(session, slug)
    report = ImportReport()
    scope = Scope.of(source.start_url, source.allow, source.deny)
    with Zygote() as zygote:
        for page in pages:
            _import_one(db, blobs, clock, source, scope, zygote, page, report)
    return report


def _import_one(
    db: Database,
    blobs: BlobStore,
    clock: Clock,
    source: Source,
    scope: Scope,
    zygote: Zygote,
    page: FetchedPage,
    report: ImportReport,
) -> None:
    try:
        url = canonicalise(page.url)
    except AddressError as error:
        report.refused.append(str(error))
        return
    if refusal := scope.refusal(url):
        report.refused.append(f"{url}: {refusal}")
        return
    extraction = with_header_directives(extract_isolated(zygote, page), page.robots_tag)
    if trouble := problem(extraction):
        report.refused.append(f"{url}: {trouble.message}")
        return
    if extraction.noindex:
        report.refused.append(f"{url}: the page asks not to be indexed")
        return
    content = to_content(extraction, blob=blobs.put(page.body), language=source.language, county=source.county)
    _keep(db, clock, source, url, page, content, report)


def _keep(
    db: Database, clock: Clock, source: Source, url: str, page: FetchedPage, content: Content, report: ImportReport
) -> None:
    with db.write() as session:
        found = Discovery(url=url, depth=0, found_on="import", kind=EntryKind.PAGE)
        frontier.add_discoveries(session, session.get_one(Source, source.id), [found], now=clock())
        entry = session.scalars(
            select(FrontierEntry).where(FrontierEntry.source_id == source.id, FrontierEntry.url == url)
        ).first()
        if entry is None:
            report.refused.append(f"{url}: the source has as many addresses as it may ({source.max_pages})")
            return
        if entry.fetched_at is not None and entry.fetched_at > page.fetched_at:
            # What is known is younger: an old capture must not take its place.
            report.unchanged += 1
            return
        visit = Visit(source_id=source.id, entry_id=entry.id, run_id=None, at=page.fetched_at)
        outcome = ingest.record_content(session, visit, content, is_news=False)
    report.unchanged += outcome is Outcome.UNCHANGED
    report.kept += outcome is not Outcome.UNCHANGED
