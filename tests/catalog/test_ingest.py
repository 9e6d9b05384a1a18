"""What comes of a visit: documents, versions, news, and what leaves."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from catalog import frontier, ingest
from catalog.database import Database
from catalog.ingest import Content, Discovery, LinkRecord, Visit
from catalog.models import (
    Document,
    DocumentStatus,
    EntryKind,
    EntryState,
    Fetch,
    FrontierEntry,
    Link,
    Outcome,
    Source,
    Version,
)
from tests.support.catalogue import DAY, NOON, make_source

HOUR = timedelta(hours=1)
SITE = "https://solvik.example.org/"


def content(text: str = "Partnerskap gir resultater.", **more: Any) -> Content:
    given: dict[str, Any] = {
        "type": "nettside",
        "mime": "text/html",
        "title": "Felles løft",
        "pages": ((1, "", text),),
        "text_hash": f"hash of {text}",
        "blob": f"blob of {text}",
    }
    return Content(**given | more)


@dataclass
class Desk:
    """One source, and what its addresses answer, hour after hour."""

    db: Database
    source: Source
    now: datetime = NOON

    def visit(
        self, path: str, write: Any, *args: Any, status: int | None = 200, etag: str = "", **more: Any
    ) -> Outcome:
        """Visit a path, an hour after the last visit."""
        self.now += HOUR
        with self.db.write() as session:
            source = session.get_one(Source, self.source.id)
            frontier.add_discoveries(session, source, [Discovery(url=SITE + path, depth=1, found_on=SITE)], now=NOON)
            entry = session.scalars(select(FrontierEntry).where(FrontierEntry.url == SITE + path)).one()
            at = more.pop("at", self.now)
            visit = Visit(source_id=source.id, entry_id=entry.id, run_id=None, at=at, status=status, etag=etag or None)
            outcome: Outcome = write(session, visit, *args, **more)
            return outcome

    def read(self, path: str, text: str = "Partnerskap gir resultater.", **more: Any) -> Outcome:
        """The path answers with this text."""
        visit = {name: more.pop(name) for name in ("etag", "is_news", "at") if name in more}
        return self.visit(path, ingest.record_content, content(text, **more), **visit)

    def moves(self, path: str, target: str, *, permanent: bool = True, **more: Any) -> Outcome:
        """The path redirects."""
        return self.visit(path, ingest.record_redirect, SITE + target, permanent=permanent, status=301, **more)

    def gone(self, path: str, *, certain: bool = False, **more: Any) -> Outcome:
        """The path answers that there is nothing."""
        return self.visit(path, ingest.record_gone, certain=certain, status=410 if certain else 404, **more)

    def refuse(self, path: str, outcome: Outcome, *, status: int | None = 200, **more: Any) -> Outcome:
        """The path must not be kept."""
        return self.visit(path, ingest.record_refusal, outcome, "because", status=status, **more)

    def document(self, path: str) -> Document:
        with self.db.read() as session:
            return session.scalars(select(Document).where(Document.url == SITE + path)).one()

    def entry(self, path: str) -> FrontierEntry:
        with self.db.read() as session:
            return session.scalars(select(FrontierEntry).where(FrontierEntry.url == SITE + path)).one()

    def versions(self, path: str) -> list[Version]:
        with self.db.read() as session:
            return list(
                session.scalars(
                    select(Version).join(Document).where(Document.url == SITE + path).order_by(Version.number)
                )
            )

    def is_news(self, path: str) -> list[bool]:
        """Whether each version of the document is news."""
        return [version.is_news for version in self.versions(path)]


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db, make_source(db, start_url=SITE))


# ---------------------------------------------------------------- new, changed, unchanged


def test_a_new_document(desk: Desk) -> None:
    """
    A version, an entry that points at it, a fetch, and it waits to be indexed.
    """
    assert Outcome.NEW is desk.read("a", etag='"1"', title="Plan", topics=("heltid",))

    document, entry = desk.document("a"), desk.entry("a")
    assert ("Plan", ["heltid"], 1, 0) == (document.title, document.topics, document.revision, document.indexed_revision)
    assert (document.id, '"1"', EntryState.ACTIVE) == (entry.document_id, entry.etag, entry.state)
    assert [(1, True, None)] == [(each.number, each.is_news, each.matched_at) for each in desk.versions("a")]


def test_the_same_text_is_no_new_version(desk: Desk) -> None:
    """
    Nothing that search could notice has changed, so the revision stays.
    """
    desk.read("a", headings=({"text": "Mål", "level": 2, "page": 1},))

    assert Outcome.UNCHANGED is desk.read("a", headings=({"text": "Mål", "level": 2, "page": 1},))
    assert (1, desk.now) == (desk.document("a").revision, desk.document("a").seen_at)
    assert 1 == len(desk.versions("a"))


def test_a_new_title_over_the_same_text_is_indexed_but_no_version(desk: Desk) -> None:
    """
    The revision grows, and nobody is alerted.
    """
    desk.read("a", title="Plan")

    assert Outcome.UNCHANGED is desk.read("a", title="Plan 2027")
    assert ("Plan 2027", 2) == (desk.document("a").title, desk.document("a").revision)
    assert 1 == len(desk.versions("a"))


def test_another_text_is_a_version(desk: Desk) -> None:
    """
    The old one is kept.
    """
    desk.read("a", "Første tekst.")

    assert Outcome.CHANGED is desk.read("a", "Andre tekst.")
    assert [1, 2] == [version.number for version in desk.versions("a")]
    assert (2, desk.now) == (desk.document("a").revision, desk.document("a").changed_at)


def test_a_document_without_dates_is_dated_by_the_day_it_was_first_seen_in_norway(desk: Desk) -> None:
    """
    Half past eleven in the evening in London is tomorrow in Oslo; a later reading keeps the day.
    """
    desk.read("a", at=datetime(2026, 6, 1, 22, 30, tzinfo=UTC))
    desk.read("a", "Ny tekst.", at=datetime(2026, 7, 1, 12, 0, tzinfo=UTC))

    assert date(2026, 6, 2) == desk.document("a").date_on


def test_304_confirms(desk: Desk) -> None:
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


def test_a_change_halves_the_interval(desk: Desk) -> None:
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


def test_the_first_harvest_is_no_news(desk: Desk) -> None:
    """
    Such versions are closed to the matching at once.
    """
    desk.read("a", is_news=False)

    assert [desk.now] == [version.matched_at for version in desk.versions("a")]


def test_text_that_the_source_had_elsewhere_is_no_news(desk: Desk) -> None:
    """
    A copy at another address, and a text that comes back.
    """
    desk.read("a", "Første tekst.")
    desk.read("b", "Første tekst.")
    desk.read("a", "Andre tekst.")
    desk.read("a", "Første tekst.")

    assert [False] == desk.is_news("b")
    assert [True, True, False] == desk.is_news("a")


def test_text_that_another_source_had_is_news(desk: Desk) -> None:
    """
    Whoever follows this source wants to know.
    """
    other = make_source(desk.db, "fjordvik", start_url=SITE)
    Desk(desk.db, other).read("b", "Felles tekst.")
    desk.read("a", "Felles tekst.")

    assert [True] == desk.is_news("a")


def test_a_new_reading_of_the_same_bytes_is_no_news(desk: Desk) -> None:
    """
    It is we who changed, not the source.
    """
    desk.read("a", "Slik leste vi før.", blob="samme byte")
    desk.read("a", "Slik leser vi nå.", blob="samme byte")

    assert [True, False] == desk.is_news("a")


# ---------------------------------------------------------------- gone


def test_a_404_removes_only_when_it_is_repeated(desk: Desk) -> None:
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


def test_two_404s_in_a_moment_are_one(desk: Desk) -> None:
    """
    A fault that lasts a minute removes nothing.
    """
    desk.read("a")
    desk.gone("a", at=NOON + DAY)
    desk.gone("a", at=NOON + DAY + timedelta(minutes=1))

    assert DocumentStatus.CURRENT is desk.document("a").status


def test_404s_with_a_success_between_them_do_not_add_up(desk: Desk) -> None:
    """
    The count begins anew.
    """
    desk.read("a")
    desk.gone("a")
    desk.read("a")
    desk.gone("a")

    assert DocumentStatus.CURRENT is desk.document("a").status


def test_410_is_certain(desk: Desk) -> None:
    """
    One is enough, and again changes nothing more.
    """
    desk.read("a")
    desk.gone("a", certain=True)
    desk.gone("a", certain=True)

    assert (DocumentStatus.REMOVED, 2) == (desk.document("a").status, desk.document("a").revision)


def test_what_comes_back_is_restored_and_no_news(desk: Desk) -> None:
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


def test_a_missing_sitemap_is_looked_for_within_days(desk: Desk) -> None:
    """
    A page that is gone is left in peace for a month.
    """
    desk.read("a")
    desk.gone("a", certain=True)
    desk.visit("sitemap.xml", ingest.record_gone, certain=True, status=404)

    assert timedelta(days=30) == desk.entry("a").next_at - (desk.now - HOUR)
    assert timedelta(days=7) == desk.entry("sitemap.xml").next_at - desk.now


# ---------------------------------------------------------------- moved


@pytest.mark.parametrize("target_first", [True, False])
def test_a_moved_document_points_at_where_it_is(desk: Desk, target_first: bool) -> None:
    """
    In whichever order the redirect and the target are read.
    """
    desk.read("gammel")
    steps = [lambda: desk.moves("gammel", "ny"), lambda: desk.read("ny")]
    for step in reversed(steps) if target_first else steps:
        step()

    old, new = desk.document("gammel"), desk.document("ny")
    assert (DocumentStatus.MOVED, new.id, 2) == (old.status, old.moved_to_id, old.revision)
    assert [False] == desk.is_news("ny")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0), (2, 1, 0), (0, 2, 1), (1, 0, 2)])
def test_a_chain_of_redirects_is_followed(desk: Desk, order: tuple[int, ...]) -> None:
    """
    To https and then to www is two steps; the document arrives in any order of visits.
    """
    desk.read("a")
    steps = [lambda: desk.moves("a", "b"), lambda: desk.moves("b", "c"), lambda: desk.read("c")]
    for number in order:
        steps[number]()

    assert (DocumentStatus.MOVED, desk.document("c").id) == (desk.document("a").status, desk.document("a").moved_to_id)


def test_until_the_target_is_read_the_document_stays(desk: Desk) -> None:
    """
    Nothing is lost between the two.
    """
    desk.read("gammel")
    desk.moves("gammel", "ny")

    assert DocumentStatus.CURRENT is desk.document("gammel").status


def test_a_document_that_moves_to_nothing_is_removed(desk: Desk) -> None:
    """
    It would otherwise stand as current for ever.
    """
    desk.read("gammel")
    desk.moves("gammel", "ny")
    desk.gone("ny")

    assert DocumentStatus.REMOVED is desk.document("gammel").status


def test_a_document_that_leaves_the_source_is_removed(desk: Desk) -> None:
    """
    The target is no part of the source and will not be read; the admin sees why.
    """
    desk.read("a")
    desk.moves("a", "../", leaves="outside the source's prefixes")

    with desk.db.read() as session:
        message = session.scalars(select(Fetch.message).order_by(Fetch.id.desc())).first()
    assert DocumentStatus.REMOVED is desk.document("a").status
    assert message is not None
    assert message.endswith("outside the source's prefixes")


def test_a_temporary_redirect_moves_nothing(desk: Desk) -> None:
    """
    The document stays as it was.
    """
    desk.read("a")
    desk.read("b", "Noe annet.")
    desk.moves("a", "b", permanent=False)

    assert DocumentStatus.CURRENT is desk.document("a").status
    assert EntryState.ACTIVE is desk.entry("a").state


def test_a_site_that_turns_its_redirects_round_loses_nothing(desk: Desk) -> None:
    """
    First without www, then with it: the one that is read now is current, the other points at it.
    """
    desk.read("a")
    desk.moves("a", "b")
    desk.read("b")
    desk.moves("b", "a")
    desk.read("a")

    assert (DocumentStatus.CURRENT, None) == (desk.document("a").status, desk.document("a").moved_to_id)
    assert (DocumentStatus.MOVED, desk.document("a").id) == (desk.document("b").status, desk.document("b").moved_to_id)


def test_two_addresses_that_redirect_to_each_other_end(desk: Desk) -> None:
    """
    And neither document points at itself.
    """
    desk.read("a")
    desk.moves("a", "b")
    desk.moves("b", "a")
    desk.moves("a", "b")

    assert desk.document("a").moved_to_id is None


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize("outcome", [Outcome.NOINDEX, Outcome.ROBOTS])
def test_what_the_source_asks_us_not_to_show_is_withdrawn(desk: Desk, outcome: Outcome) -> None:
    """
    Unlike what is merely gone, it is not to be found any more.
    """
    desk.read("a")
    desk.refuse("a", outcome)

    assert (DocumentStatus.WITHDRAWN, 2) == (desk.document("a").status, desk.document("a").revision)
    assert EntryState.REFUSED is desk.entry("a").state


def test_a_304_does_not_bring_a_noindex_page_back(desk: Desk) -> None:
    """
    It says that the answer with noindex still holds.
    """
    desk.read("a", etag='"1"')
    desk.refuse("a", Outcome.NOINDEX, etag='"2"')
    desk.visit("a", ingest.record_not_modified, status=304)

    assert DocumentStatus.WITHDRAWN is desk.document("a").status
    assert (EntryState.REFUSED, Outcome.NOINDEX) == (desk.entry("a").state, desk.entry("a").last_outcome)


def test_robots_that_open_again_bring_the_document_back(desk: Desk) -> None:
    """
    With a whole answer: what the old one said is not taken for granted.
    """
    desk.read("a", etag='"1"')
    desk.refuse("a", Outcome.ROBOTS, status=None)
    assert desk.entry("a").etag is None

    desk.read("a")
    assert DocumentStatus.CURRENT is desk.document("a").status


def test_noindex_goes_before_gone(desk: Desk) -> None:
    """
    A withdrawn document does not become findable by being deleted, and a removed one can be withdrawn.
    """
    desk.read("a")
    desk.refuse("a", Outcome.NOINDEX)
    desk.gone("a", certain=True)
    assert DocumentStatus.WITHDRAWN is desk.document("a").status

    desk.read("b", "Noe annet.")
    desk.gone("b", certain=True)
    desk.refuse("b", Outcome.NOINDEX)
    assert DocumentStatus.WITHDRAWN is desk.document("b").status


@pytest.mark.parametrize("canonical_first", [True, False])
def test_a_duplicate_moves_to_the_canonical_address(desk: Desk, canonical_first: bool) -> None:
    """
    The canonical document answers for it, in whichever order the two are read.
    """
    desk.read("a?utskrift=1")
    steps = [lambda: desk.refuse("a?utskrift=1", Outcome.DUPLICATE, canonical=SITE + "a"), lambda: desk.read("a")]
    for step in reversed(steps) if canonical_first else steps:
        step()

    duplicate = desk.document("a?utskrift=1")
    assert (DocumentStatus.MOVED, desk.document("a").id) == (duplicate.status, duplicate.moved_to_id)


def test_duplicates_are_reconsidered_when_the_canonical_address_is_none(desk: Desk) -> None:
    """
    They are visited again in the same run, and whole.
    """
    desk.refuse("a", Outcome.DUPLICATE, canonical=SITE + "b", etag='"1"')
    desk.refuse("c", Outcome.DUPLICATE, canonical=SITE + "d", etag='"1"')
    with desk.db.write() as session:
        frontier.reconsider_duplicates(session, desk.source.id, SITE + "b", now=NOON)

    assert (NOON, None) == (desk.entry("a").next_at, desk.entry("a").etag)
    assert desk.entry("c").next_at > NOON


# ---------------------------------------------------------------- the rest


def test_a_failure_leaves_the_document_alone(desk: Desk) -> None:
    """
    And waits for as long as the site asks.
    """
    desk.read("a", etag='"1"')
    later = NOON + 9 * DAY
    desk.visit("a", ingest.record_failure, Outcome.HTTP_ERROR, "the site answered 503", status=503, not_before=later)

    entry = desk.entry("a")
    assert (DocumentStatus.CURRENT, 1) == (desk.document("a").status, desk.document("a").revision)
    assert (later, 1, '"1"', Outcome.HTTP_ERROR) == (entry.next_at, entry.tries, entry.etag, entry.last_outcome)


def test_a_listing_is_read_at_every_harvest(desk: Desk) -> None:
    """
    However seldom it changes; a page that proves to be a feed is one from then on.
    """
    for _ in range(5):
        desk.visit("feed", ingest.record_listing, Outcome.NOT_MODIFIED, kind=EntryKind.FEED, status=304)

    assert (86_400, EntryKind.FEED) == (desk.entry("feed").interval_s, desk.entry("feed").kind)


def test_links_are_replaced_also_when_only_they_changed(desk: Desk) -> None:
    """
    The first of several links to one address counts; long texts are cut.
    """
    one, two = (LinkRecord(url=SITE + name, text=name * 600, is_document=False) for name in "xy")
    desk.read("a", links=(one, replace(one, text="igjen")))
    desk.read("a", links=(two, one))

    with desk.db.read() as session:
        kept = session.execute(select(Link.url, Link.position).order_by(Link.position)).all()
        assert {500} == {len(text) for text in session.scalars(select(Link.text))}
    assert [(SITE + "y", 0), (SITE + "x", 1)] == [tuple(row) for row in kept]


def test_a_document_is_indexed_again_when_somebody_calls_it_something_new(desk: Desk) -> None:
    """
    Once per name, however many use it, and once more when the last one stops.
    """
    desk.read("mål")
    link = LinkRecord(url=SITE + "mål", text="Handlingsprogrammet", is_document=False)
    desk.read("a", "A", links=(link,))
    desk.read("b", "B", links=(link,))
    assert 2 == desk.document("mål").revision

    desk.read("a", "A")
    assert 2 == desk.document("mål").revision
    desk.read("b", "B")
    assert 3 == desk.document("mål").revision


def test_every_visit_is_a_fetch(desk: Desk) -> None:
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
