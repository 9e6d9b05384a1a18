"""Whole small harvests: a real site on loopback, a real child process, what the catalogue holds afterwards."""

import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from catalog import runs
from catalog.clock import utc_now
from catalog.database import Database
from catalog.models import Document, Fetch, Outcome, RunState, Source, Version
from tests.support.harvest import plan_harvest
from tests.support.site import Site, page, serving, sitemap

pytestmark = pytest.mark.slow


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as running:
        yield running


def test_a_sitemap_with_a_later_date_is_believed(db: Database, tmp_path: Path, site: Site) -> None:
    """
    A page that rests is visited again when its lastmod says that it changed.
    """
    site.put("/", page("Start", "/hviler", "/endret"))
    for path in ("/hviler", "/endret"):
        site.put(path, page(f"Side {path}"))
    site.put("/sitemap.xml", sitemap("/endret", lastmod=format_datetime(utc_now())), type="text/xml")
    harvest = plan_harvest(db, tmp_path, site.url, every_s=86_400)
    harvest.run()
    # A second visit finds nothing changed, so that both pages rest for a day and a half.
    harvest.days = 1.1
    harvest.run()
    site.hits.clear()

    harvest.days = 2.2
    site.put("/sitemap.xml", sitemap("/endret", lastmod=format_datetime(harvest.now())), type="text/xml")
    harvest.run()

    assert "/endret" in site.paths()
    assert "/hviler" not in site.paths()


def test_traps_end(db: Database, tmp_path: Path, site: Site) -> None:
    """
    A path that grows, and links that lead ever deeper, are left after a while.
    """
    site.put("/", page("Start", "/om/", "/side"))
    for depth in range(1, 9):
        site.put("/" + "om/" * depth, page(f"Om {depth}", "om/"))
    for depth in range(40):
        filters = "?a=1&b=2&c=3&d=4&e=5&f=6&g=7"
        site.put(f"/{'dyp-' * depth}side", page(f"Dybde {depth}", f"/dyp-{'dyp-' * depth}side", filters))
    harvest = plan_harvest(db, tmp_path, site.url)

    assert RunState.DONE is harvest.run().state
    assert 1 + 3 + 20 == len(harvest.documents())


def test_a_site_that_asks_for_less_gets_less(db: Database, tmp_path: Path, site: Site) -> None:
    """
    The pace falls, after five the run stops, and Retry-After is kept; nothing counts as harvested.
    """
    paths = [f"/{number}" for number in range(20)]
    site.put("/", page("Start", *paths))
    for number, path in enumerate(paths):
        site.put(path, status=503 if number % 2 else 429, headers=(("Retry-After", "1"),))
    harvest = plan_harvest(db, tmp_path, site.url)
    harvest.settings = {"concurrency": 1}

    run = harvest.run()

    times = [hit.at for hit in site.hits if hit.status in (429, 503)]
    assert "5 times in a row" in (run.message or "")
    assert len(times) <= 8
    assert times[4] - times[1] > 2.9
    assert run.progress["left"] > 0
    with db.read() as session:
        assert session.scalars(select(Source.harvested_at)).one() is None


def test_a_site_that_names_a_day_is_left_until_then(db: Database, tmp_path: Path, site: Site) -> None:
    """
    The run stops at once and says so; the address waits.
    """
    later = utc_now() + timedelta(days=2)
    site.put("/", page("Start", *(f"/{number}" for number in range(20))))
    site.put("/0", status=503, headers=(("Retry-After", format_datetime(later)),))
    harvest = plan_harvest(db, tmp_path, site.url)
    harvest.settings = {"concurrency": 1}

    run = harvest.run()

    assert f"answered 503 and asks us to wait until {later:%Y-%m-%d}" in (run.message or "")
    assert len(site.paths()) <= 5
    assert harvest.entries()["/0"].next_at > utc_now() + timedelta(days=1.9)


@pytest.mark.parametrize("robots", [None, "User-agent: *\nDisallow:"])
def test_a_site_that_is_not_there_says_so(db: Database, tmp_path: Path, robots: str | None) -> None:
    """
    Nobody listens, or everything answers 404: the run's message is a plain sentence.
    """
    with serving(Site()) as site:
        if robots:
            site.put("/robots.txt", robots, type="text/plain")
            run = plan_harvest(db, tmp_path, site.url).run()
    if robots:
        assert (RunState.DONE, True) == (run.state, "no documents" in (run.message or ""))
        return
    run = plan_harvest(db, tmp_path, site.url).run()
    assert RunState.FAILED is run.state
    assert (run.message or "").endswith("the server refused the connection")


def slow_site(site: Site, count: int = 40) -> list[str]:
    """Pages that take a moment each."""
    paths = [f"/side-{number}" for number in range(count)]
    site.put("/", page("Start", *paths))
    for path in paths:
        site.put(path, page(f"Side {path}"), wait_s=0.1)
    return ["/", *paths]


def wait_for_documents(db: Database, count: int) -> None:
    ends_at = time.monotonic() + 30
    while time.monotonic() < ends_at:
        with db.read() as session:
            if (session.scalar(select(func.count()).select_from(Document)) or 0) >= count:
                return
        time.sleep(0.02)
    pytest.fail("the harvest does not get on")


@pytest.mark.parametrize(("number", "full"), [(signal.SIGTERM, True), (signal.SIGKILL, False)])
def test_a_harvest_that_is_stopped_goes_on_where_it_was(
    db: Database, tmp_path: Path, site: Site, number: signal.Signals, full: bool
) -> None:
    """
    Every page is a document once, with one version; only what was on its way is asked for again.
    """
    paths = slow_site(site)
    harvest = plan_harvest(db, tmp_path, site.url)
    run_id, child = harvest.start(full=full)
    wait_for_documents(db, 8)
    child.send_signal(number)
    child.communicate(timeout=30)
    if number is signal.SIGTERM:
        assert (0, RunState.DUE) == (child.returncode, harvest.read_run(run_id).state)
    else:
        harvest.days = 0.01

    run = harvest.run()

    assert (run_id, RunState.DONE) == (run.id, run.state)
    assert set(paths) == set(harvest.documents())
    with db.read() as session:
        assert len(paths) == session.scalar(select(func.count()).select_from(Version))
        kept = session.scalars(select(Fetch.url).where(Fetch.outcome == Outcome.NEW)).all()
    assert len(paths) == len(kept) == len(set(kept))
    assert len(site.paths()) <= len(paths) + (0 if number is signal.SIGTERM else 8)
    assert run.progress["done"] == len(paths) + 1


def test_a_cancelled_harvest_stops(db: Database, tmp_path: Path, site: Site) -> None:
    """
    At the next page, with what was read kept, and without counting as harvested.
    """
    slow_site(site)
    harvest = plan_harvest(db, tmp_path, site.url)
    run_id, child = harvest.start()
    wait_for_documents(db, 5)
    with db.write() as session:
        runs.cancel(session, run_id, now=harvest.now())
    child.communicate(timeout=30)

    assert RunState.CANCELLED is harvest.read_run(run_id).state
    assert 5 <= len(harvest.documents()) < 40
    with db.read() as session:
        assert session.scalars(select(Source.first_harvested_at)).one() is None
