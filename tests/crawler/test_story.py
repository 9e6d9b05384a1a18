"""One rich site harvested on three days, changing in between: what became of each address."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from catalog.database import Database
from catalog.models import Base, Document, DocumentStatus, EntryState, Outcome, Version
from tests.support.harvest import Harvest, plan_harvest
from tests.support.site import Site, serving
from tests.support.story import publish_first_day, publish_second_day

# One worker harvests the site once for all of them.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("story")]


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
