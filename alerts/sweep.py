"""Finds what a crash or a long stop left behind, and says what should have happened by now and has not."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from alerts.forgetting import Forgotten, purge
from alerts.outbox import recover_stuck
from alerts.periods import latest_period
from catalog.clock import Clock
from catalog.database import Database
from catalog.models import Delivery, DeliveryStatus, Digest, Frequency, Match, Subscription, SubscriptionState

#: A mail that was queued this long ago and has not gone out is reported.
MAIL_OVERDUE_AFTER = timedelta(hours=3)
#: A match that should have been in a mail this long ago is reported.
MATCH_OVERDUE_AFTER = timedelta(hours=1)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepReport:
    """What a sweep found."""

    #: Mails whose sender had died, due again now.
    recovered: int
    forgotten: Forgotten
    #: Matches that should have become a mail and have not; the next composing takes them up.
    overdue_matches: int
    #: Mails that have waited too long; the outbox goes on trying.
    overdue_mails: int


def recover_lost_work(db: Database, clock: Clock) -> SweepReport:
    """Put lost mails back, delete what is too old to keep, and count what is overdue; safe at any time."""
    now = clock()
    with db.write() as session:
        recovered = recover_stuck(session, now=now)
        forgotten = purge(session, now=now)
    with db.read() as session:
        matches, mails = _count_overdue_matches(session, now), _count_overdue_mails(session, now)
    if matches or mails:
        _log.error("%d matches should be in a mail by now, and %d mails should have gone out", matches, mails)
    return SweepReport(recovered=recovered, forgotten=forgotten, overdue_matches=matches, overdue_mails=mails)


def _count_overdue_matches(session: Session, now: datetime) -> int:
    counted = (
        select(func.count(Match.id))
        .join(Match.subscription)
        .where(
            Match.digest_id.is_(None),
            Subscription.state == SubscriptionState.ACTIVE,
            or_(*(_is_overdue(frequency, now) for frequency in Frequency)),
        )
    )
    return session.scalar(counted) or 0


def _is_overdue(frequency: Frequency, now: datetime) -> ColumnElement[bool]:
    # The period that was the latest an hour ago has had its hour.
    period = latest_period(frequency, now - MATCH_OVERDUE_AFTER)
    has_had_it = (
        select(Digest.id).where(Digest.subscription_id == Subscription.id, Digest.period == period.key).exists()
    )
    return (Subscription.frequency == frequency) & (Match.found_at < period.until) & ~has_had_it


def _count_overdue_mails(session: Session, now: datetime) -> int:
    counted = select(func.count(Delivery.id)).where(
        Delivery.status.in_([DeliveryStatus.PENDING, DeliveryStatus.SENDING]),
        Delivery.created_at < now - MAIL_OVERDUE_AFTER,
    )
    return session.scalar(counted) or 0
