"""
A subscription's life: asked for, confirmed, ended, and forgotten.

Errors::

    SubscriptionError        `code` names the sentence the web page shows
    ├── AddressError         address-missing, address-several, address-invalid
    ├── QueryError           query-empty, query-too-long
    ├── LinkError            link-invalid, link-expired
    └── EndedError           ended: it was ended, and this cannot bring it back
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.confirmation import queue_confirmation
from alerts.outbox import restore_withdrawn, withdraw
from alerts.rows import insert_once
from alerts.saved_queries import MAX_FILTER_VALUES, MAX_TEXT, query_key, to_json
from alerts.settings import AlertSettings
from alerts.texts import LANGUAGES
from alerts.tokens import Purpose, Token, TokenError, TokenExpired, make_token, read_token
from catalog.models import Frequency, Subscription, SubscriptionState
from indexer.query import SearchQuery

UNSUBSCRIBED = "unsubscribed"

_log = logging.getLogger(__name__)


class SubscriptionError(Exception):
    """What was asked for cannot be done."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        #: Names the sentence the web page shows.
        self.code = code


class AddressError(SubscriptionError):
    """The address is not exactly one that mail can be sent to."""


class QueryError(SubscriptionError):
    """The search is not one that can be followed."""


class LinkError(SubscriptionError):
    """The link does not open anything, or does so no more."""


class EndedError(SubscriptionError):
    """The subscription has ended."""


def subscribe(
    session: Session,
    *,
    address: str,
    query: SearchQuery,
    frequency: Frequency,
    language: str,
    now: datetime,
    settings: AlertSettings,
) -> None:
    """
    Note the wish and queue a mail that asks to confirm it; raises AddressError or QueryError.

    What the caller sees is the same whether the address is known or not. Nothing of an existing subscription changes
    until the owner of the address follows the link.
    """
    checked = check_address(address, deliverable=settings.smtp is not None)
    check_query(query)
    language = language if language in LANGUAGES else "nb"
    wanted = _find_open(session, checked, query)
    if wanted is None:
        insert_once(
            session,
            Subscription,
            address=checked,
            query=to_json(query),
            query_key=query_key(query),
            frequency=frequency,
            language=language,
            state=SubscriptionState.PENDING,
            created_at=now,
        )
        wanted = _find_open(session, checked, query)
    if wanted is None:
        raise RuntimeError("a subscription that was just made is gone")
    if not queue_confirmation(session, wanted, frequency=frequency, language=language, now=now, settings=settings):
        _log.info("no new confirmation mail for subscription %d: too soon, or too many today", wanted.id)


def confirm(session: Session, token: str, *, now: datetime, settings: AlertSettings) -> Subscription:
    """
    Start the subscription, with the frequency and language its mail named; doing it again changes nothing.

    Raises LinkError, or EndedError when it was ended after the mail.
    """
    read = _read(Purpose.CONFIRM, token, now=now, settings=settings)
    subscription = _get_locked(session, read, settings)[0]
    if subscription.state is SubscriptionState.ENDED:
        raise EndedError("ended", "the subscription was ended; subscribe again to get alerts")
    subscription.frequency = Frequency(read.extra.get("frequency", subscription.frequency))
    subscription.language = read.extra.get("language", subscription.language)
    subscription.state = SubscriptionState.ACTIVE
    subscription.confirmed_at = subscription.confirmed_at or now
    return subscription


def end(
    session: Session, token: str, *, now: datetime, settings: AlertSettings, reason: str = UNSUBSCRIBED
) -> Sequence[Subscription]:
    """
    End every subscription the link names, at once, mails that still wait included; return them, the ended ones too.

    Doing it again changes nothing. Raises LinkError only when none of them is left.
    """
    named = _get_locked(session, _read(Purpose.UNSUBSCRIBE, token, now=now, settings=settings), settings)
    for subscription in named:
        end_one(session, subscription, now=now, reason=reason)
    withdraw(session)
    return named


def end_one(session: Session, subscription: Subscription, *, now: datetime, reason: str) -> None:
    """Close a subscription with a reason; one that has ended keeps its first one."""
    if subscription.state is not SubscriptionState.ENDED:
        subscription.state, subscription.ended_at, subscription.ended_reason = SubscriptionState.ENDED, now, reason
        session.flush()


def resume(session: Session, token: str, *, now: datetime, settings: AlertSettings) -> Sequence[Subscription]:
    """
    Take back an unsubscription with the same link; return the subscriptions that are open again.

    One that was asked for anew meanwhile stays ended. Raises LinkError, or EndedError when none can be brought back.
    """
    named = _get_locked(session, _read(Purpose.UNSUBSCRIBE, token, now=now, settings=settings), settings)
    for subscription in named:
        _reopen(session, subscription)
    restore_withdrawn(session, now=now)
    open_again = [each for each in named if each.state is not SubscriptionState.ENDED]
    if not open_again:
        raise EndedError("ended", "the subscription cannot be brought back; subscribe again")
    return open_again


def find_by_link(session: Session, token: str, *, now: datetime, settings: AlertSettings) -> Sequence[Subscription]:
    """What an unsubscribe link is about, for the page that asks before it acts; raises LinkError."""
    return _get_vouched(session, _read(Purpose.UNSUBSCRIBE, token, now=now, settings=settings), settings)


def make_unsubscribe_token(subscriptions: Sequence[Subscription], *, now: datetime, settings: AlertSettings) -> str:
    """The token that ends these subscriptions of one address; it never expires."""
    return make_token(Purpose.UNSUBSCRIBE, subscriptions, secret_key=settings.secret_key, now=now)


def check_address(address: str, *, deliverable: bool = True) -> str:
    """The one address in a form field, in lower case and ASCII; raises AddressError."""
    address = address.strip()
    if not address:
        raise AddressError("address-missing", "no e-mail address was given")
    if address.count("@") > 1 or any(mark in address for mark in ",; \t\r\n"):
        raise AddressError("address-several", "exactly one e-mail address is needed")
    try:
        checked = validate_email(
            address, check_deliverability=False, allow_smtputf8=False, globally_deliverable=deliverable
        )
    except EmailNotValidError as error:
        raise AddressError("address-invalid", str(error)) from error
    return (checked.ascii_email or checked.normalized).lower()


def check_query(query: SearchQuery) -> None:
    """Raises QueryError for a search that cannot be followed."""
    if query.is_empty:
        raise QueryError("query-empty", "a search for everything cannot be followed; give a word or a filter")
    if len(query.text) > MAX_TEXT or sum(len(values) for values in query.filters.values()) > MAX_FILTER_VALUES:
        raise QueryError("query-too-long", f"the search is longer than {MAX_TEXT} characters")


def _find_open(session: Session, address: str, query: SearchQuery) -> Subscription | None:
    return session.scalars(
        select(Subscription).where(
            Subscription.address == address,
            Subscription.query_key == query_key(query),
            Subscription.state != SubscriptionState.ENDED,
        )
    ).first()


def _read(purpose: Purpose, token: str, *, now: datetime, settings: AlertSettings) -> Token:
    try:
        return read_token(purpose, token, secret_key=settings.secret_key, now=now)
    except TokenExpired as error:
        raise LinkError("link-expired", str(error)) from error
    except TokenError as error:
        raise LinkError("link-invalid", str(error)) from error


def _get_locked(session: Session, token: Token, settings: AlertSettings) -> list[Subscription]:
    """The same, locked until the transaction ends, so that two clicks at once follow one another."""
    session.execute(select(Subscription.id).where(Subscription.id.in_(token.fingerprints)).with_for_update())
    return _get_vouched(session, token, settings)


def _get_vouched(session: Session, token: Token, settings: AlertSettings) -> list[Subscription]:
    found = session.scalars(
        select(Subscription).where(Subscription.id.in_(token.fingerprints)).order_by(Subscription.id)
    )
    vouched = [each for each in found if token.vouches_for(each, secret_key=settings.secret_key)]
    if not vouched:
        raise LinkError("link-invalid", "what the link is about is gone")
    return vouched


def _reopen(session: Session, subscription: Subscription) -> None:
    if subscription.state is not SubscriptionState.ENDED or subscription.ended_reason != UNSUBSCRIBED:
        return
    open_one = session.scalars(
        select(Subscription.id).where(
            Subscription.address == subscription.address,
            Subscription.query_key == subscription.query_key,
            Subscription.state != SubscriptionState.ENDED,
        )
    ).first()
    if open_one is None:
        confirmed = subscription.confirmed_at is not None
        subscription.state = SubscriptionState.ACTIVE if confirmed else SubscriptionState.PENDING
        subscription.ended_at = subscription.ended_reason = None
        session.flush()
