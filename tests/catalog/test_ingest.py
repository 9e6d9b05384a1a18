"""What comes of a visit: documents, versions, news, and what is gone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from catalog import ingest
from catalog.database import Database
from catalog.models import DocumentStatus, EntryKind, EntryState, Fetch, Outcome
from tests.support.catalogue import DAY, NOON, make_source
from tests.support.visits import HOUR, SITE, Diary


@pytest.fixture
def desk(db: Database) -> Diary:
    return Diary(db, make_source(db, start_url=SITE))


# ---------------------------------------------------------------- new, changed, unchanged


def test_a_new_document(desk: Diary) -> None:
    """
    A version, an entry that points at it, a fetch, and it waits to be indexed.
    """
    assert Outcome.NEW is desk.read("a", etag='"1"', title="Plan", topics=("heltid",))

    document, entry = desk.document("a"), desk.entry("a")
    assert ("Plan", ["heltid"], 1, 0) == (document.title, document.topics, document.revision, document.indexed_revision)
    assert (document.id, '"1"', EntryState.ACTIVE) == (entry.document_id, entry.etag, entry.state)
    assert [(1, True, None)] == [(each.number, each.is_news, each.matched_at) for each in desk.versions("a")]


def test_the_same_text_is_no_new_version(desk: Diary) -> None:
    """
    Nothing that search could notice has changed, so the revision stays.
    """
    desk.read("a", headings=({"text": "Mål", "level": 2, "page": 1},))

    assert Outcome.UNCHANGED is desk.read("a", headings=({"text": "Mål", "level": 2, "page": 1},))
    assert (1, desk.now) == (desk.document("a").revision, desk.document("a").seen_at)
    assert 1 == len(desk.versions("a"))


def test_a_new_title_over_the_same_text_is_indexed_but_no_version(desk: Diary) -> None:
    """
    The revision grows, and nobody is alerted.
    """
    desk.read("a", title="Plan")

    assert Outcome.UNCHANGED is desk.read("a", title="Plan 2027")
    assert ("Plan 2027", 2) == (desk.document("a").title, desk.document("a").revision)
    assert 1 == len(desk.versions("a"))


def test_another_text_is_a_version(desk: Diary) -> None:
    """
    The old one is kept.
    """
    desk.read("a", "Første tekst.")

    assert Outcome.CHANGED is desk.read("a", "Andre tekst.")
    assert [1, 2] == [version.number for version in desk.versions("a")]
    assert (2, desk.now) == (desk.document("a").revision, desk.document("a").changed_at)


def test_a_document_without_dates_is_dated_by_the_day_it_was_first_seen_in_norway(desk: Diary) -> None:
    """
    Half past eleven in the evening in London is tomorrow in Oslo; a later reading keeps the day.
    """
    desk.read("a", at=datetime(2026, 6, 1, 22, 30, tzinfo=UTC))
    desk.read("a", "Ny tekst.", at=datetime(2026, 7, 1, 12, 0, tzinfo=UTC))

    assert date(2026, 6, 2) == desk.document("a").date_on


def test_304_confirms(desk: Diary) -> None:
    """
    Seen now, and visited more rarely from now on, up to thirty times.
    """
    desk.read("a", etag='"1"')
    intervals = []
    for _ in range(12):
        assert Outcome.NOT_MODIFIED is desk.visit("a", ingest.record_not_modified, status=304)
        intervals.append(desk.entry("a").interval_s / 86_400)

    assert (desk.now, 1) == (desk.document("a").seen_at, desk.document("a").revision)
    assert (1.5, 30) == (intervals[0], intervals[-1])
    assert '"1"' == desk.entry("a").etag


def test_a_change_halves_the_interval(desk: Diary) -> None:
    """
    Never below the source's own.
    """
    desk.read("a")
    for _ in range(4):
        desk.visit("a", ingest.record_not_modified, status=304)
    slow = desk.entry("a").interval_s
    desk.read("a", "Ny tekst.")

    assert slow // 2 == desk.entry("a").interval_s


# ---------------------------------------------------------------- news


def test_the_first_harvest_is_no_news(desk: Diary) -> None:
    """
    Such versions are closed to the matching at once.
    """
    desk.read("a", is_news=False)

    assert [desk.now] == [version.matched_at for version in desk.versions("a")]


def test_text_that_the_source_had_elsewhere_is_no_news(desk: Diary) -> None:
    """
    A copy at another address, and a text that comes back.
    """
    desk.read("a", "Første tekst.")
    desk.read("b", "Første tekst.")
    desk.read("a", "Andre tekst.")
    desk.read("a", "Første tekst.")

    assert [False] == desk.is_news("b")
    assert [True, True, False] == desk.is_news("a")


def test_text_that_another_source_had_is_news(desk: Diary) -> None:
    """
    Whoever follows this source wants to know.
    """
    other = make_source(desk.db, "fjordvik", start_url=SITE)
    Diary(desk.db, other).read("b", "Felles tekst.")
    desk.read("a", "Felles tekst.")

    assert [True] == desk.is_news("a")


def test_a_new_reading_of_the_same_bytes_is_no_news(desk: Diary) -> None:
    """
    It is we who changed, not the source.
    """
    desk.read("a", "Slik leste vi før.", blob="samme byte")
    desk.read("a", "Slik leser vi nå.", blob="samme byte")

    assert [True, False] == desk.is_news("a")


# ---------------------------------------------------------------- gone


def test_a_404_removes_only_when_it_is_repeated(desk: Diary) -> None:
    """
    The text stays, with the date it went.
    """
    desk.read("a")
    assert Outcome.GONE is desk.gone("a")
    assert (DocumentStatus.CURRENT, 1) == (desk.document("a").status, desk.document("a").revision)

    desk.gone("a")

    document = desk.document("a")
    assert (DocumentStatus.REMOVED, desk.now, 2) == (document.status, document.removed_at, document.revision)
    assert EntryState.GONE is desk.entry("a").state


def test_two_404s_in_a_moment_are_one(desk: Diary) -> None:
    """
    A fault that lasts a minute removes nothing.
    """
    desk.read("a")
    desk.gone("a", at=NOON + DAY)
    desk.gone("a", at=NOON + DAY + timedelta(minutes=1))

    assert DocumentStatus.CURRENT is desk.document("a").status


def test_404s_with_a_success_between_them_do_not_add_up(desk: Diary) -> None:
    """
    The count begins anew.
    """
    desk.read("a")
    desk.gone("a")
    desk.read("a")
    desk.gone("a")

    assert DocumentStatus.CURRENT is desk.document("a").status


def test_410_is_certain(desk: Diary) -> None:
    """
    One is enough, and again changes nothing more.
    """
    desk.read("a")
    desk.gone("a", certain=True)
    desk.gone("a", certain=True)

    assert (DocumentStatus.REMOVED, 2) == (desk.document("a").status, desk.document("a").revision)


def test_what_comes_back_is_restored_and_no_news(desk: Diary) -> None:
    """
    As the document it was, whole, with a new revision.
    """
    desk.read("a", etag='"1"')
    desk.gone("a", certain=True)
    assert desk.entry("a").etag is None

    assert Outcome.UNCHANGED is desk.read("a")
    document = desk.document("a")
    assert (DocumentStatus.CURRENT, None, 3) == (document.status, document.removed_at, document.revision)
    assert [True] == desk.is_news("a")


def test_a_missing_sitemap_is_looked_for_within_days(desk: Diary) -> None:
    """
    A page that is gone is left in peace for a month.
    """
    desk.read("a")
    desk.gone("a", certain=True)
    desk.visit("sitemap.xml", ingest.record_gone, certain=True, status=404)

    assert timedelta(days=30) == desk.entry("a").next_at - (desk.now - HOUR)
    assert timedelta(days=7) == desk.entry("sitemap.xml").next_at - desk.now


# ---------------------------------------------------------------- the rest


def test_a_failure_leaves_the_document_alone(desk: Diary) -> None:
    """
    And waits for as long as the site asks.
    """
    desk.read("a", etag='"1"')
    later = NOON + 9 * DAY
    desk.visit("a", ingest.record_failure, Outcome.HTTP_ERROR, "the site answered 503", status=503, not_before=later)

    entry = desk.entry("a")
    assert (DocumentStatus.CURRENT, 1) == (desk.document("a").status, desk.document("a").revision)
    assert (later, 1, '"1"', Outcome.HTTP_ERROR) == (entry.next_at, entry.tries, entry.etag, entry.last_outcome)


def test_a_listing_is_read_at_every_harvest(desk: Diary) -> None:
    """
    However seldom it changes; a page that proves to be a feed is one from then on.
    """
    for _ in range(5):
        desk.visit("feed", ingest.record_listing, Outcome.NOT_MODIFIED, kind=EntryKind.FEED, status=304)

    assert (86_400, EntryKind.FEED) == (desk.entry("feed").interval_s, desk.entry("feed").kind)


def test_every_visit_is_a_fetch(desk: Diary) -> None:
    """
    With its outcome, in order; long messages are cut.
    """
    desk.read("a")
    desk.visit("a", ingest.record_failure, Outcome.TIMEOUT, "x" * 5_000, status=None)
    desk.gone("a")

    with desk.db.read() as session:
        fetches = session.scalars(select(Fetch).order_by(Fetch.id)).all()
    assert [Outcome.NEW, Outcome.TIMEOUT, Outcome.GONE] == [fetch.outcome for fetch in fetches]
    assert 1_000 == len(fetches[1].message or "")
