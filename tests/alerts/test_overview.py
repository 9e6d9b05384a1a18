"""Who follows what, and what a search would have brought."""

from alerts.overview import count_deliveries, list_subscriptions, preview
from catalog.database import Database
from catalog.models import DeliveryStatus, Subscription, SubscriptionState
from indexer.query import SearchQuery
from tests.support.alerts import Desk
from tests.support.catalogue import DAY, NOON, make_document, make_source


def test_subscriptions_are_listed_newest_first(desk: Desk, db: Database) -> None:
    """Each with its search in words and how much it has found."""
    desk.follow("partnerskap", now=NOON - 2 * DAY)
    desk.ask("heltid", now=NOON - DAY, place=("telemark",))
    make_document(db, make_source(db))
    desk.match()

    with db.read() as session:
        lines = list_subscriptions(session)
        active = list_subscriptions(session, state=SubscriptionState.ACTIVE)

    assert ["«heltid» i Sted: Telemark", "«partnerskap»"] == [line.topic for line in lines]
    assert [0, 1] == [line.matches for line in lines]
    assert ["«partnerskap»"] == [line.topic for line in active]


def test_an_unreadable_search_is_listed_too(desk: Desk, db: Database) -> None:
    """The list shows what is wrong instead of failing."""
    subscription = desk.follow()
    with db.write() as session:
        session.get_one(Subscription, subscription.id).query = {"from_on": "yesterday"}

    with db.read() as session:
        (line,) = list_subscriptions(session)

    assert "cannot be read" in line.topic


def test_a_preview_shows_the_last_days(desk: Desk, db: Database) -> None:
    """Recent documents that the search finds, the newest first, and which of them were news."""
    source = make_source(db)
    make_document(db, source, title="Gammel", at=NOON - 40 * DAY)
    make_document(db, source, title="Fra første høsting", at=NOON - 20 * DAY, is_news=False, text_hash="a")
    make_document(db, source, title="Ny", at=NOON - DAY, text_hash="b")
    make_document(db, source, title="Annet", pages=("Uten ordet.",), at=NOON - DAY)
    desk.index()

    found = preview(db, desk.engine, SearchQuery(text="partnerskap"), now=NOON)

    assert ("«partnerskap»", 2) == (found.topic, found.total)
    assert [("Ny", True), ("Fra første høsting", False)] == [(hit.title, hit.is_news) for hit in found.hits]
    assert "<mark>" in found.hits[0].passage


def test_a_preview_of_nothing_is_empty(desk: Desk, db: Database) -> None:
    """An empty catalogue has no hits and no error."""
    found = preview(db, desk.engine, SearchQuery(text="partnerskap"), now=NOON)

    assert (0, []) == (found.total, list(found.hits))


def test_mails_are_counted_by_state(desk: Desk, db: Database) -> None:
    """States without mails are there with a nought."""
    desk.follow()
    desk.ask("heltid", now=NOON)

    with db.read() as session:
        counted = count_deliveries(session)

    assert {
        DeliveryStatus.PENDING: 1,
        DeliveryStatus.SENDING: 0,
        DeliveryStatus.SENT: 1,
        DeliveryStatus.FAILED: 0,
    } == counted
