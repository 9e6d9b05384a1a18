"""Who hears about what: the same search as on the page, each thing once, and nothing lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from alerts.matching import match_new
from catalog.database import Database
from catalog.models import Document, DocumentStatus, Page, Subscription, SubscriptionState, Version
from indexer.engine import EngineBusy
from indexer.query import SearchQuery
from tests.support.alerts import Desk, MoodyEngine
from tests.support.catalogue import DAY, NOON, change_document, make_document, make_source, remove_document


def _open_versions(db: Database) -> int:
    with db.read() as session:
        return len(session.scalars(select(Version.id).where(Version.matched_at.is_(None))).all())


def test_a_new_document_is_matched_with_its_passage(desk: Desk, db: Database) -> None:
    """The match keeps the passage with the words marked, and the page it stands on."""
    desk.follow()
    make_document(db, make_source(db), type="pdf", pages=("Innhold.", "Et forpliktende partnerskap."))

    report = desk.match()

    (match,) = desk.matches()
    assert (1, 1, 0) == (report.matched, report.closed, report.held)
    assert ("new", 2) == (match.reason, match.page)
    assert "<mark>partnerskap</mark>" in match.passage


def test_matching_again_finds_nothing_more(desk: Desk, db: Database) -> None:
    """What was asked about is not asked about again."""
    desk.follow()
    make_document(db, make_source(db))

    desk.match()
    again = desk.match(now=NOON + DAY)

    assert (0, 0) == (again.matched, again.closed)
    assert 1 == len(desk.matches())


def test_matching_twice_at_once_matches_once(desk: Desk, db: Database) -> None:
    """Two processes that match the same versions leave one match for each."""
    desk.follow()
    source = make_source(db)
    for number in range(20):
        make_document(db, source, pages=(f"Partnerskap nummer {number}.",))
    desk.index()

    with ThreadPoolExecutor(2) as pool:
        reports = [pool.submit(match_new, db, desk.engine, lambda: NOON) for _ in range(2)]
        matched = sum(each.result().matched for each in reports)

    assert 20 == matched == len(desk.matches())


def test_what_is_not_indexed_waits(desk: Desk, db: Database) -> None:
    """Nothing is closed before the engine could have found it."""
    desk.follow()
    make_document(db, make_source(db))

    report = match_new(db, desk.engine, lambda: NOON)

    assert (0, 1) == (report.closed, _open_versions(db))
    assert 1 == desk.match().matched


def test_an_index_that_lost_a_document_closes_nothing(desk: Desk, db: Database) -> None:
    """The catalogue says indexed and the engine does not have it: the version waits for the rebuild."""
    desk.follow()
    make_document(db, make_source(db))
    with db.write() as session:
        session.execute(update(Document).values(indexed_revision=Document.revision))

    report = match_new(db, desk.engine, lambda: NOON)

    assert (0, 1) == (report.closed, _open_versions(db))


def test_the_first_harvest_alerts_nobody(desk: Desk, db: Database) -> None:
    """What a source had when it was added is not news."""
    desk.follow()
    make_document(db, make_source(db), is_news=False)

    assert 0 == desk.match().matched


def test_a_changed_document_is_news_once(desk: Desk, db: Database) -> None:
    """A new text is told as a change, once for each version."""
    desk.follow()
    document = make_document(db, make_source(db))
    desk.match()

    change_document(db, document, pages=("Partnerskapet er fornyet.",))
    desk.match()
    desk.match()

    assert ["new", "changed"] == [each.reason for each in desk.matches()]


def test_only_the_latest_of_several_changes_counts(desk: Desk, db: Database) -> None:
    """What was replaced before anybody was told is closed unasked."""
    desk.follow()
    document = make_document(db, make_source(db), pages=("Uten ordet.",))
    change_document(db, document, pages=("Partnerskap, første utkast.",))
    change_document(db, document, pages=("Partnerskap, andre utkast.",))

    report = desk.match()

    assert (1, 2) == (report.closed, report.skipped)
    assert ["andre" in each.passage for each in desk.matches()] == [True]


def test_another_reading_of_the_same_bytes_hides_no_news(desk: Desk, db: Database) -> None:
    """A re-extraction between harvest and matching does not swallow the news before it."""
    desk.follow()
    source = make_source(db)
    document = make_document(db, source)
    with db.write() as session:
        first = session.scalars(select(Version)).one()
        session.add(
            Version(
                document_id=document.id,
                number=2,
                title=first.title,
                text_hash="read anew",
                blob=first.blob,
                created_at=NOON,
                is_news=False,
                matched_at=NOON,
                pages=[Page(number=1, text="Partnerskap gir resultater, lest på nytt.")],
            )
        )

    assert 1 == desk.match().matched


def test_the_same_text_at_two_addresses_is_one_notice(desk: Desk, db: Database) -> None:
    """Nobody hears twice of one work, whether the copies come together or weeks apart."""
    desk.follow()
    source = make_source(db)
    text = "Partnerskap gir resultater i hele regionen. " * 10
    make_document(db, source, pages=(text,))
    make_document(db, source, pages=(text,), is_news=True)
    other = make_source(db, "bergheim")
    make_document(db, other, pages=(text,))
    desk.match()

    make_document(db, make_source(db, "fjordby"), pages=(text,), at=NOON + DAY)
    desk.match(now=NOON + DAY)

    assert 1 == len(desk.matches())


@pytest.mark.parametrize("status", [DocumentStatus.REMOVED, DocumentStatus.MOVED])
def test_what_is_gone_is_no_news(desk: Desk, db: Database, status: DocumentStatus) -> None:
    """Removed and moved documents are closed unasked."""
    desk.follow()
    document = make_document(db, make_source(db))
    with db.write() as session:
        session.get_one(Document, document.id).status = status

    report = desk.match()

    assert (0, 1) == (report.matched, report.skipped)
    assert 0 == _open_versions(db)


@pytest.mark.parametrize("state", [each for each in SubscriptionState if each is not SubscriptionState.ACTIVE])
def test_only_active_subscriptions_hear(desk: Desk, db: Database, state: SubscriptionState) -> None:
    """Unconfirmed, paused and ended ones get no matches."""
    desk.follow()
    with db.write() as session:
        session.execute(update(Subscription).values(state=state))
    make_document(db, make_source(db))

    assert 0 == desk.match().matched


def test_what_came_before_the_subscription_is_not_news_to_it(desk: Desk, db: Database) -> None:
    """A backlog from before the reader asked stays silent; what comes after is told."""
    source = make_source(db)
    make_document(db, source, pages=("Partnerskap fra før.",), at=NOON - 2 * DAY)
    desk.follow(now=NOON - DAY)
    make_document(db, source, pages=("Partnerskap fra nå.",), at=NOON)

    desk.match()

    assert ["nå" in each.passage for each in desk.matches()] == [True]


def test_mail_and_page_agree(desk: Desk, db: Database) -> None:
    """For a table of searches, the matches are the page's hits among the new documents."""
    source = make_source(db)
    old = make_document(db, source, pages=("Heltid i helse.",), is_news=False)
    searches: list[dict[str, Any]] = [
        {"text": "heltid"},
        {"text": "heltid helse"},
        {"text": "turnus"},
        {"text": "kommuner", "type": ("pdf",)},
        {"text": "", "place": ("skien",)},
    ]
    follows = {desk.follow(**each).id: each for each in searches}
    make_document(db, source, pages=("Heltidskultur i helsetjenesten.",), places=["skien"])
    make_document(db, source, pages=("Kommunene og turnus.",), type="pdf")
    make_document(db, source, pages=("Kommunen alene.",), type="nettside")
    desk.match()

    for subscription_id, search in follows.items():
        filters = {name: values for name, values in search.items() if name != "text"}
        page = desk.engine.search(SearchQuery(text=search["text"], filters=filters))
        expected = {hit.id for hit in page.hits} - {old.id}
        matched = {
            _document_of(db, each.version_id) for each in desk.matches() if each.subscription_id == subscription_id
        }
        assert expected == matched, search


@pytest.mark.slow
def test_a_batch_larger_than_a_page_of_hits_loses_nothing(desk: Desk, db: Database) -> None:
    """Every one of many new documents is matched."""
    desk.follow()
    source = make_source(db)
    for number in range(130):
        make_document(db, source, pages=(f"Partnerskap nummer {number}.",))

    assert 130 == desk.match().matched


@pytest.mark.slow
def test_more_matches_than_a_transaction_holds(desk: Desk, db: Database) -> None:
    """Many followers of one search all hear of every document, once."""
    source = make_source(db)
    for number in range(60):
        make_document(db, source, pages=(f"Partnerskap nummer {number}.",))
    first = desk.follow()
    with db.write() as session:
        for number in range(19):
            session.add(_copy(first, f"leser{number}@solvik.example.org"))

    report = desk.match()

    assert (60 * 20, 60) == (report.matched, report.closed)
    assert 0 == desk.match().matched


def test_one_failing_search_stops_nobody_else(desk: Desk, db: Database) -> None:
    """The others get their matches now, and the one that failed gets its own when it works again."""
    desk.follow("partnerskap")
    failing = desk.follow("resultater")
    make_document(db, make_source(db))
    desk.index()
    moody = MoodyEngine(desk.engine, failing="resultater", error=RuntimeError("too hard"))

    report = match_new(db, moody, lambda: NOON)
    assert (1, 1, (failing.id,)) == (report.matched, report.held, report.failed)
    repaired = desk.match(now=NOON + timedelta(hours=1))

    assert (1, 0) == (repaired.matched, _open_versions(db))
    assert 2 == len(desk.matches())


def test_a_search_that_never_works_does_not_hold_news_for_ever(desk: Desk, db: Database) -> None:
    """After a day the versions are closed without it."""
    desk.follow("resultater")
    make_document(db, make_source(db))
    desk.index()
    moody = MoodyEngine(desk.engine, failing="resultater", error=RuntimeError("too hard"))

    report = match_new(db, moody, lambda: NOON + DAY + timedelta(minutes=1))

    assert (1, 0) == (report.closed, report.held)


def test_a_stored_search_that_cannot_be_read_stops_nobody(desk: Desk, db: Database) -> None:
    """A row from another version of the program is that subscription's trouble only."""
    broken = desk.follow("heltid")
    desk.follow("partnerskap")
    with db.write() as session:
        session.get_one(Subscription, broken.id).query = {"filters": {"colour": ["red"]}}
    make_document(db, make_source(db))

    report = desk.match()

    assert (1, (broken.id,)) == (report.matched, report.failed)


def test_an_engine_that_cannot_search_at_all_closes_nothing(desk: Desk, db: Database) -> None:
    """The whole matching stops, and everything waits for the next one."""
    desk.follow()
    make_document(db, make_source(db))
    desk.index()
    moody = MoodyEngine(desk.engine, failing="partnerskap", error=EngineBusy("in use"))

    with pytest.raises(EngineBusy):
        match_new(db, moody, lambda: NOON)

    assert 1 == _open_versions(db)


def test_a_document_that_changes_during_the_search_waits(desk: Desk, db: Database) -> None:
    """The answer was about another text than the catalogue has now, so the version is asked about again."""
    desk.follow()
    document = make_document(db, make_source(db))
    desk.index()
    busy = _ChangingEngine(desk, document)

    report = match_new(db, busy, lambda: NOON)

    assert (0, 1) == (report.matched, report.held)
    assert 1 == desk.match().matched


def test_removed_documents_come_to_nobody(desk: Desk, db: Database) -> None:
    """A document that came and went between two matchings is silent."""
    desk.follow()
    document = make_document(db, make_source(db))
    remove_document(db, document)

    assert 0 == desk.match().matched


class _ChangingEngine(MoodyEngine):
    """While it searches, a harvest changes the document."""

    def __init__(self, desk: Desk, document: Document) -> None:
        super().__init__(desk.engine, failing="", error=RuntimeError())
        self._desk, self._document = desk, document

    def search(self, query: SearchQuery, **limits: Any) -> Any:
        page = super().search(query, **limits)
        change_document(self._desk.db, self._document, pages=("Partnerskapet endres akkurat nå.",))
        return page


def _copy(subscription: Subscription, address: str) -> Subscription:
    kept = ("query", "query_key", "frequency", "language", "state", "created_at", "confirmed_at")
    return Subscription(address=address, **{name: getattr(subscription, name) for name in kept})


def _document_of(db: Database, version_id: int) -> int:
    with db.read() as session:
        return session.get_one(Version, version_id).document_id
