"""
Following a search by e-mail: ask, confirm, end, and take back.

Mail programs and their scanners open links on their own, so a link only ever shows a button; the button acts.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from alerts.describing import describe
from alerts.saved_queries import from_json
from alerts.subscriptions import (
    AddressError,
    EndedError,
    LinkError,
    QueryError,
    SubscriptionError,
    confirm,
    end,
    find_by_link,
    resume,
)
from alerts.subscriptions import subscribe as ask_to_confirm
from alerts.tokens import Purpose, TokenError, read_token
from catalog.models import Frequency, Subscription
from catalog.throttle import allow
from catalog.vocabulary import topics
from indexer.query import SearchQuery, Sort
from webapp.errors import too_many
from webapp.i18n import gettext
from webapp.language import current_language
from webapp.presenters.results import saved_parameters
from webapp.queries import source_names
from webapp.search_args import read_search
from webapp.security import client_address, comes_from_us
from webapp.services import services

blueprint = Blueprint("alerts", __name__, url_prefix="/varsler")

#: Subscriptions asked for from one address of the net.
LIMIT, WINDOW = 20, timedelta(hours=1)


@blueprint.get("")
def overview() -> str:
    """How alerts work, and a box to begin with."""
    return render_template("alerts.html", topics=_topics())


@blueprint.post("")
def subscribe() -> str | BaseResponse | tuple[str, int]:
    """Queue a mail that asks whether the subscription is wanted; the answer is the same for every address."""
    if not comes_from_us():
        abort(403, gettext("Skjemaet kom ikke fra en av sidene våre."))
    query = _followed()
    if request.form.get("nettsted"):
        return _sent()
    try:
        frequency = Frequency(request.form.get("ofte", Frequency.WEEKLY))
    except ValueError:
        frequency = Frequency.WEEKLY
    _slow_down()
    try:
        with services().db.write() as session:
            ask_to_confirm(
                session,
                address=request.form.get("epost", ""),
                query=query,
                frequency=frequency,
                language=current_language(),
                now=services().clock(),
                settings=services().alerts,
            )
    except (AddressError, QueryError) as error:
        return _form_again(query, frequency, error)
    return _sent()


def _followed() -> SearchQuery:
    return replace(read_search(request.form).query, sort=Sort.RELEVANCE, page=1)


def _slow_down() -> None:
    key = "subscribe:" + sha256(f"{services().settings.secret_key}|{client_address()}".encode()).hexdigest()[:32]
    with services().db.write() as session:
        allowed = allow(session, key, now=services().clock(), limit=LIMIT, window=WINDOW)
    if not allowed:
        raise too_many(int(WINDOW.total_seconds()))


def _sent() -> BaseResponse:
    # The address stays out of the answer's own address: those end up in logs.
    return redirect(url_for(".check_inbox"), 303)


def _form_again(query: SearchQuery, frequency: Frequency, error: SubscriptionError) -> tuple[str, int]:
    with services().db.read() as session:
        followed = "" if query.is_empty else _described(session, query)
    page = render_template(
        "subscribe.html",
        message=_message(error),
        is_about_address=isinstance(error, AddressError),
        address=request.form.get("epost", "")[:254],
        frequency=frequency.value,
        followed=followed,
        saved=saved_parameters(query),
        topics=() if followed else _topics(),
    )
    return page, 422


def _message(error: SubscriptionError) -> str:
    messages = {
        "address-missing": gettext("Skriv en e-postadresse, for eksempel navn@kommune.no"),
        "address-several": gettext("Skriv bare én e-postadresse"),
        "address-invalid": gettext("Skriv en e-postadresse, for eksempel navn@kommune.no"),
        "query-empty": gettext("Velg et tema, et filter eller noe å søke etter"),
        "query-too-long": gettext("Søket er for langt til å følges; bruk færre ord eller filtre"),
    }
    return messages.get(error.code, gettext("Vi forsto ikke skjemaet; prøv på nytt"))


@blueprint.get("/sjekk-innboksen")
def check_inbox() -> str:
    """Says that a mail is on its way."""
    return render_template("check_inbox.html")


@blueprint.get("/bekreft/<token>")
def ask_confirmation(token: str) -> str | tuple[str, int]:
    """A button that confirms; opening the link alone does nothing."""
    settings = services().alerts
    try:
        read = read_token(Purpose.CONFIRM, token, secret_key=settings.secret_key, now=services().clock())
    except TokenError:
        return _dead_link()
    with services().db.read() as session:
        named = [session.get(Subscription, number) for number in read.fingerprints]
        kept = [each for each in named if each and read.vouches_for(each, secret_key=settings.secret_key)]
        if not kept:
            return _dead_link()
        followed = _names(session, kept)
    return render_template("confirm.html", token=token, followed=followed)


@blueprint.post("/bekreft/<token>")
def confirm_subscription(token: str) -> str | tuple[str, int]:
    """Start the subscription."""
    try:
        with services().db.write() as session:
            subscription = confirm(session, token, now=services().clock(), settings=services().alerts)
            followed = _names(session, [subscription])
    except LinkError:
        return _dead_link()
    except EndedError:
        return render_template("dead_link.html", ended=True), 410
    return render_template("confirmed.html", followed=followed, frequency=subscription.frequency.value)


@blueprint.get("/avmeld/<token>")
def ask_unsubscription(token: str) -> str | tuple[str, int]:
    """A button that ends the subscription; opening the link alone does nothing."""
    try:
        # A lock is taken on the rows, so this is a writing transaction though nothing is written.
        with services().db.write() as session:
            found = find_by_link(session, token, now=services().clock(), settings=services().alerts)
            followed = _names(session, found)
    except LinkError:
        return _dead_link()
    return render_template("unsubscribe.html", token=token, followed=followed)


@blueprint.post("/avmeld/<token>")
def unsubscribe(token: str) -> str | tuple[str, int]:
    """End the subscription at once: from our button, or from a mail program on its own (RFC 8058)."""
    if request.form.get("angre"):
        return _take_back(token)
    try:
        with services().db.write() as session:
            ended = end(session, token, now=services().clock(), settings=services().alerts)
            followed = _names(session, ended)
    except LinkError:
        return _dead_link()
    return render_template("unsubscribed.html", token=token, followed=followed)


def _take_back(token: str) -> str | tuple[str, int]:
    try:
        with services().db.write() as session:
            opened = resume(session, token, now=services().clock(), settings=services().alerts)
            followed = _names(session, opened)
    except LinkError:
        return _dead_link()
    except EndedError:
        return render_template("dead_link.html", ended=True), 410
    return render_template("resumed.html", followed=followed)


def _dead_link() -> tuple[str, int]:
    return render_template("dead_link.html", ended=False), 404


def _names(session: Session, subscriptions: Sequence[Subscription]) -> list[str]:
    return [_described(session, from_json(each.query)) for each in subscriptions]


def _described(session: Session, query: SearchQuery) -> str:
    return describe(query, current_language(), source_names=source_names(session))


def _topics() -> list[dict[str, str]]:
    language = current_language()
    return [{"slug": topic.slug, "name": topic.name(language)} for topic in topics().values()]


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Nobody keeps a copy of these pages, and the links in them are secrets."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
