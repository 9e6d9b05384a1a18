"""The crawl's side of the catalogue: what it takes up, counts and says at the end."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from catalog import frontier, ingest, runs
from catalog.blobs import BlobStore
from catalog.database import Database
from catalog.models import EntryKind, FrontierEntry, Outcome, Run, RunKind, Source
from catalog.runs import RunLost
from crawler.patterns import MAX_PER_PATTERN
from crawler.recorder import MAX_FEEDS, Found, Leased, Recorder
from tests.support.catalogue import DAY, NOON, make_document, make_source, remove_document

SITE = "https://solvik.example.org/"


@pytest.fixture
def source(db: Database) -> Source:
    return make_source(db, at=NOON)


def claim(db: Database, **params: Any) -> runs.Claim:
    with db.write() as session:
        run_id = runs.ask(session, RunKind.CRAWL, "solvik", by="test", now=NOON, params=params)
        held = runs.claim(session, "me", now=NOON, run_id=run_id)
    assert held is not None
    return held


def open_recorder(db: Database, folder: Path, **params: Any) -> Recorder:
    return Recorder(db, BlobStore(folder), lambda: NOON + timedelta(minutes=1), claim(db, **params))


def entry_of(recorder: Recorder, path: str = "") -> Leased:
    """This entry, whoever holds it."""
    with recorder.db.write() as session:
        frontier.void_leases(session, recorder.source.id)
    return next(entry for entry in recorder.lease(100) if entry.url == SITE + path)


def listing(recorder: Recorder, entry: Leased, *found: Found) -> None:
    visit = recorder.visit(entry, status=200)
    recorder.record(entry, lambda session: ingest.record_listing(session, visit), found=found)


def urls(db: Database) -> set[str]:
    with db.read() as session:
        return {url.removeprefix(SITE) for url in session.scalars(select(FrontierEntry.url))}


def run_row(db: Database, recorder: Recorder) -> Run:
    with db.read() as session:
        return session.get_one(Run, recorder.held.run_id)


def test_what_is_outside_is_not_taken_up(db: Database, source: Source, tmp_path: Path) -> None:
    """
    Other hosts, images, what is no address; relative ones are resolved.
    """
    recorder = open_recorder(db, tmp_path)
    found = ["plan?utm_source=x", "https://andre.example.org/", "bilde.png", "mailto:post@solvik.example.org", "#topp"]

    listing(recorder, entry_of(recorder), *(Found(url=url) for url in found))

    assert {"", "sitemap.xml", "plan"} == urls(db)


def test_a_calendar_is_cut_off_and_a_sitemap_is_not(db: Database, source: Source, tmp_path: Path) -> None:
    """
    What was left out stands in the run's message, with an example.
    """
    recorder = open_recorder(db, tmp_path)
    days = [f"kalender/{year}/{month}" for year in range(2000, 2030) for month in range(12)]
    make_document(db, source, url=f"{SITE}plan")

    listing(recorder, entry_of(recorder), *(Found(url=url) for url in days))
    assert MAX_PER_PATTERN + 3 == len(urls(db))
    with db.read() as session:
        message = recorder.verdict(session) or ""
    assert "260 addresses that look like one page without end" in message
    assert "kalender/#/#" in message

    listing(recorder, entry_of(recorder, "sitemap.xml"), *(Found(url=url, trusted=True) for url in days))
    assert 360 + 3 == len(urls(db))


def test_a_source_has_so_many_feeds(db: Database, source: Source, tmp_path: Path) -> None:
    """
    Some systems have a feed of comments for every page.
    """
    recorder = open_recorder(db, tmp_path)

    feeds = [Found(url=f"sak-{chr(97 + n // 26)}{chr(97 + n % 26)}/feed", kind=EntryKind.FEED) for n in range(60)]
    listing(recorder, entry_of(recorder), *feeds)

    assert MAX_FEEDS + 2 == len(urls(db))


def test_a_missing_sitemap_is_no_document_gone(db: Database, source: Source, tmp_path: Path) -> None:
    """
    Neither is a dead link, nor the first 404 of a document; the one that removes it is.
    """
    document = make_document(db, source, url=f"{SITE}plan", at=NOON - 2 * DAY)
    recorder = open_recorder(db, tmp_path, full=True)
    entries = {entry.url.removeprefix(SITE): entry for entry in recorder.lease(10)}
    for path in ("sitemap.xml", "", "plan"):
        visit = recorder.visit(entries[path], status=404)
        recorder.record(entries[path], lambda session, visit=visit: ingest.record_gone(session, visit, certain=False))
    assert (0, 3) == (recorder.counts["gone"], recorder.counts["other"])

    visit = recorder.visit(entries["plan"], status=410)
    recorder.record(entries["plan"], lambda session: ingest.record_gone(session, visit, certain=True))
    assert 1 == recorder.counts["gone"]
    assert remove_document(db, document).revision == 2


def test_progress_is_in_the_ledger(db: Database, source: Source, tmp_path: Path) -> None:
    """
    After every address, in the same transaction.
    """
    recorder = open_recorder(db, tmp_path)
    listing(recorder, entry_of(recorder), Found(url="a"), Found(url="b"))

    progress = run_row(db, recorder).progress
    assert (1, 3, 4, SITE) == (progress["done"], progress["left"], progress["total"], progress["current"])


def test_a_run_that_is_taken_up_counts_on(db: Database, source: Source, tmp_path: Path) -> None:
    """
    And gets what the dead process held.
    """
    recorder = open_recorder(db, tmp_path)
    listing(recorder, entry_of(recorder), Found(url="a"))
    with db.write() as session:
        held = runs.claim(session, "next", now=NOON + DAY, run_id=recorder.held.run_id)
    assert held is not None
    after = Recorder(db, BlobStore(tmp_path), lambda: NOON + DAY, held)

    assert {"sitemap.xml", "a"} == {entry.url.removeprefix(SITE) for entry in after.lease(10)}
    assert 1 == after.counts["done"]


def test_a_lost_run_records_nothing_more(db: Database, source: Source, tmp_path: Path) -> None:
    """
    Cancelled, the next recording raises and leaves no trace.
    """
    recorder = open_recorder(db, tmp_path)
    entry = entry_of(recorder)
    with db.write() as session:
        runs.cancel(session, recorder.held.run_id, now=NOON)

    with pytest.raises(RunLost, match="cancelled"):
        listing(recorder, entry, Found(url="a"))
    assert {"", "sitemap.xml"} == urls(db)


def test_a_harvest_that_fails_more_than_it_finds_is_not_whole(db: Database, source: Source, tmp_path: Path) -> None:
    """
    Else the rest of the site would be news to everybody the day it is up again.
    """
    recorder = open_recorder(db, tmp_path)
    with db.read() as session:
        assert not recorder.is_whole(session)
    make_document(db, source)
    recorder.counts["failed"] = 1
    with db.read() as session:
        assert not recorder.is_whole(session)
    make_document(db, source, pages=("Noe annet.",))
    with db.read() as session:
        assert recorder.is_whole(session)


def test_a_harvest_with_nothing_new_is_nothing_to_report(db: Database, source: Source, tmp_path: Path) -> None:
    """
    A source that has documents is in order, also when only its sitemap was due.
    """
    make_document(db, source)
    recorder = open_recorder(db, tmp_path)
    for path in ("", "sitemap.xml"):
        listing(recorder, entry_of(recorder, path))

    with db.read() as session:
        assert recorder.verdict(session) is None


def test_a_source_that_is_full_says_so(db: Database, tmp_path: Path) -> None:
    """
    With the number that an admin can raise.
    """
    source = make_source(db, at=NOON, max_pages=3)
    make_document(db, source)
    recorder = open_recorder(db, tmp_path)
    for path in ("", "sitemap.xml"):
        listing(recorder, entry_of(recorder, path), Found(url="a"), Found(url="b"))

    with db.read() as session:
        assert "as many addresses as it may (3)" in (recorder.verdict(session) or "")


def test_our_own_fault_at_one_address_is_kept_and_the_rest_goes_on(
    db: Database, source: Source, tmp_path: Path
) -> None:
    """
    With its message, as a failure to look at.
    """
    recorder = open_recorder(db, tmp_path)
    entry = entry_of(recorder)

    recorder.record_crash(entry, ValueError("noe gikk galt"))

    with db.read() as session:
        kept = session.get_one(FrontierEntry, entry.id)
    assert (Outcome.INTERNAL_ERROR, 1) == (kept.last_outcome, recorder.counts["failed"])
