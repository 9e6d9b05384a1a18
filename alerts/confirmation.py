"""The mail that asks whether a subscription was wanted, and the one that says it is there already."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from alerts.describing import describe
from alerts.links import Links
from alerts.queueing import Draft, queue_mail
from alerts.rendering import render
from alerts.saved_queries import from_json
from alerts.settings import AlertSettings
from alerts.texts import phrase
from alerts.tokens import Purpose, make_token
from catalog.models import Delivery, Frequency, Source, Subscription, SubscriptionState

#: How soon the same subscription's mail is sent again when it is asked for again.
AGAIN_AFTER = timedelta(minutes=10)
#: Mails of this kind one address gets in a day, whoever asks: nobody can fill another's mailbox through us.
DAILY_LIMIT = 20


def queue_confirmation(
    session: Session,
    subscription: Subscription,
    *,
    frequency: Frequency,
    language: str,
    now: datetime,
    settings: AlertSettings,
) -> bool:
    """
    Queue the mail whose link confirms the subscription with this frequency and language.

    Who follows the search so already is told that instead. False when one was queued just now, or too many today.
    """
    earlier = _earlier(session, subscription)
    recent = any(now - at < AGAIN_AFTER for at in earlier)
    if recent or _count_today(session, subscription.address, now) >= DAILY_LIMIT:
        return False
    unchanged = (subscription.frequency, subscription.language) == (frequency, language)
    name = "following" if subscription.state is SubscriptionState.ACTIVE and unchanged else "confirm"
    wish = {"frequency": frequency.value, "language": language}
    values = _values(session, subscription, wish, now=now, settings=settings)
    subject = phrase(language, f"{name}.subject")
    draft = Draft(
        key=f"{_key(subscription)}:{len(earlier) + 1}",
        address=subscription.address,
        language=language,
        subject=subject,
        rendering=render(name, language=language, subject=subject, **values),
    )
    return queue_mail(session, draft, now=now, settings=settings) is not None


def _values(
    session: Session, subscription: Subscription, wish: dict[str, str], *, now: datetime, settings: AlertSettings
) -> dict[str, str]:
    language = wish["language"]
    links = Links(base_url=settings.base_url, language=language)
    query = from_json(subscription.query)
    names = dict(session.execute(select(Source.slug, Source.name)).all())
    key = settings.secret_key
    confirm = make_token(Purpose.CONFIRM, [subscription], secret_key=key, now=now, extra=wish)
    unsubscribe = make_token(Purpose.UNSUBSCRIBE, [subscription], secret_key=key, now=now)
    return {
        "topic": describe(query, language, source_names=names),
        "frequency": wish["frequency"],
        "confirm_url": links.confirm(confirm),
        "unsubscribe_url": links.unsubscribe(unsubscribe),
        "search_url": links.search(query),
    }


def confirmation_queued_since(session: Session, subscription: Subscription, moment: datetime) -> bool:
    """True when a mail with a link that may still be valid was queued after the moment."""
    return any(at >= moment for at in _earlier(session, subscription))


def _key(subscription: Subscription) -> str:
    # Row ids are used again after a purge; the moment of creation tells the two apart.
    return f"confirm:{subscription.id}.{int(subscription.created_at.timestamp())}"


def _earlier(session: Session, subscription: Subscription) -> list[datetime]:
    prefix = _key(subscription) + ":"
    return list(session.scalars(select(Delivery.created_at).where(Delivery.key.startswith(prefix, autoescape=True))))


def _count_today(session: Session, address: str, now: datetime) -> int:
    counted = select(func.count()).where(
        Delivery.address == address,
        Delivery.key.startswith("confirm:"),
        Delivery.created_at > now - timedelta(days=1),
    )
    return session.scalar(counted) or 0
