"""The robots guard: nothing that is forbidden is fetched, however many requests wait for the answer."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from protego import Protego

from catalog.database import Database
from catalog.models import DocumentStatus, Outcome, RunState
from crawler.robots import MAX_DELAY_S, Robots
from tests.support.harvest import Harvest, plan_harvest
from tests.support.site import Site, page, serving

PAGES = [f"/{number}" for number in range(10)]


def rules(text: str) -> Robots:
    return Robots(rules=Protego.parse(text))


def test_the_longest_match_wins() -> None:
    """
    With wildcards and the end mark, as RFC 9309 has it.
    """
    robots = rules("User-agent: *\nDisallow: /a/\nAllow: /a/plan\nDisallow: /*.pdf$\nDisallow: /*?vis=")

    for path, allowed in {
        "/a/b": False,
        "/a/plan/2026": True,
        "/rapport.pdf": False,
        "/rapport.pdf?x": True,
        "/x?vis=alt": False,
        "/": True,
    }.items():
        assert allowed is robots.allows(f"https://solvik.test{path}", "Samla"), path


def test_our_own_group_goes_before_the_common_one() -> None:
    """
    Whatever the case of the name.
    """
    robots = rules("User-agent: *\nDisallow: /\n\nUser-agent: samla\nDisallow: /lukket/\nCrawl-delay: 2")

    assert robots.allows("https://solvik.test/", "Samla")
    assert not robots.allows("https://solvik.test/lukket/1", "Samla")
    assert 2.0 == robots.delay_s("Samla")


@pytest.mark.parametrize(("written", "seconds"), [("5", 5.0), ("9999", MAX_DELAY_S), ("mye", 0.0), ("", 0.0)])
def test_a_crawl_delay_has_a_limit(written: str, seconds: float) -> None:
    """
    And nonsense is none.
    """
    assert seconds == rules(f"User-agent: *\nCrawl-delay: {written}\nDisallow:").delay_s("Samla")


@pytest.fixture
def site() -> Iterator[Site]:
    """Ten pages that the front page links to."""
    with serving(Site()) as running:
        running.put("/", page("Start", *PAGES))
        for path in PAGES:
            running.put(path, page(f"Side {path}"))
        yield running


def harvest_of(db: Database, site: Site, folder: Path) -> Harvest:
    return plan_harvest(db, folder, site.url, seeds=[site.url.rstrip("/") + path for path in PAGES])


@pytest.mark.slow
def test_robots_that_forbid_all(db: Database, tmp_path: Path, site: Site) -> None:
    """
    Nothing is fetched, though ten addresses are due at once, and the run says why there is nothing.
    """
    site.put("/robots.txt", "\ufeffUser-agent: *\nDisallow: /\n", type="text/plain")
    harvest = harvest_of(db, site, tmp_path)

    run = harvest.run()

    assert [] == site.paths(pages_only=True)
    assert RunState.DONE is run.state
    assert "no documents" in (run.message or "")
    assert "robots.txt forbids it" in (run.message or "")
    assert {Outcome.ROBOTS} == set(harvest.outcomes().values())


@pytest.mark.slow
def test_robots_that_cannot_be_read_cost_nothing(db: Database, tmp_path: Path, site: Site) -> None:
    """
    503 and a dropped connection: nothing is fetched, no document leaves, no address is put off; then all goes on.
    """
    harvest = harvest_of(db, site, tmp_path)
    harvest.run()
    before = {path: entry.next_at for path, entry in harvest.entries().items()}
    site.hits.clear()

    harvest.days = 1.5
    for answer in ({"status": 503}, {"drops": True}):
        site.put("/robots.txt", "", type="text/plain", **answer)
        run = harvest.run()
        assert RunState.FAILED is run.state
        assert "robots.txt" in (run.message or "")
        assert "Error" not in (run.message or "")
    assert [] == site.paths(pages_only=True)
    assert {DocumentStatus.CURRENT} == {document.status for document in harvest.documents().values()}
    assert before == {path: entry.next_at for path, entry in harvest.entries().items()}

    site.put("/robots.txt", status=404)
    assert RunState.DONE is harvest.run().state
    assert 11 == len(set(site.paths(pages_only=True)))


@pytest.mark.slow
def test_robots_that_are_something_else_allow(db: Database, tmp_path: Path, site: Site) -> None:
    """
    A web page in its place has no rules; so has what redirects in circles.
    """
    site.put("/robots.txt", page("Forsiden"))
    harvest = harvest_of(db, site, tmp_path)
    harvest.run()
    assert 11 == len(harvest.documents())

    site.put("/robots.txt", status=301, headers=(("Location", "/robots.txt"),))
    harvest.days = 1.5
    assert RunState.DONE is harvest.run().state


@pytest.mark.slow
def test_redirected_rules_of_500_kilobytes_hold_for_many_at_once(db: Database, tmp_path: Path, site: Site) -> None:
    """
    The rule that counts stands last, after two redirects; Sitemap lines are followed.
    """
    site.put("/robots.txt", status=302, headers=(("Location", "/r1"),))
    site.put("/r1", status=301, headers=(("Location", "/r2"),))
    filler = "# fyll\n" * 70_000
    site.put("/r2", f"User-agent: *\n{filler}Disallow: /1\nDisallow: /2$\nSitemap: /kart\n", type="text/plain")
    site.put("/kart", f"{site.url}fra-kartet", type="text/plain")
    site.put("/fra-kartet", page("Fra kartet"))
    harvest = harvest_of(db, site, tmp_path)

    harvest.run()

    assert not {"/1", "/2"} & set(site.paths())
    assert {"/", "/0", "/3", "/fra-kartet"} <= set(harvest.documents())
    assert 1 == len(site.statuses("/robots.txt"))


@pytest.mark.slow
def test_crawl_delay_is_kept(db: Database, tmp_path: Path, site: Site) -> None:
    """
    One request at a time, with the pause that the site asks for between them.
    """
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 0.4\n", type="text/plain")
    site.put("/", page("Start", *PAGES[:3]))

    plan_harvest(db, tmp_path, site.url).run()

    times = [hit.at for hit in site.hits if hit.path != "/robots.txt"]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(gaps) >= 3
    assert min(gaps) >= 0.39
