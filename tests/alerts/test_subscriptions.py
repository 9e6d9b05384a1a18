"""Subscribing without an account: asked for, confirmed by link, ended by link."""

from datetime import datetime, timedelta

import pytest

from alerts.mail import Mail
from alerts.subscriptions import (
    AddressError,
    EndedError,
    LinkError,
    QueryError,
    SubscriptionError,
    check_address,
    confirm,
    end,
    find_by_link,
    resume,
)
from catalog.database import Database
from catalog.models import DeliveryStatus, Frequency, Subscription, SubscriptionState
from indexer.query import SearchQuery
from tests.support.alerts import READER, Desk, link_token
from tests.support.catalogue import DAY, NOON, make_document, make_source


def _confirm(desk: Desk, token: str, *, now: datetime = NOON) -> Subscription:
    with desk.db.write() as session:
        return confirm(session, token, now=now, settings=desk.settings)


def _end(desk: Desk, token: str, *, now: datetime = NOON) -> list[SubscriptionState]:
    with desk.db.write() as session:
        return [each.state for each in end(session, token, now=now, settings=desk.settings)]


def _ask(desk: Desk, **wish: object) -> Mail:
    desk.ask(now=NOON, **wish)  # type: ignore[arg-type]
    return desk.deliver()[-1]


def test_nothing_starts_before_the_link_is_followed(desk: Desk) -> None:
    """Asking makes a subscription that waits, and one mail to the address."""
    mail = _ask(desk)

    assert [SubscriptionState.PENDING] == [each.state for each in desk.subscriptions()]
    assert READER == mail.address
    assert "«partnerskap»" in mail.text


def test_the_link_starts_the_subscription(desk: Desk) -> None:
    """Confirming twice is confirming once."""
    token = link_token(_ask(desk), "bekreft")

    first = _confirm(desk, token)
    second = _confirm(desk, token, now=NOON + DAY)

    assert SubscriptionState.ACTIVE is second.state
    assert NOON == first.confirmed_at == second.confirmed_at


def test_the_link_is_valid_for_seven_days(desk: Desk) -> None:
    """After that it says that it is too late, not that it is wrong."""
    token = link_token(_ask(desk), "bekreft")

    with pytest.raises(LinkError) as refused:
        _confirm(desk, token, now=NOON + 8 * DAY)

    assert "link-expired" == refused.value.code


def test_a_link_that_is_not_ours_opens_nothing(desk: Desk) -> None:
    """Rubbish in the address is answered with a reason."""
    with pytest.raises(LinkError) as refused:
        _confirm(desk, "rubbish")

    assert "link-invalid" == refused.value.code


def test_asking_again_at_once_sends_nothing_more(desk: Desk) -> None:
    """A reader who presses twice gets one mail; one who waited gets another with a link as good."""
    desk.ask(now=NOON)
    desk.ask(now=NOON + timedelta(minutes=1))
    desk.ask(now=NOON + timedelta(minutes=30))
    mails = desk.deliver(now=NOON + timedelta(hours=1))

    assert 2 == len(mails)
    assert 1 == len(desk.subscriptions())
    assert {SubscriptionState.ACTIVE} == {_confirm(desk, link_token(mail, "bekreft")).state for mail in mails}


def test_what_the_confirmed_mail_said_counts(desk: Desk) -> None:
    """Frequency and language are those of the mail whose link was followed, not of whoever asked last."""
    desk.ask(now=NOON, frequency=Frequency.WEEKLY, language="nn")
    weekly = desk.deliver()[0]
    desk.ask(now=NOON + DAY, frequency=Frequency.IMMEDIATELY, language="en")

    confirmed = _confirm(desk, link_token(weekly, "bekreft"))

    assert (Frequency.WEEKLY, "nn") == (confirmed.frequency, confirmed.language)


def test_a_known_address_gives_nothing_away(desk: Desk) -> None:
    """Whoever asks for an address that follows the search already sees and changes nothing; its owner is told."""
    before = desk.follow(frequency=Frequency.WEEKLY)
    mail = _ask(desk, frequency=Frequency.WEEKLY)

    assert "Du følger allerede dette søket i Samla" == mail.subject
    assert [before.frequency] == [each.frequency for each in desk.subscriptions()]


def test_the_frequency_changes_by_mail_only(desk: Desk) -> None:
    """Another frequency for a known subscription waits for the owner's word."""
    desk.follow(frequency=Frequency.WEEKLY)
    mail = _ask(desk, frequency=Frequency.DAILY)
    assert Frequency.WEEKLY is desk.subscriptions()[0].frequency

    _confirm(desk, link_token(mail, "bekreft"))

    assert [Frequency.DAILY] == [each.frequency for each in desk.subscriptions()]


def test_one_address_is_not_flooded(desk: Desk) -> None:
    """However many searches somebody asks for in another's name, the mails stop."""
    for number in range(40):
        desk.ask(f"ord{number}", now=NOON)

    assert 20 == len(desk.deliver())


def test_one_click_ends_it(desk: Desk) -> None:
    """The link in a mail ends the subscription at once; a second press changes nothing."""
    subscription = desk.follow()
    mail = _ask(desk)
    token = link_token(mail, "avmeld")

    assert [SubscriptionState.ENDED] == _end(desk, token)
    assert [SubscriptionState.ENDED] == _end(desk, token, now=NOON + DAY)
    ended = desk.subscriptions()[0]
    assert (subscription.id, NOON, "unsubscribed") == (ended.id, ended.ended_at, ended.ended_reason)


def test_looking_is_not_ending(desk: Desk) -> None:
    """The page behind the link can say what it is about before anybody presses."""
    desk.follow()
    token = link_token(_ask(desk), "avmeld")

    with desk.db.read() as session:
        found = find_by_link(session, token, now=NOON, settings=desk.settings)

    assert [SubscriptionState.ACTIVE] == [each.state for each in found]


def test_ending_takes_back_waiting_mails(desk: Desk, db: Database) -> None:
    """A digest that has not gone out yet does not reach who unsubscribed."""
    desk.follow()
    make_document(db, make_source(db))
    desk.match()
    desk.compose()
    _end(desk, link_token_of_waiting(desk))

    assert [] == desk.deliver()
    assert "withdrawn: the subscription was ended" == desk.deliveries()[-1].error


def test_undoing_brings_subscription_and_mail_back(desk: Desk, db: Database) -> None:
    """Who presses by mistake loses nothing."""
    desk.follow()
    make_document(db, make_source(db))
    desk.match()
    desk.compose()
    token = link_token_of_waiting(desk)
    _end(desk, token)

    with db.write() as session:
        resume(session, token, now=NOON, settings=desk.settings)

    assert [SubscriptionState.ACTIVE] == [each.state for each in desk.subscriptions()]
    assert 1 == len(desk.deliver())


def test_undoing_makes_no_second_subscription(desk: Desk) -> None:
    """When the search was asked for anew meanwhile, the old one stays ended."""
    desk.follow()
    token = link_token(_ask(desk), "avmeld")
    _end(desk, token)
    desk.ask(now=NOON + DAY)

    with desk.db.write() as session, pytest.raises(EndedError):
        resume(session, token, now=NOON + DAY, settings=desk.settings)


def test_an_old_confirmation_does_not_revive(desk: Desk) -> None:
    """Who confirmed and ended is not brought back by the first mail."""
    confirmation = _ask(desk)
    token = link_token(confirmation, "bekreft")
    _confirm(desk, token)
    desk.ask(now=NOON + DAY)
    _end(desk, link_token(desk.deliver(now=NOON + DAY)[-1], "avmeld"))

    with pytest.raises(EndedError):
        _confirm(desk, token, now=NOON + DAY)


def test_the_same_search_can_be_followed_again(desk: Desk) -> None:
    """An ended subscription stands in nobody's way."""
    desk.follow()
    _end(desk, link_token(_ask(desk), "avmeld"))
    desk.follow(now=NOON + DAY)

    states = [each.state for each in desk.subscriptions()]
    assert [SubscriptionState.ENDED, SubscriptionState.ACTIVE] == states


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Post@Solvik.Example.ORG ", "post@solvik.example.org"),
        ("varsel+samla@solvik.example.org", "varsel+samla@solvik.example.org"),
        ("post@blåfjell.example.org", "post@xn--blfjell-fxa.example.org"),
    ],
)
def test_addresses_are_kept_in_one_spelling(typed: str, kept: str) -> None:
    """Capitals and the two spellings of a Norwegian domain are the same address."""
    assert kept == check_address(typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "address-missing"),
        ("  ", "address-missing"),
        ("solvik.example.org", "address-invalid"),
        ("post@", "address-invalid"),
        ("post@solvik", "address-invalid"),
        ("råd@solvik.example.org", "address-invalid"),
        ("a@solvik.example.org,b@solvik.example.org", "address-several"),
        ("a@solvik.example.org b@solvik.example.org", "address-several"),
        ("a@solvik.example.org\r\nBcc: b@solvik.example.org", "address-several"),
        ("Post <post@solvik.example.org>", "address-several"),
        ("post@solvik.example.org" + "x" * 1_000, "address-invalid"),
    ],
)
def test_what_is_not_one_address_is_refused(typed: str, code: str) -> None:
    """Each refusal has its own words on the page."""
    with pytest.raises(AddressError) as refused:
        check_address(typed)

    assert code == refused.value.code


@pytest.mark.parametrize(("text", "code"), [("  ", "query-empty"), ("x" * 1_001, "query-too-long")])
def test_not_every_search_can_be_followed(desk: Desk, text: str, code: str) -> None:
    """A search for everything, or for a novel, is refused before any mail is made."""
    with pytest.raises(QueryError) as refused:
        desk.ask(text)

    assert code == refused.value.code
    assert [] == desk.deliveries()


def test_an_unknown_language_is_bokmal(desk: Desk) -> None:
    """Mails come in a language we write."""
    assert "bekreft" in _ask(desk, language="se").text
    assert "nb" == desk.subscriptions()[0].language


def test_errors_share_a_root() -> None:
    """A page can catch them all at once."""
    assert all(issubclass(each, SubscriptionError) for each in (AddressError, QueryError, LinkError, EndedError))


def test_the_search_is_kept_without_its_page(desk: Desk) -> None:
    """What is followed is the search, wherever in its hits the reader stood."""
    desk.ask("heltid", place=("telemark",))

    assert {"text": "heltid", "filters": {"place": ["telemark"]}} == desk.subscriptions()[0].query
    assert SearchQuery(text="heltid").is_empty is False


def link_token_of_waiting(desk: Desk) -> str:
    """The unsubscribe token of the mail that waits in the outbox."""
    waiting = [each for each in desk.deliveries() if each.status is DeliveryStatus.PENDING]
    header: str = waiting[-1].headers["List-Unsubscribe"]
    return header.strip("<>").rsplit("/", 1)[1]
