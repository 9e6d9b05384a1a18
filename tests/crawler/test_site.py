"""Whole small harvests: a real site on loopback, a real child process, what the catalogue holds afterwards."""

import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from catalog import runs
from catalog.clock import utc_now
from catalog.database import Database
from catalog.models import Base, Document, DocumentStatus, EntryState, Fetch, Outcome, RunState, Source, Version
from tests.support.harvest import Harvest, plan_harvest
from tests.support.site import Site, packed, page, serving, sitemap

pytestmark = pytest.mark.slow

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 58>>stream\nBT /F1 14 Tf 20 200 Td (Rapport om heltid i regionen) Tj ET\nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n"
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as running:
        yield running


# ---------------------------------------------------------------- one rich site, three days


@dataclass
class Story:
    """A site that was harvested on three days, changing in between."""

    site: Site
    harvest: Harvest
    #: The runs' ids, and the paths asked for in each.
    runs: list[int]
    paths: list[list[str]]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("story")
    db = Database(f"sqlite:///{folder / 'catalogue.sqlite'}")
    Base.metadata.create_all(db.engine)
    with serving(Site()) as site:
        publish_first_day(site)
        harvest = plan_harvest(db, folder, site.url)
        harvest.settings = {"max_bytes": 300_000, "timeout_s": 2.0}
        told = Story(site=site, harvest=harvest, runs=[], paths=[])
        # Every visit of day 2 and 3 is of all addresses: their own rhythm is the frontier's to test.
        for day, publish in enumerate([lambda _: None, publish_second_day, lambda _: None]):
            publish(site)
            harvest.days = day * 1.5
            site.hits.clear()
            told.runs.append(harvest.run(full=day > 0).id)
            told.paths.append([hit.path for hit in site.hits])
        yield told
    db.close()


def publish_first_day(site: Site) -> None:
    links = [
        "/etag",
        "/endres",
        "/flyttes",
        "/flyttet-for",
        "/borte",
        "/borte-410",
        "/myk-404",
        "/a?utm_source=x",
        "/a#x",
    ]
    links += ["/skjult", "/skjult.pdf", "/andre-roboter", "/nofollow", "/utskrift", "/sirkel-1", "/http-canonical"]
    links += [
        "/stor",
        "/uten-slutt",
        "/bombe",
        "/treg",
        "/brutt",
        "/tom",
        "/feil-type.pdf",
        "/rapport",
        "/til-seg-selv",
    ]
    links += ["/500", "/304", "/kart-lenket.xml", "/feed-lenket", "/ut"]
    site.put("/", page("Start", *links))
    site.put("/sitemap.xml", sitemap("\n  /bare-i-kartet \n", f"{site.url}a"), type="application/xml")
    for path in ("/bare-i-kartet", "/endres", "/flyttes", "/borte", "/borte-410", "/a", "/fra-nofollow", "/fra-skjult"):
        site.put(path, page(f"Side {path}"))
    site.put("/etag", page("Med merke"), etag='"1"')
    site.put("/flyttet-for", status=301, headers=(("Location", "/ny-adresse?utm_source=x"),))
    site.put("/ny-adresse", page("Ny adresse"))
    site.put("/myk-404", page("Siden finnes ikke", text="Prøv å søke etter det du leter etter."))
    site.put("/skjult", page("Skjult", "/fra-skjult", head='<meta name="robots" content="noindex">'))
    site.put("/skjult.pdf", PDF, type="application/pdf", headers=(("X-Robots-Tag", "noindex"),))
    robots = (("X-Robots-Tag", "annenrobot: nofollow"), ("X-Robots-Tag", "noindex"))
    site.put("/andre-roboter", page("To hoder"), headers=robots)
    site.put("/nofollow", page("Ikke følg", "/fra-nofollow", head='<meta name="robots" content="nofollow">'))
    site.put("/utskrift", page("Utskrift", head='<link rel="canonical" href="/a">'))
    site.put("/sirkel-1", page("Sirkel 1", head='<link rel="canonical" href="/sirkel-2">'))
    site.put("/sirkel-2", page("Sirkel 2", head='<link rel="canonical" href="/sirkel-1">'))
    site.put("/http-canonical", page("Gammel http", head='<link rel="canonical" href="/omdirigert">'))
    site.put("/omdirigert", status=301, headers=(("Location", "/http-canonical"),))
    site.put("/stor", b"<p>" + b"x" * 400_000)
    site.put("/uten-slutt", b"<p>x" * 4_000, endless=True)
    site.put("/bombe", packed(b"<p>" + b" " * 50_000_000), headers=(("Content-Encoding", "gzip"),))
    site.put("/treg", page("Treg"), wait_s=4)
    site.put("/brutt", drops=True)
    site.put("/tom", b"")
    site.put(
        "/feil-type.pdf",
        page("Egentlig en side", text="Denne siden sier at den er en PDF, men er det ikke."),
        type="application/pdf",
    )
    site.put("/rapport", PDF, type="text/html")
    site.put("/til-seg-selv", status=302, headers=(("Location", "/til-seg-selv#igjen"),))
    site.put("/500", status=500)
    site.put("/304", status=304)
    site.put("/kart-lenket.xml", sitemap("/fra-lenket-kart"), type="text/xml")
    site.put("/fra-lenket-kart", page("Fra lenket kart"))
    feed = "<rss><channel><item><title>Fra feeden</title><link>/fra-feeden</link></item></channel></rss>"
    site.put("/feed-lenket", feed, type="application/rss+xml")
    site.put("/fra-feeden", page("Fra feeden"))
    site.put("/ut", status=301, headers=(("Location", "http://andre.test/"),))


def publish_second_day(site: Site) -> None:
    site.put("/endres", page("Side /endres", text="Nå står det noe helt annet her om heltid og arbeidsmiljø."))
    site.put("/flyttes", status=301, headers=(("Location", "/flyttet-hit"),))
    site.put("/flyttet-hit", page("Side /flyttes"))
    site.put("/borte", status=404)
    site.put("/borte-410", status=410)
    site.put("/a", page("Side /a", head='<meta name="robots" content="noindex">'), etag='"skjult"')
    site.put("/tom", page("Ikke tom lenger"))


def test_what_became_documents(story: Story) -> None:
    """
    Pages, the PDF with a wrong type, what sitemaps and feeds list; and none of the rest.
    """
    current = {
        path for path, document in story.harvest.documents().items() if document.status is DocumentStatus.CURRENT
    }

    assert {"/", "/etag", "/endres", "/bare-i-kartet", "/ny-adresse", "/nofollow", "/fra-skjult", "/rapport"} <= current
    assert {"/feil-type.pdf", "/fra-lenket-kart", "/fra-feeden", "/tom"} <= current
    assert not current & {
        "/skjult",
        "/skjult.pdf",
        "/andre-roboter",
        "/myk-404",
        "/utskrift",
        "/fra-nofollow",
        "/sitemap.xml",
    }


@pytest.mark.parametrize(
    ("path", "outcome", "words"),
    [
        ("/skjult", Outcome.NOINDEX, "not to be indexed"),
        ("/skjult.pdf", Outcome.NOINDEX, "not to be indexed"),
        ("/andre-roboter", Outcome.NOINDEX, "not to be indexed"),
        ("/utskrift", Outcome.DUPLICATE, "canonical address is"),
        ("/myk-404", Outcome.SOFT_404, ""),
        ("/stor", Outcome.TOO_BIG, "larger than we download"),
        ("/uten-slutt", Outcome.TOO_BIG, "larger than we download"),
        ("/bombe", Outcome.TOO_BIG, "larger than we download"),
        ("/treg", Outcome.TIMEOUT, "no answer in time"),
        ("/brutt", Outcome.NETWORK_ERROR, "broke off"),
        ("/tom", Outcome.UNREADABLE, "empty"),
        ("/til-seg-selv", Outcome.HTTP_ERROR, "redirects to itself"),
        ("/500", Outcome.HTTP_ERROR, "answered 500"),
        ("/304", Outcome.HTTP_ERROR, "answered 304"),
        ("/ut", Outcome.REDIRECTED, "outside the source's prefixes"),
        ("/sitemap.xml", Outcome.LISTING, ""),
        ("/kart-lenket.xml", Outcome.LISTING, ""),
        ("/feed-lenket", Outcome.LISTING, ""),
    ],
)
def test_how_the_first_day_went(story: Story, path: str, outcome: Outcome, words: str) -> None:
    """
    Each address has its outcome, and a failure a sentence for the admin.
    """
    fetch = next(f for f in story.harvest.fetches(story.runs[0]) if f.url.removeprefix(story.site.url[:-1]) == path)

    assert outcome is fetch.outcome
    assert words in (fetch.message or "")


def test_one_page_has_one_address(story: Story) -> None:
    """
    Tracking and fragments lead to the same page, which is asked for once a day; so is everything else.
    """
    for paths in story.paths:
        twice = {path for path in paths if paths.count(path) > 1}
        # A page whose canonical address proved to be none is read once more, and a broken connection tried again.
        assert twice <= {"/http-canonical", "/sirkel-1", "/brutt"}
    assert not any("utm" in path for paths in story.paths for path in paths)


def test_pages_that_call_each_other_canonical_are_not_both_lost(story: Story) -> None:
    """
    Nor is one whose canonical address redirects back to it.
    """
    documents = story.harvest.documents()

    assert {"/sirkel-1", "/sirkel-2"} & set(documents)
    assert DocumentStatus.CURRENT is documents["/http-canonical"].status


def test_the_second_day_is_conditional(story: Story) -> None:
    """
    An unchanged page with an ETag answers 304 and keeps its version.
    """
    outcomes = story.harvest.outcomes(story.runs[1])

    assert Outcome.NOT_MODIFIED is outcomes["/etag"]
    assert Outcome.UNCHANGED is outcomes["/bare-i-kartet"]
    assert (Outcome.CHANGED, 2) == (outcomes["/endres"], versions_of(story.harvest, "/endres"))
    assert 1 == versions_of(story.harvest, "/etag")


def versions_of(harvest: Harvest, path: str) -> int:
    document = harvest.documents()[path]
    with harvest.db.read() as session:
        return session.scalar(select(func.count()).select_from(Version).where(Version.document_id == document.id)) or 0


def test_what_moved_points_at_where_it_is(story: Story) -> None:
    """
    And its text is news to nobody.
    """
    documents = story.harvest.documents()

    assert (DocumentStatus.MOVED, documents["/flyttet-hit"].id) == (
        documents["/flyttes"].status,
        documents["/flyttes"].moved_to_id,
    )
    assert EntryState.MOVED is story.harvest.entries()["/flyttet-for"].state
    assert ["/endres"] == news(story.harvest)


def news(harvest: Harvest) -> list[str]:
    """The paths with versions to alert about, the page that was empty at first left out."""
    with harvest.db.read() as session:
        urls = session.scalars(select(Document.url).join(Version).where(Version.is_news).order_by(Document.url)).all()
    paths = ["/" + url.split("/", 3)[3] for url in urls]
    return [path for path in paths if path != "/tom"]


def test_404_takes_two_days_and_410_one(story: Story) -> None:
    """
    The third day's 404 is the second.
    """
    documents = story.harvest.documents()
    removed = {path: document.removed_at for path, document in documents.items() if document.removed_at is not None}

    assert {"/borte", "/borte-410", "/a"} == set(removed)
    assert removed["/borte"] > removed["/borte-410"]


def test_a_page_that_becomes_noindex_stays_away(story: Story) -> None:
    """
    Also when the third day's 304 says that nothing has changed since.
    """
    assert Outcome.NOT_MODIFIED is story.harvest.outcomes(story.runs[2])["/a"]
    assert DocumentStatus.WITHDRAWN is story.harvest.documents()["/a"].status


def test_progress_counts_documents(story: Story) -> None:
    """
    On the second day one document went and one changed; the first day's failures are failures.
    """
    first, second, _ = (story.harvest.read_run(run).progress for run in story.runs)

    assert (1, 1) == (second["gone"], second["changed"])
    assert 9 == first["failed"]
    assert (0, first["done"]) == (first["left"], first["total"])


def test_we_say_who_we_are(story: Story) -> None:
    """
    A User-Agent with an address, and no cookies or referrer.
    """
    headers = story.site.hits[0].headers

    assert headers["User-Agent"].startswith("Samla/")
    assert "+https://" in headers["User-Agent"]
    assert not {"Cookie", "Authorization"} & set(headers)


# ---------------------------------------------------------------- one thing each


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
