"""Links in mails do one thing, for one address, for as long as they should."""

from datetime import datetime, timedelta

import pytest

from alerts.tokens import Purpose, TokenExpired, TokenInvalid, make_token, read_token
from catalog.models import Subscription
from tests.support.catalogue import DAY, NOON

KEY = "a key for tests"


def _subscription(**changes: object) -> Subscription:
    values = {"id": 7, "address": "post@solvik.example.org", "created_at": NOON} | changes
    return Subscription(**values)


def _read(purpose: Purpose, token: str, *, now: datetime = NOON, key: str = KEY) -> bool:
    return read_token(purpose, token, secret_key=key, now=now).vouches_for(_subscription(), secret_key=key)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_token_vouches_for_its_subscription(purpose: Purpose) -> None:
    """What was signed can be read, and names the same subscription."""
    token = make_token(purpose, [_subscription()], secret_key=KEY, now=NOON, extra={"frequency": "uke"})

    assert _read(purpose, token)
    assert {"frequency": "uke"} == read_token(purpose, token, secret_key=KEY, now=NOON).extra


@pytest.mark.parametrize(
    ("purpose", "lifetime"), [(Purpose.CONFIRM, timedelta(days=7)), (Purpose.MANAGE, timedelta(hours=24))]
)
def test_tokens_expire(purpose: Purpose, lifetime: timedelta) -> None:
    """A link is valid to its last second, and not after it."""
    token = make_token(purpose, [_subscription()], secret_key=KEY, now=NOON)

    assert _read(purpose, token, now=NOON + lifetime)
    with pytest.raises(TokenExpired):
        _read(purpose, token, now=NOON + lifetime + timedelta(seconds=1))


def test_unsubscribing_is_always_possible() -> None:
    """The link in an old mail still works."""
    token = make_token(Purpose.UNSUBSCRIBE, [_subscription()], secret_key=KEY, now=NOON)

    assert _read(Purpose.UNSUBSCRIBE, token, now=NOON + 3_650 * DAY)


@pytest.mark.parametrize("change", [{"address": "ny@solvik.example.org"}, {"id": 8}, {"created_at": NOON + DAY}])
def test_a_token_dies_with_its_address(change: dict[str, object]) -> None:
    """Another address, another row, or a new row with an old number is somebody else."""
    token = make_token(Purpose.UNSUBSCRIBE, [_subscription()], secret_key=KEY, now=NOON)
    read = read_token(Purpose.UNSUBSCRIBE, token, secret_key=KEY, now=NOON)

    assert not read.vouches_for(_subscription(**change), secret_key=KEY)


def test_a_token_is_for_one_purpose() -> None:
    """A link that unsubscribes cannot confirm."""
    token = make_token(Purpose.UNSUBSCRIBE, [_subscription()], secret_key=KEY, now=NOON)

    with pytest.raises(TokenInvalid):
        _read(Purpose.CONFIRM, token)


@pytest.mark.parametrize("damage", ["", "x", "é", "a.b.c", "x" * 10_000, "W10.", "\x00", "../../etc"])
def test_rubbish_is_not_a_token(damage: str) -> None:
    """Whatever stands in the address, the answer is a plain no."""
    with pytest.raises(TokenInvalid):
        _read(Purpose.CONFIRM, damage)


def test_a_changed_token_is_not_ours() -> None:
    """One letter off is off, and so is another installation's key."""
    token = make_token(Purpose.CONFIRM, [_subscription()], secret_key=KEY, now=NOON)

    with pytest.raises(TokenInvalid):
        _read(Purpose.CONFIRM, ("A" if token[0] != "A" else "B") + token[1:])
    with pytest.raises(TokenInvalid):
        _read(Purpose.CONFIRM, token, key="another key")


def test_the_address_cannot_be_read_from_a_token() -> None:
    """Links end up in logs; addresses do not."""
    one = make_token(Purpose.CONFIRM, [_subscription()], secret_key=KEY, now=NOON)

    assert "solvik" not in one
