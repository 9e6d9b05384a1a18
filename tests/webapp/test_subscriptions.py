"""Following a search: ask, confirm, end, take back."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from alerts.subscriptions import make_unsubscribe_token
from catalog.database import Database
from catalog.models import Delivery, Frequency, Subscription, SubscriptionState
from tests.support.catalogue import NOON, make_source
from webapp.services import EXTENSION

OURS = {"Sec-Fetch-Site": "same-origin"}
ADDRESS = "post@solvik.example.org"


def ask(client: FlaskClient, **fields: object):
    """Send the box beside the hits."""
    form = {"q": "heltid", "kilde": "solvik", "ofte": "dag", "epost": ADDRESS, "nettsted": "", **fields}
    return client.post("/varsler", data=form, headers=OURS)


def subscriptions(db: Database) -> list[Subscription]:
    """Every subscription there is."""
    with db.read() as session:
        return list(session.scalars(select(Subscription)))


def link_in_mail(db: Database, kind: str) -> str:
    """The path of the link of that kind in the last mail."""
    with db.read() as session:
        mail = session.scalars(select(Delivery).order_by(Delivery.id.desc())).first()
    return re.search(rf"https://samla\.example\.org(\S*/varsler/{kind}/\S+)", mail.text).group(1)


def unsubscribe_path(db: Database, client: FlaskClient) -> str:
    """The path that ends every subscription there is."""
    settings = client.application.extensions[EXTENSION].alerts
    return "/varsler/avmeld/" + make_unsubscribe_token(subscriptions(db), now=NOON, settings=settings)


@pytest.fixture
def asked(db: Database, client: FlaskClient) -> FlaskClient:
    """Somebody has asked for an alert."""
    make_source(db, name="Solvik kommune")
    ask(client)
    return client


def test_asking_queues_a_mail_and_says_so(db, client):
    """The answer leads to a page that tells to look in the inbox; nothing has begun yet."""
    answer = ask(client)

    assert (303, "/varsler/sjekk-innboksen") == (answer.status_code, answer.location)
    (wanted,) = subscriptions(db)
    assert (ADDRESS, Frequency.DAILY, SubscriptionState.PENDING) == (wanted.address, wanted.frequency, wanted.state)
    assert {"text": "heltid", "filters": {"source": ["solvik"]}} == wanted.query


def test_link_alone_confirms_nothing(db, asked):
    """Mail scanners open links; only the button starts the alert."""
    page = asked.get(link_in_mail(db, "bekreft"))

    assert 200 == page.status_code
    assert "Solvik kommune" in page.text
    assert SubscriptionState.PENDING is subscriptions(db)[0].state


def test_button_confirms(db, asked):
    """The button starts the alert, and pressing it again changes nothing."""
    link = link_in_mail(db, "bekreft")

    assert "Varselet er i gang" in asked.post(link).text
    assert "Varselet er i gang" in asked.post(link).text
    assert SubscriptionState.ACTIVE is subscriptions(db)[0].state


def test_mail_program_ends_it_with_one_click(db, asked):
    """A POST without cookie, token or page of ours ends the subscription (RFC 8058)."""
    asked.post(link_in_mail(db, "bekreft"))

    answer = asked.post(
        unsubscribe_path(db, asked),
        data={"List-Unsubscribe": "One-Click"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert 200 == answer.status_code
    assert "Set-Cookie" not in answer.headers
    assert SubscriptionState.ENDED is subscriptions(db)[0].state


def test_unsubscribe_link_alone_ends_nothing(db, asked):
    """Opening the link shows a button."""
    asked.post(link_in_mail(db, "bekreft"))

    page = asked.get(unsubscribe_path(db, asked))

    assert "Meld meg av" in page.text
    assert SubscriptionState.ACTIVE is subscriptions(db)[0].state


def test_unsubscription_can_be_taken_back(db, asked):
    """The page that says goodbye has a button that undoes it."""
    asked.post(link_in_mail(db, "bekreft"))
    link = unsubscribe_path(db, asked)
    asked.post(link)

    page = asked.post(link, data={"angre": "1"})

    assert "Du er påmeldt igjen" in page.text
    assert SubscriptionState.ACTIVE is subscriptions(db)[0].state


@pytest.mark.parametrize("path", ["/varsler/bekreft/tull", "/varsler/avmeld/tull"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_dead_link_says_what_to_do(client, path, method):
    """A link that is cut off or made up is told from a fault of ours."""
    answer = getattr(client, method)(path)

    assert 404 == answer.status_code
    assert "Lenka virker ikke lenger" in answer.text


@pytest.mark.parametrize("address", ["", "post.solvik.example.org", "a@b.example.org, c@d.example.org"])
def test_wrong_address_is_asked_for_again(db, client, address):
    """The form comes back with 422, the message at its field, and what was typed and followed kept."""
    answer = ask(client, epost=address)

    assert 422 == answer.status_code
    assert 'aria-invalid="true" aria-describedby="v-epost-feil"' in answer.text
    assert '<input type="hidden" name="q" value="heltid">' in answer.text
    assert [] == subscriptions(db)


def test_everything_cannot_be_followed(db, client):
    """Without words or filters the form asks what to follow."""
    answer = ask(client, q="", kilde="")

    assert 422 == answer.status_code
    assert "Velg et tema, et filter eller noe å søke etter" in answer.text
    assert 'href="#v-tema"' in answer.text


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://onde.example.org"}])
def test_forms_of_other_sites_are_refused(db, client, headers):
    """Another site cannot make its visitors subscribe."""
    answer = client.post("/varsler", data={"q": "heltid", "epost": ADDRESS}, headers=headers)

    assert 403 == answer.status_code
    assert [] == subscriptions(db)


def test_own_origin_is_believed(db, client):
    """A browser that tells only the origin is let in from ours."""
    answer = client.post(
        "/varsler", data={"q": "heltid", "epost": ADDRESS}, headers={"Origin": "https://samla.example.org"}
    )

    assert 303 == answer.status_code


def test_programs_that_fill_in_everything_get_nothing(db, client):
    """The hidden field gives them away; the answer looks the same."""
    answer = ask(client, nettsted="https://onde.example.org")

    assert 303 == answer.status_code
    assert [] == subscriptions(db)


def test_too_many_tries_are_told_to_wait(client):
    """After twenty an hour the answer is 429 with when to come back."""
    for number in range(20):
        ask(client, epost=f"post{number}@solvik.example.org")

    answer = ask(client)

    assert 429 == answer.status_code
    assert "3600" == answer.headers["Retry-After"]


def test_answer_is_the_same_for_a_known_address(db, asked):
    """Nobody can find out who follows what."""
    again, other = ask(asked), ask(asked, epost="annen@solvik.example.org")

    assert (again.status_code, again.location, again.text) == (other.status_code, other.location, other.text)


def test_nobody_keeps_a_copy(client):
    """The pages with secrets in their addresses are neither stored nor told to others."""
    headers = client.get("/varsler/bekreft/tull").headers

    assert "private, no-store" == headers["Cache-Control"]
    assert "same-origin" == headers["Referrer-Policy"]


def test_language_of_the_page_is_the_language_of_the_mails(db, client):
    """Who asks on the nynorsk pages gets nynorsk mails with nynorsk links."""
    client.post("/nn/varsler", data={"q": "heiltid", "epost": ADDRESS}, headers=OURS)

    assert "nn" == subscriptions(db)[0].language
    assert link_in_mail(db, "bekreft").startswith("/nn/")
