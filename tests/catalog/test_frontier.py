"""The frontier: what is added, what is due, and who holds it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from catalog import frontier
from catalog.database import Database
from catalog.ingest import Discovery, Visit, record_failure, record_not_modified
from catalog.models import EntryKind, FrontierEntry, Outcome, Source
from tests.support.catalogue import DAY, NOON, make_source

HOUR = timedelta(hours=1)


@pytest.fixture
def source(db: Database) -> Source:
    """A source whose own start and sitemap were visited yesterday."""
    source = make_source(db, at=NOON - 2 * DAY)
    with db.write() as session:
        for entry in session.scalars(select(FrontierEntry)):
            entry.next_at, entry.fetched_at = NOON + DAY, NOON - DAY
    return source


def add(db: Database, source: Source, *paths: str, now: datetime = NOON, **discovery: Any) -> int:
    found = [Discovery(url=source.start_url + path, found_on="", **({"depth": 1} | discovery)) for path in paths]
    with db.write() as session:
        return frontier.add_discoveries(session, session.get_one(Source, source.id), found, now=now)


def take(db: Database, source: Source, *, now: datetime = NOON, due_by: datetime = NOON, limit: int = 64) -> list[str]:
    with db.write() as session:
        entries = frontier.lease(session, source.id, due_by=due_by, now=now, limit=limit)
        return [entry.url.removeprefix(source.start_url) for entry in entries]


def settle(db: Database, source: Source, path: str, *, at: datetime, fails: bool = False) -> None:
    with db.write() as session:
        entry = session.scalars(select(FrontierEntry).where(FrontierEntry.url == source.start_url + path)).one()
        visit = Visit(source_id=source.id, entry_id=entry.id, run_id=None, at=at)
        if fails:
            record_failure(session, visit, Outcome.TIMEOUT, "no answer in time")
        else:
            record_not_modified(session, visit)


def test_an_address_is_added_once(db: Database, source: Source) -> None:
    """
    However often it is found.
    """
    assert 2 == add(db, source, "a", "b", "a")
    assert 0 == add(db, source, "b")


def test_the_lease_is_exclusive(db: Database, source: Source) -> None:
    """
    What one process took, the next does not get, also much later: nobody else may harvest the source meanwhile.
    """
    add(db, source, "a", "b", "c")

    assert ["a", "b"] == take(db, source, limit=2)
    assert ["c"] == take(db, source, now=NOON + 12 * HOUR)


def test_a_dead_process_s_leases_are_voided(db: Database, source: Source) -> None:
    """
    Whoever takes over gets all that was not settled.
    """
    add(db, source, "a", "b")
    take(db, source)
    settle(db, source, "a", at=NOON)
    with db.write() as session:
        frontier.void_leases(session, source.id)

    assert ["b"] == take(db, source)


def test_sitemaps_first_then_what_is_near_the_start(db: Database, source: Source) -> None:
    """
    So that a harvest that is cut short has the important pages.
    """
    add(db, source, "dyp", depth=5)
    add(db, source, "nær", depth=1)
    add(db, source, "kart.xml", depth=9, kind=EntryKind.SITEMAP)

    assert ["kart.xml", "nær", "dyp"] == take(db, source)


@pytest.mark.parametrize("fails", [True, False])
def test_nothing_is_visited_twice_in_a_run(db: Database, source: Source, fails: bool) -> None:
    """
    Also when the run lasts longer than the address's own rhythm.
    """
    add(db, source, "a")
    take(db, source)
    settle(db, source, "a", at=NOON + HOUR, fails=fails)

    assert [] == take(db, source, now=NOON + 40 * DAY)


def test_a_sitemap_that_lists_a_change_makes_the_address_due(db: Database, source: Source) -> None:
    """
    A later lastmod than the last visit, or than the sitemap gave before: days have no hours.
    """
    add(db, source, "a", listed_at=NOON - DAY)
    settle(db, source, "a", at=NOON)
    later = NOON + DAY
    add(db, source, "a", listed_at=NOON - DAY, now=later)
    assert "a" not in take(db, source, now=later, due_by=later)

    add(db, source, "a", listed_at=NOON - HOUR, now=later)
    assert "a" in take(db, source, now=later, due_by=later)


def test_a_sitemap_that_always_says_now_does_not_send_us_in_circles(db: Database, source: Source) -> None:
    """
    What was visited in this run is not made due again by it.
    """
    add(db, source, "a")
    settle(db, source, "a", at=NOON + HOUR)
    add(db, source, "a", listed_at=NOON + 9 * DAY)

    assert [] == take(db, source, now=NOON + 2 * HOUR)


def test_an_urgent_address_is_due_once_a_run(db: Database, source: Source) -> None:
    """
    A redirect leads there: it is visited in this run, although it rests, and then no more.
    """
    add(db, source, "a")
    settle(db, source, "a", at=NOON - HOUR)
    assert [] == take(db, source)

    add(db, source, "a", is_urgent=True)
    assert ["a"] == take(db, source)
    settle(db, source, "a", at=NOON + HOUR)
    add(db, source, "a", is_urgent=True)
    assert [] == take(db, source)


def test_a_full_harvest_can_be_taken_up_again(db: Database, source: Source) -> None:
    """
    Making all due a second time leaves alone what the run has visited.
    """
    add(db, source, "a", "b")
    for path in ("a", "b"):
        settle(db, source, path, at=NOON - HOUR)
    with db.write() as session:
        frontier.make_all_due(session, source.id, now=NOON)
    assert {"", "a", "b", "sitemap.xml"} == set(take(db, source))
    settle(db, source, "a", at=NOON + HOUR)
    with db.write() as session:
        frontier.void_leases(session, source.id)
        frontier.make_all_due(session, source.id, now=NOON)

    assert {"", "b", "sitemap.xml"} == set(take(db, source))


def test_a_source_has_room_for_so_many_addresses(db: Database) -> None:
    """
    What comes after max_pages is left out.
    """
    source = make_source(db, max_pages=4)

    assert 2 == add(db, source, "a", "b", "c")
    with db.read() as session:
        assert 4 == frontier.count_entries(session, source.id)


def test_failures_are_tried_again_ever_more_rarely(db: Database, source: Source) -> None:
    """
    After an hour, two, four … and at last a week; a success begins anew.
    """
    add(db, source, "a")
    waits = []
    for _ in range(12):
        settle(db, source, "a", at=NOON, fails=True)
        with db.read() as session:
            next_at = session.scalars(select(FrontierEntry.next_at).where(FrontierEntry.url.endswith("/a"))).one()
        waits.append((next_at - NOON) / HOUR)

    assert [1, 2, 4, 8, 16, 32, 64, 128, 168, 168, 168, 168] == waits


def test_a_large_sitemap_is_taken_in_quickly(db: Database, source: Source) -> None:
    """
    The write lock is not held for longer than another writer waits.
    """
    paths = [f"side-{number}" for number in range(20_000)]
    began = datetime.now().astimezone()
    with db.write() as session:
        room = session.get_one(Source, source.id)
        room.max_pages = 50_000

    assert 20_000 == add(db, source, *paths, listed_at=NOON)
    assert 0 == add(db, source, *paths, listed_at=NOON)
    assert datetime.now().astimezone() - began < timedelta(seconds=20)
