"""Signing in: who gets in, how the session is kept, and how guessing is slowed down."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from catalog import audit, staff
from catalog.database import Database
from catalog.models import Throttle
from tests.support.catalogue import NOON
from tests.webapp.admin.conftest import PASSWORD, Browser
from webapp import WebServices, create_app
from webapp.admin import admin_blueprint, guard, login


def test_a_stranger_is_sent_to_the_login_page_and_back(stranger: Browser) -> None:
    """
    The address they wanted is kept, with its query.
    """
    sent = stranger.get("/drift/kjoringer?type=crawl")
    assert (303, "/drift/logg-inn?next=/drift/kjoringer?type%3Dcrawl") == (sent.status_code, sent.location)

    back = stranger.sign_in("sjef", next="/drift/kjoringer?type=crawl")

    assert (303, "/drift/kjoringer?type=crawl") == (back.status_code, back.location)
    assert 200 == stranger.get("/drift/kjoringer?type=crawl").status_code


@pytest.mark.parametrize(
    "target",
    ["https://evil.example.org/", "//evil.example.org", "/\\evil.example.org", "/\t/evil.example.org", "javascript:x"],
)
def test_nobody_is_sent_to_another_site(stranger: Browser, target: str) -> None:
    """
    Targets that are not paths of ours lead to the overview.
    """
    assert "/drift/" == stranger.sign_in("sjef", next=target).location


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(stranger: Browser) -> None:
    """
    The page does not tell who has an account.
    """
    unknown = stranger.sign_in("ingen", "feil passord her")
    wrong = stranger.sign_in("sjef", "feil passord her")

    assert (422, 422) == (unknown.status_code, wrong.status_code)
    texts = [page.get_data(as_text=True) for page in (unknown, wrong)]
    assert all("passer ikke sammen" in text for text in texts)
    assert _without_tokens(texts[0].replace('value="ingen"', 'value="sjef"')) == _without_tokens(texts[1])


def _without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf_token" not in line]


def test_a_disabled_account_is_signed_out_at_once(admin: Browser, editor: Browser, db: Database) -> None:
    """
    The next page asks for a password again.
    """
    with db.write() as session:
        staff.disable(session, "redaktør", now=NOON)

    assert 303 == editor.get("/drift/").status_code
    assert 200 == admin.get("/drift/").status_code


def test_signing_out_ends_copies_of_the_cookie(admin: Browser) -> None:
    """
    A cookie that somebody kept is worth nothing afterwards.
    """
    kept = admin.client.get_cookie("samla")
    assert kept is not None
    admin.post("/drift/logg-ut")
    admin.client.set_cookie("samla", kept.value)

    assert 303 == admin.get("/drift/").status_code


def test_a_page_cannot_sign_somebody_out(admin: Browser) -> None:
    """
    Signing out is a form, not a link.
    """
    assert 405 == admin.get("/drift/logg-ut").status_code
    assert 200 == admin.get("/drift/").status_code


def test_the_cookie_is_new_at_login(stranger: Browser) -> None:
    """
    What was planted in the browser before is not the session afterwards.
    """
    stranger.token()
    before = stranger.client.get_cookie("samla")
    with stranger.client.session_transaction() as session:
        planted = session["csrf_token"]
    stranger.sign_in("sjef")
    after = stranger.client.get_cookie("samla")

    assert before is not None
    assert after is not None
    assert before.value != after.value
    with stranger.client.session_transaction() as session:
        assert planted != session.get("csrf_token")


def test_the_cookie_is_kept_from_scripts_and_other_sites(web: WebServices, stranger: Browser) -> None:
    """
    Behind https its name binds it to this host.
    """
    secure = create_app(replace(web, settings=replace(web.settings, secure_cookies=True)))
    if "admin" not in secure.blueprints:
        secure.register_blueprint(admin_blueprint())
    answer = secure.test_client().get("/drift/logg-inn", base_url="https://samla.example.org")
    cookie = answer.headers["Set-Cookie"]

    assert cookie.startswith("__Host-")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def later(app: Flask, web: WebServices, now: datetime) -> None:
    """The application's clock goes on."""
    app.extensions["samla"] = replace(web, clock=lambda: now)


def test_an_idle_session_ends(admin: Browser, app: Flask, web: WebServices) -> None:
    """
    Whoever leaves the desk for an hour signs in again; whoever works on does not.
    """
    later(app, web, NOON + timedelta(minutes=50))
    assert 200 == admin.get("/drift/").status_code
    later(app, web, NOON + timedelta(minutes=100))
    assert 200 == admin.get("/drift/").status_code
    later(app, web, NOON + timedelta(minutes=161))

    assert 303 == admin.get("/drift/").status_code


def test_a_busy_session_ends_after_half_a_day(admin: Browser, app: Flask, web: WebServices) -> None:
    """
    A cookie that is kept alive does not live for ever.
    """
    for half_hours in range(1, 25):
        later(app, web, NOON + timedelta(minutes=30 * half_hours))
        assert 200 == admin.get("/drift/").status_code
    later(app, web, NOON + guard.LONGEST + timedelta(minutes=1))

    assert 303 == admin.get("/drift/").status_code


def test_guessing_is_slowed_down(stranger: Browser) -> None:
    """
    After five tries even the right password waits, and the answer says how long.
    """
    for _ in range(login.TRIES_OF_NAME_HERE):
        assert 422 == stranger.sign_in("sjef", "feil passord her").status_code
    refused = stranger.sign_in("sjef")

    assert (429, "900") == (refused.status_code, refused.headers["Retry-After"])
    assert 303 == stranger.sign_in("redaktør").status_code


def test_guessing_at_names_is_slowed_down(stranger: Browser, db: Database) -> None:
    """
    One place cannot try one password on everybody.
    """
    stranger.sign_in("bruker1", "vår2026vår2026")
    with db.write() as session:
        here = Throttle.key.startswith("login-from:")
        session.execute(update(Throttle).where(here).values(count=login.TRIES_HERE))

    assert 429 == stranger.sign_in("bruker9", "vår2026vår2026").status_code


def test_logins_are_noted(stranger: Browser, db: Database) -> None:
    """
    Those that went well and those that did not, with no password and no made-up name.
    """
    stranger.sign_in("ingen", "feil passord her")
    stranger.sign_in("sjef", "feil passord her")
    stranger.sign_in("sjef")

    with db.read() as session:
        noted = [(entry.action, entry.actor, entry.subject) for entry in audit.recent_entries(session)]
    assert [("user.login", "sjef", ""), ("user.login_failed", "", "sjef"), ("user.login_failed", "", "")] == noted


def test_a_form_without_our_token_is_refused(stranger: Browser) -> None:
    """
    Also the login form: nobody is signed in to an account they did not choose.
    """
    answer = stranger.post("/drift/logg-inn", token="forged", name="sjef", password=PASSWORD)

    assert 400 == answer.status_code
    assert "last sida på nytt" in answer.get_data(as_text=True)
