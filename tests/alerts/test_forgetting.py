"""What there is no reason to keep is deleted, and nothing else."""

from datetime import datetime, timedelta

from sqlalchemy import select

from alerts.forgetting import Forgotten, purge
from alerts.subscriptions import confirm, end
from catalog.database import Database
from catalog.models import Digest, Match, SubscriptionState
from tests.support.alerts import Desk, link_token
from tests.support.catalogue import DAY, NOON, make_document, make_source

SECOND = timedelta(seconds=1)


def _purge(desk: Desk, now: datetime) -> Forgotten:
    with desk.db.write() as session:
        return purge(session, now=now)


def test_who_never_confirmed_is_forgotten_after_a_week(desk: Desk) -> None:
    """The address goes, and the mail to it."""
    desk.ask(now=NOON)
    desk.deliver()

    early = _purge(desk, NOON + 7 * DAY)
    late = _purge(desk, NOON + 7 * DAY + SECOND)

    assert Forgotten() == early
    assert Forgotten(unconfirmed=1, mails=1) == late
    assert ([], []) == (desk.subscriptions(), desk.deliveries())


def test_who_asked_again_keeps_a_working_link(desk: Desk) -> None:
    """The second mail's link lives its seven days."""
    desk.ask(now=NOON)
    desk.ask(now=NOON + 6 * DAY)
    mail = desk.deliver(now=NOON + 6 * DAY)[-1]
    _purge(desk, NOON + 8 * DAY)

    with desk.db.write() as session:
        confirmed = confirm(session, link_token(mail, "bekreft"), now=NOON + 12 * DAY, settings=desk.settings)

    assert SubscriptionState.ACTIVE is confirmed.state


def test_who_left_is_forgotten_after_thirty_days(desk: Desk, db: Database) -> None:
    """With the subscription go its matches and digests."""
    desk.follow(now=NOON - DAY)
    make_document(db, make_source(db))
    token = link_token(desk.run()[0], "avmeld")
    with db.write() as session:
        end(session, token, now=NOON, settings=desk.settings)

    assert 0 == _purge(desk, NOON + 30 * DAY).ended
    assert 1 == _purge(desk, NOON + 30 * DAY + SECOND).ended
    with db.read() as session:
        assert ([], []) == (session.scalars(select(Match)).all(), session.scalars(select(Digest)).all())


def test_who_follows_is_kept(desk: Desk, db: Database) -> None:
    """An active subscription stays for years; its old mails do not."""
    desk.follow(now=NOON)
    make_document(db, make_source(db), at=NOON + SECOND)
    desk.run(now=NOON + SECOND)

    forgotten = _purge(desk, NOON + 1_000 * DAY)

    assert Forgotten(mails=2) == forgotten
    assert 1 == len(desk.subscriptions())


def test_a_mail_on_its_way_is_kept(desk: Desk) -> None:
    """What has not been settled is not thrown away."""
    desk.follow(now=NOON)
    desk.ask("heltid", now=NOON)

    _purge(desk, NOON + 40 * DAY)

    assert 1 == len(desk.deliveries())


def test_a_new_subscription_with_an_old_number_gets_its_mail(desk: Desk) -> None:
    """SQLite uses row numbers again; the mails of the forgotten one do not stand in the way."""
    desk.ask("heltid", now=NOON)
    desk.follow("partnerskap", address="annen@solvik.example.org", now=NOON)
    _purge(desk, NOON + 8 * DAY)

    desk.ask("heltid", now=NOON + 8 * DAY)

    assert 1 == len([mail for mail in desk.deliver(now=NOON + 8 * DAY) if "heltid" in mail.text])
