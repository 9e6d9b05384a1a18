"""
Signed links in mails: what a reader may do without an account.

A token is bound to one purpose, to its subscriptions and to their address: it dies with any of them.

Errors::

    TokenError
    ├── TokenInvalid     not ours, cut off, for another purpose, or about something that is gone
    └── TokenExpired     was ours, but its time is over
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from catalog.models import Subscription

#: Longer than any token of ours.
MAX_LENGTH = 4_000


class TokenError(Exception):
    """The link cannot be used."""


class TokenInvalid(TokenError):
    """The link is not one of ours, or what it is about is gone."""


class TokenExpired(TokenError):
    """The link was valid once."""


class Purpose(StrEnum):
    """What a token lets its holder do."""

    CONFIRM = "confirm"
    UNSUBSCRIBE = "unsubscribe"
    MANAGE = "manage"


#: How long a token is valid; without an entry for ever.
LIFETIME = {Purpose.CONFIRM: timedelta(days=7), Purpose.MANAGE: timedelta(hours=24)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token whose signature and time have been found good; its subscriptions are still to be checked."""

    purpose: Purpose
    #: subscription id -> fingerprint it had when the token was made
    fingerprints: dict[int, str]
    #: What else was signed, e.g. the frequency asked for.
    extra: dict[str, str]

    def vouches_for(self, subscription: Subscription, *, secret_key: str) -> bool:
        """True when the subscription is the one the token was made for, with the address it had then."""
        signed = self.fingerprints.get(subscription.id, "")
        return hmac.compare_digest(signed, _fingerprint(subscription, secret_key))


def make_token(
    purpose: Purpose,
    subscriptions: Iterable[Subscription],
    *,
    secret_key: str,
    now: datetime,
    extra: dict[str, str] | None = None,
) -> str:
    """A token for these subscriptions of one address; safe in an address without escaping."""
    lifetime = LIFETIME.get(purpose)
    expires = int((now + lifetime).timestamp()) if lifetime else 0
    named = ",".join(f"{each.id}.{_fingerprint(each, secret_key)}" for each in subscriptions)
    return str(_signer(purpose, secret_key).dumps([named, expires, extra or {}]))


def read_token(purpose: Purpose, text: str, *, secret_key: str, now: datetime) -> Token:
    """The token behind a text from an address; raises TokenInvalid or TokenExpired."""
    named, expires, extra = _payload(purpose, text, secret_key)
    if expires and datetime.fromtimestamp(expires, UTC) < now:
        raise TokenExpired("the link has expired")
    pairs = (part.split(".", 1) for part in named.split(",") if part)
    return Token(purpose=purpose, fingerprints={int(number): mark for number, mark in pairs}, extra=extra)


def _payload(purpose: Purpose, text: str, secret_key: str) -> tuple[str, int, dict[str, str]]:
    if len(text) > MAX_LENGTH:
        raise TokenInvalid("the link is not one of ours")
    try:
        payload: Any = _signer(purpose, secret_key).loads(text)
    except (BadSignature, UnicodeError) as error:
        raise TokenInvalid("the link is not one of ours") from error
    named, expires, extra = payload
    return str(named), int(expires), dict(extra)


def _signer(purpose: Purpose, secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        secret_key,
        salt=f"samla.alerts.{purpose.value}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )


def _fingerprint(subscription: Subscription, secret_key: str) -> str:
    # Row ids are used again after a purge, so the moment of creation is part of who the subscription is.
    born = int(subscription.created_at.timestamp() * 1_000_000)
    named = f"{subscription.id}|{born}|{subscription.address}".encode()
    return hmac.new(f"samla.alerts.address|{secret_key}".encode(), named, hashlib.sha256).hexdigest()[:16]
