"""Matches become mails: when they are due, one per address, each document once, and never twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from alerts.compose import compose_due
from catalog.clock import OSLO
from catalog.database import Database
from catalog.models import Delivery, Digest, Frequency, Match, ShowText, Source, Subscription, SubscriptionState
from tests.support.alerts import Desk
from tests.support.catalogue import DAY, NOON, change_document, make_document, make_source, remove_document

QUARTER = timedelta(minutes=15)


def _oslo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


def test_immediate_mails_come_at_once_and_then_every_quarter(desk: Desk, db: Database) -> None:
    """What comes later in the same quarter of an hour waits for the next one."""
    desk.follow()
    source = make_source(db)
    make_document(db, source, pages=("Partnerskap en.",))
    first = desk.run()
    make_document(db, source, pages=("Partnerskap to.",))

    second = desk.run(now=NOON + timedelta(minutes=14))
    third = desk.run(now=NOON + QUARTER)

    assert (1, 0, 1) == (len(first), len(second), len(third))


@pytest.mark.parametrize(
    ("frequency", "found", "early", "due"),
    [
        (Frequency.DAILY, "2026-11-22T13:00", "2026-11-23T06:09", "2026-11-23T06:10"),
        (Frequency.DAILY, "2026-03-28T20:00", "2026-03-29T06:09", "2026-03-29T06:10"),
        (Frequency.DAILY, "2026-10-24T20:00", "2026-10-25T06:09", "2026-10-25T06:10"),
        (Frequency.WEEKLY, "2026-11-18T13:00", "2026-11-23T06:09", "2026-11-23T06:10"),
        (Frequency.WEEKLY, "2026-03-25T13:00", "2026-03-30T06:09", "2026-03-30T06:10"),
        (Frequency.WEEKLY, "2026-10-21T13:00", "2026-10-26T06:09", "2026-10-26T06:10"),
    ],
)
def test_digests_wait_for_their_hour(
    desk: Desk, db: Database, frequency: Frequency, found: str, early: str, due: str
) -> None:
    """Daily and weekly mails come at ten past six in Oslo, in the weeks when the clock changes as well."""
    at = _oslo(found)
    desk.follow(frequency=frequency, now=at - 10 * DAY)
    make_document(db, make_source(db, at=at - 30 * DAY), at=at)
    desk.match(now=at)

    assert 0 == desk.compose(now=at)
    assert 0 == desk.compose(now=_oslo(early))
    assert 1 == desk.compose(now=_oslo(due))
    assert 0 == desk.compose(now=_oslo(due) + timedelta(hours=1))


def test_a_mail_that_was_missed_is_made_later(desk: Desk, db: Database) -> None:
    """Three days without a scheduler become one mail with everything."""
    desk.follow(frequency=Frequency.DAILY)
    source = make_source(db)
    for day in range(3):
        make_document(db, source, pages=(f"Partnerskap dag {day}.",), at=NOON + day * DAY)
        desk.match(now=NOON + day * DAY)

    assert 1 == desk.compose(now=NOON + 3 * DAY)
    assert "3 nye dokumenter: «partnerskap»" == desk.deliver(now=NOON + 3 * DAY)[0].subject


def test_nothing_new_sends_nothing(desk: Desk, db: Database) -> None:
    """A day without matches is a day without mail."""
    desk.follow(frequency=Frequency.DAILY)
    make_document(db, make_source(db), pages=("Helt andre ting.",))

    desk.match()

    assert 0 == desk.compose(now=NOON + DAY)
    assert [] == _digests(db)


def test_one_mail_for_two_subscriptions(desk: Desk, db: Database) -> None:
    """Both searches of an address share the mail, and a document that both found stands there once."""
    desk.follow("partnerskap")
    desk.follow("heltid")
    source = make_source(db)
    make_document(db, source, title="Begge deler", pages=("Partnerskap om heltid.",))
    make_document(db, source, title="Bare heltid", pages=("Heltid for alle.",))

    (mail,) = desk.run()

    assert "2 nye dokumenter: «partnerskap» og ett søk til" == mail.subject
    assert 1 == mail.text.count("Begge deler")
    assert "Treffer også «heltid»." in mail.text
    assert 2 == len(_digests(db))


def test_each_address_gets_its_own_mail(desk: Desk, db: Database) -> None:
    """Addresses are never put together."""
    desk.follow(address="a@solvik.example.org")
    desk.follow(address="b@solvik.example.org")
    make_document(db, make_source(db))

    assert {"a@solvik.example.org", "b@solvik.example.org"} == {mail.address for mail in desk.run()}


def test_the_same_text_in_two_searches_is_shown_once(desk: Desk, db: Database) -> None:
    """Two subscriptions that were told of two copies of one text show one of them."""
    desk.follow("partnerskap", source=("solvik",))
    desk.follow("partnerskap", source=("bergheim",))
    for slug in ("solvik", "bergheim"):
        make_document(db, make_source(db, slug), title=f"Kopi hos {slug}", pages=("Partnerskap, likt.",))

    (mail,) = desk.run()

    assert 1 == mail.text.count("Kopi hos")


def test_composing_twice_at_once_makes_one_mail(desk: Desk, db: Database) -> None:
    """Two processes that compose the same period queue one mail."""
    desk.follow()
    make_document(db, make_source(db))
    desk.match()

    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(compose_due, db, lambda: NOON, desk.settings) for _ in range(2)]
        queued = sum(each.result() for each in runs)

    assert (1, 1) == (queued, len(desk.deliver()))


def test_many_subscriptions_are_split(desk: Desk, db: Database) -> None:
    """More searches than a mail can hold come in a second one, none of them twice."""
    for number in range(1, 26):
        desk.follow(f"ord{number}", now=NOON - timedelta(days=30 - number))
    make_document(db, make_source(db), pages=(" ".join(f"ord{number}" for number in range(1, 26)),))

    mails = desk.run()

    assert 2 == len(mails)
    assert 25 == len(_digests(db))


def test_what_is_gone_when_the_mail_is_made_is_left_out(desk: Desk, db: Database) -> None:
    """A removed document is not announced; the period is settled all the same."""
    desk.follow()
    document = make_document(db, make_source(db))
    desk.match()
    remove_document(db, document)

    assert 0 == desk.compose()
    assert [None] == [each.delivery_id for each in _digests(db)]
    assert 0 == desk.compose(now=NOON + QUARTER)


def test_matches_of_an_ended_subscription_stay_unsent(desk: Desk, db: Database) -> None:
    """Unsubscribing between match and mail is honoured."""
    desk.follow()
    make_document(db, make_source(db))
    desk.match()
    with db.write() as session:
        session.execute(update(Subscription).values(state=SubscriptionState.ENDED, ended_at=NOON))

    assert 0 == desk.compose()


def test_matches_are_bound_to_their_digest_for_good(desk: Desk, db: Database) -> None:
    """Every match is in exactly one digest, and the digest knows its mail."""
    desk.follow()
    document = make_document(db, make_source(db))
    desk.run()
    change_document(db, document, pages=("Partnerskap i ny utgave.",))
    desk.run(now=NOON + QUARTER)

    with db.read() as session:
        bound = session.execute(
            select(Match.id, Digest.period, Delivery.id)
            .join(Digest, Digest.id == Match.digest_id)
            .join(Delivery, Delivery.id == Digest.delivery_id)
        ).all()
    assert 2 == len(bound) == len({period for _, period, _ in bound})


def test_one_address_whose_mail_cannot_be_made_stops_nobody(desk: Desk, db: Database) -> None:
    """The others get theirs; the broken one is left for the next period."""
    broken = desk.follow(address="a@solvik.example.org")
    source = make_source(db)
    make_document(db, source)
    desk.run()
    desk.follow(address="b@solvik.example.org")
    make_document(db, source, pages=("Partnerskap igjen.",))
    desk.match()
    _forget_digests(db, broken)

    assert 1 == desk.compose()
    assert ["b@solvik.example.org"] == [mail.address for mail in desk.deliver()]
    assert ["a@solvik.example.org"] == [mail.address for mail in desk.run(now=NOON + QUARTER)]


def test_a_search_that_cannot_be_read_any_more_keeps_nothing_back(desk: Desk, db: Database) -> None:
    """What was found before goes out, under the words that are left."""
    subscription = desk.follow()
    make_document(db, make_source(db))
    desk.match()
    with db.write() as session:
        session.get_one(Subscription, subscription.id).query = {"text": "partnerskap", "filters": {"colour": ["red"]}}

    assert ["1 nytt dokument: «partnerskap»"] == [mail.subject for mail in desk.run()]


def test_a_source_that_shows_no_text_has_no_passage(desk: Desk, db: Database) -> None:
    """Where the owner allows titles only, the mail shows titles only."""
    desk.follow()
    source = make_source(db)
    make_document(db, source, pages=("Et hemmelig partnerskap.",))
    with db.write() as session:
        session.get_one(Source, source.id).show_text = ShowText.NONE

    (mail,) = desk.run()

    assert "Felles løft for regionen" in mail.text
    assert "hemmelig" not in mail.text + mail.html


def test_headers_for_mail_programs(desk: Desk, db: Database) -> None:
    """A digest can be unsubscribed in one click, is known as bulk, and names its list and its thread."""
    desk.follow(frequency=Frequency.WEEKLY, now=NOON - 10 * DAY)
    make_document(db, make_source(db))

    desk.match()
    desk.compose(now=NOON + DAY)
    (mail,) = desk.deliver(now=NOON + DAY)

    assert mail.headers["List-Unsubscribe"].startswith("<https://samla.example.org/varsler/avmeld/")
    assert "List-Unsubscribe=One-Click" == mail.headers["List-Unsubscribe-Post"]
    assert "Ukentlige varsler fra Samla <uke.samla.example.org>" == mail.headers["List-Id"]
    assert ("auto-generated", "bulk") == (mail.headers["Auto-Submitted"], mail.headers["Precedence"])
    assert mail.headers["References"].endswith("@samla.example.org>")


def test_the_thread_stays_and_the_mail_changes(desk: Desk, db: Database) -> None:
    """Two digests have one thread and two ids."""
    desk.follow()
    source = make_source(db)
    make_document(db, source, pages=("Partnerskap en.",))
    first = desk.run()[0]
    make_document(db, source, pages=("Partnerskap to.",))
    second = desk.run(now=NOON + QUARTER)[0]

    assert first.headers["References"] == second.headers["References"]
    assert first.message_id != second.message_id


def _forget_digests(db: Database, subscription: Subscription) -> None:
    """As if the digests had never been made, while their mails are in the outbox."""
    with db.write() as session:
        session.execute(update(Match).where(Match.subscription_id == subscription.id).values(digest_id=None))
        session.execute(delete(Digest).where(Digest.subscription_id == subscription.id))


def _digests(db: Database) -> list[Digest]:
    with db.read() as session:
        return list(session.scalars(select(Digest).order_by(Digest.id)))
