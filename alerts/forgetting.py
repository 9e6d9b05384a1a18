"""Deletes what there is no reason to keep about a reader any more."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from alerts.confirmation import confirmation_queued_since
from catalog.models import Delivery, DeliveryStatus, Subscription, SubscriptionState

UNCONFIRMED_AFTER = timedelta(days=7)
ENDED_AFTER = timedelta(days=30)
MAILS_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was deleted."""

    unconfirmed: int = 0
    ended: int = 0
    mails: int = 0


def purge(session: Session, *, now: datetime) -> Forgotten:
    """
    Delete subscriptions nobody confirmed in time, those that ended long ago, and old mails.

    The mails to an address go with its last subscription.
    """
    unconfirmed = _delete_unconfirmed(session, now - UNCONFIRMED_AFTER)
    ended = session.execute(
        delete(Subscription)
        .where(Subscription.state == SubscriptionState.ENDED, Subscription.ended_at < now - ENDED_AFTER)
        .returning(Subscription.id)
    ).all()
    return Forgotten(unconfirmed=unconfirmed, ended=len(ended), mails=_delete_mails(session, now))


def _delete_unconfirmed(session: Session, since: datetime) -> int:
    old = session.scalars(
        select(Subscription).where(Subscription.state == SubscriptionState.PENDING, Subscription.created_at < since)
    ).all()
    # Who asked again has a link that is still valid.
    ids = [each.id for each in old if not confirmation_queued_since(session, each, since)]
    session.execute(delete(Subscription).where(Subscription.id.in_(ids)))
    return len(ids)


def _delete_mails(session: Session, now: datetime) -> int:
    is_settled = Delivery.status.in_([DeliveryStatus.SENT, DeliveryStatus.FAILED])
    is_unknown = Delivery.address.not_in(select(Subscription.address))
    is_old = (Delivery.created_at < now - MAILS_AFTER) | (is_unknown & (Delivery.created_at < now - UNCONFIRMED_AFTER))
    return len(session.execute(delete(Delivery).where(is_settled, is_old).returning(Delivery.id)).all())
