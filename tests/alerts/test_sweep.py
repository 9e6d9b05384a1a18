"""The sweep brings back what a crash left, and names what is overdue."""

from datetime import timedelta

from alerts.outbox import claim_next
from alerts.sweep import recover_lost_work
from catalog.database import Database
from catalog.models import Frequency
from tests.support.alerts import Desk
from tests.support.catalogue import DAY, NOON, make_document, make_source

HOUR = timedelta(hours=1)


def test_a_quiet_day_has_nothing_to_report(desk: Desk, db: Database) -> None:
    """After a whole walk nothing is overdue, at any frequency."""
    for frequency in Frequency:
        desk.follow(address=f"{frequency.value}@solvik.example.org", frequency=frequency)
    make_document(db, make_source(db))
    desk.run()

    report = recover_lost_work(db, lambda: NOON + HOUR)

    assert (0, 0, 0) == (report.recovered, report.overdue_matches, report.overdue_mails)


def test_a_lost_mail_is_sent_after_the_sweep(desk: Desk, db: Database) -> None:
    """Claimed, and then the process died: the sweep makes it due again."""
    desk.ask(now=NOON)
    claim_next(db, now=NOON)

    report = recover_lost_work(db, lambda: NOON + HOUR)

    assert 1 == report.recovered
    assert 1 == len(desk.deliver(now=NOON + HOUR))


def test_a_match_without_a_mail_is_reported(desk: Desk, db: Database) -> None:
    """An hour after its time a match that is in no digest is counted, until composing takes it up."""
    desk.follow(frequency=Frequency.DAILY)
    make_document(db, make_source(db))
    desk.match()

    assert 0 == recover_lost_work(db, lambda: NOON + 18 * HOUR).overdue_matches
    assert 1 == recover_lost_work(db, lambda: NOON + 19 * HOUR).overdue_matches
    desk.compose(now=NOON + 19 * HOUR)
    assert 0 == recover_lost_work(db, lambda: NOON + 19 * HOUR).overdue_matches


def test_a_mail_that_does_not_go_out_is_reported(desk: Desk, db: Database) -> None:
    """Three hours in the outbox is too long."""
    desk.ask(now=NOON)

    assert 0 == recover_lost_work(db, lambda: NOON + 3 * HOUR).overdue_mails
    assert 1 == recover_lost_work(db, lambda: NOON + 4 * HOUR).overdue_mails


def test_sweeping_twice_is_sweeping_once(desk: Desk, db: Database) -> None:
    """Nothing is left to do right after a sweep."""
    desk.ask(now=NOON)
    claim_next(db, now=NOON)
    recover_lost_work(db, lambda: NOON + 40 * DAY)

    report = recover_lost_work(db, lambda: NOON + 40 * DAY)

    assert (0, 0) == (report.recovered, report.forgotten.unconfirmed)
