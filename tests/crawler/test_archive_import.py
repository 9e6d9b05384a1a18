"""Material that can no longer be fetched: kept once, news to nobody, and never in place of what is younger."""

import gzip
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from catalog.blobs import BlobStore
from catalog.database import Database
from catalog.models import Document, Source, Version
from crawler.archive_import import ImportReport, import_pages, read_folder, read_warc
from crawler.extraction.model import FetchedPage
from tests.support.catalogue import NOON, make_document, make_source
from tests.support.site import page

SITE = "https://solvik.example.org/"
THEN = datetime(2015, 3, 1, tzinfo=UTC)


@pytest.fixture
def source(db: Database) -> Source:
    return make_source(db)


def capture(path: str, body: str, *, at: datetime = THEN, url: str = SITE) -> FetchedPage:
    return FetchedPage(url=url + path, body=body.encode(), content_type="text/html; charset=utf-8", fetched_at=at)


def bring_in(db: Database, folder: Path, *pages: FetchedPage) -> ImportReport:
    return import_pages(db, BlobStore(folder / "blobs"), lambda: NOON, "solvik", pages)


def test_importing_twice_changes_nothing(db: Database, source: Source, tmp_path: Path) -> None:
    """
    Also when the archive has several captures of one address.
    """
    pages = [capture("a", page("Første")), capture("a", page("Andre"), at=THEN + timedelta(days=9))]

    assert (2, 0) == ((first := bring_in(db, tmp_path, *pages)).kept, first.unchanged)
    assert (0, 2) == ((again := bring_in(db, tmp_path, *pages)).kept, again.unchanged)
    with db.read() as session:
        assert ["Første", "Andre"] == list(session.scalars(select(Version.title).order_by(Version.number)))
        assert {False} == set(session.scalars(select(Version.is_news)))


def test_an_old_capture_does_not_replace_what_is_known(db: Database, source: Source, tmp_path: Path) -> None:
    """
    The living page is younger.
    """
    make_document(db, source, url=f"{SITE}a", title="Slik den er nå", at=NOON)

    bring_in(db, tmp_path, capture("a", page("Slik den var")))

    with db.read() as session:
        assert "Slik den er nå" == session.scalars(select(Document.title)).one()


def test_what_is_left_out_is_named(db: Database, source: Source, tmp_path: Path) -> None:
    """
    With the reason, and the rest is kept.
    """
    hidden = page("Skjult", head='<meta name="robots" content="noindex">')
    report = bring_in(
        db,
        tmp_path,
        capture("", page("Ute"), url="https://andre.example.org/"),
        capture("skjult", hidden),
        capture("tom", ""),
        capture("", "x", url="ftp://solvik.example.org/"),
        capture("a", page("Side")),
    )

    assert 1 == report.kept
    for words, refusal in zip(
        ("outside the source's prefixes", "not to be indexed", "empty", "does not start with"),
        report.refused,
        strict=True,
    ):
        assert words in refusal


def test_a_full_source_says_so(db: Database, tmp_path: Path) -> None:
    """
    And the import goes on.
    """
    make_source(db, max_pages=3)

    report = bring_in(db, tmp_path, *(capture(name, page(f"Side {name}")) for name in "abc"))

    assert (1, 2) == (report.kept, len(report.refused))
    assert "as many addresses as it may (3)" in report.refused[0]


def test_a_folder_is_read_as_addresses(tmp_path: Path) -> None:
    """
    Names are escaped, hidden files left alone, and the file's own time is when it was had.
    """
    (tmp_path / "år 2015").mkdir()
    (tmp_path / "år 2015" / "Min_rapport.txt").write_text("Hei")
    (tmp_path / ".hemmelig").write_text("nei")
    os.utime(tmp_path / "år 2015" / "Min_rapport.txt", (THEN.timestamp(), THEN.timestamp()))

    (found,) = read_folder(tmp_path, "https://solvik.example.org/arkiv/")

    assert "https://solvik.example.org/arkiv/%C3%A5r%202015/Min_rapport.txt" == found.url
    assert (b"Hei", THEN, "Min rapport") == (found.body, found.fetched_at, found.link_text)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda record: record], ids=["plain", "by record", "whole"])
def test_a_web_archive_is_read(tmp_path: Path, pack: Callable[[bytes], bytes], request: pytest.FixtureRequest) -> None:
    """
    Its successful answers, with what their headers ask for, however it is packed.
    """
    answers = [("a", 200, "X-Robots-Tag: noindex\r\n", b"Hei"), ("b", 404, "", b"Nei")]
    records = b"".join(pack(_record(*answer)) for answer in answers)
    whole = "whole" in request.node.name
    (tmp_path / "arkiv.warc").write_bytes(gzip.compress(records) if whole else records)

    (found,) = read_warc(tmp_path / "arkiv.warc")

    assert (f"{SITE}a", b"Hei", "noindex", THEN) == (found.url, found.body, found.robots_tag, found.fetched_at)


def _record(name: str, status: int, headers: str, body: bytes) -> bytes:
    http = f"HTTP/1.1 {status} OK\r\nContent-Type: text/plain\r\n{headers}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {SITE}{name}\r\nWARC-Date: 2015-03-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-00000000000{status % 7}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"
