"""The outbox: claims one mail, sends it with no transaction open, and settles what came of it."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from alerts.mail import Mail
from alerts.mailer import Mailer, MailRejected, MailUnavailable, ServerDown
from catalog.clock import Clock
from catalog.database import Database
from catalog.models import Delivery, DeliveryStatus, Digest, Subscription, SubscriptionState

#: How long a claimed mail is left alone: longer than a server can take over one mail.
LEASE = timedelta(minutes=10)
FIRST_RETRY = timedelta(minutes=5)
SLOWEST_RETRY = timedelta(hours=24)
#: About five days of trying.
MAX_ATTEMPTS = 12
#: Set as the reason on mails that were taken back because nobody wants them any more.
WITHDRAWN = "withdrawn: the subscription was ended"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A mail in the hands of one sender, for one attempt."""

    delivery_id: int
    attempt: int
    mail: Mail


def deliver_pending(db: Database, mailer: Mailer, clock: Clock, *, limit: int = 500) -> int:
    """
    Send what is due, one mail at a time; return how many were attempted.

    No transaction is open while the mail server is spoken to. Stops early when the server takes no mail at all.
    """
    for attempted in range(limit):
        claim = claim_next(db, now=clock())
        if claim is None:
            return attempted
        try:
            mailer.send(claim.mail)
        except MailRejected as error:
            settle(db, claim, DeliveryStatus.FAILED, error=str(error), now=clock())
        except ServerDown as error:
            postpone(db, claim, error=str(error), now=clock())
            return attempted + 1
        except MailUnavailable as error:
            postpone(db, claim, error=str(error), now=clock())
        except Exception as error:
            _log.exception("sending delivery %d failed in a way nobody foresaw", claim.delivery_id)
            postpone(db, claim, error=f"{type(error).__name__}: {error}", now=clock())
        else:
            settle(db, claim, DeliveryStatus.SENT, now=clock())
    return limit


def claim_next(db: Database, *, now: datetime) -> Claim | None:
    """Take the mail that has been due longest; None when there is none."""
    with db.write() as session:
        delivery = session.scalars(
            select(Delivery)
            .where(Delivery.status == DeliveryStatus.PENDING, Delivery.not_before <= now)
            .order_by(Delivery.not_before, Delivery.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if delivery is None:
            return None
        delivery.status, delivery.lease_until = DeliveryStatus.SENDING, now + LEASE
        delivery.attempts += 1
        return Claim(delivery_id=delivery.id, attempt=delivery.attempts, mail=_mail(delivery))


def settle(db: Database, claim: Claim, status: DeliveryStatus, *, now: datetime, error: str | None = None) -> None:
    """Note how an attempt ended for good; changes nothing when the mail is no longer in this sender's hands."""
    with db.write() as session:
        session.execute(
            update(Delivery)
            .where(_held(claim))
            .values(
                status=status,
                lease_until=None,
                error=_kept(error),
                sent_at=now if status is DeliveryStatus.SENT else None,
            )
        )


def postpone(db: Database, claim: Claim, *, error: str, now: datetime) -> None:
    """Put the mail back for a later attempt, or give it up after the last one."""
    if claim.attempt >= MAX_ATTEMPTS:
        settle(db, claim, DeliveryStatus.FAILED, error=f"given up after {claim.attempt} attempts: {error}", now=now)
        return
    with db.write() as session:
        session.execute(
            update(Delivery)
            .where(_held(claim))
            .values(
                status=DeliveryStatus.PENDING,
                lease_until=None,
                error=_kept(error),
                not_before=now + backoff(claim.attempt),
            )
        )


def backoff(attempt: int) -> timedelta:
    """How long to wait after this many attempts: 5 minutes, then twice as long each time, a day at most."""
    return min(FIRST_RETRY * (1 << min(attempt - 1, 20)), SLOWEST_RETRY)


def recover_stuck(session: Session, *, now: datetime) -> int:
    """Put back the mails whose sender died while it held them; return how many."""
    stuck = session.scalars(
        select(Delivery)
        .where(Delivery.status == DeliveryStatus.SENDING, Delivery.lease_until < now)
        .with_for_update(skip_locked=True)
    ).all()
    for delivery in stuck:
        delivery.lease_until = None
        if delivery.attempts >= MAX_ATTEMPTS:
            delivery.status = DeliveryStatus.FAILED
            delivery.error = f"given up: the sender died in {delivery.attempts} attempts"
        else:
            delivery.status, delivery.not_before = DeliveryStatus.PENDING, now
    return len(stuck)


def withdraw(session: Session) -> int:
    """Take back waiting mails of which every subscription has ended; return how many."""
    is_digest = select(Digest.id).where(Digest.delivery_id == Delivery.id).exists()
    withdrawn = session.execute(
        update(Delivery)
        .where(Delivery.status == DeliveryStatus.PENDING, is_digest, ~_wanted())
        .values(status=DeliveryStatus.FAILED, error=WITHDRAWN)
        .returning(Delivery.id)
    )
    return len(withdrawn.all())


def restore_withdrawn(session: Session, *, now: datetime) -> int:
    """Put back mails that were taken back and that an open subscription wants again; return how many."""
    restored = session.execute(
        update(Delivery)
        .where(Delivery.status == DeliveryStatus.FAILED, Delivery.error == WITHDRAWN, _wanted())
        .values(status=DeliveryStatus.PENDING, error=None, not_before=now)
        .returning(Delivery.id)
    )
    return len(restored.all())


def _wanted() -> ColumnElement[bool]:
    return (
        select(Digest.id)
        .join(Subscription, Subscription.id == Digest.subscription_id)
        .where(Digest.delivery_id == Delivery.id, Subscription.state != SubscriptionState.ENDED)
        .exists()
    )


def _held(claim: Claim) -> ColumnElement[bool]:
    return (
        (Delivery.id == claim.delivery_id)
        & (Delivery.attempts == claim.attempt)
        & (Delivery.status == DeliveryStatus.SENDING)
    )


def _mail(delivery: Delivery) -> Mail:
    return Mail(
        message_id=delivery.message_id,
        address=delivery.address,
        subject=delivery.subject,
        text=delivery.text,
        html=delivery.html,
        headers={name: str(value) for name, value in delivery.headers.items()},
    )


def _kept(error: str | None) -> str | None:
    return error[:1_000] if error else None
