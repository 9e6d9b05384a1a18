"""Signing in and out."""

import hashlib
from datetime import timedelta

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from catalog import audit, staff
from catalog.models import User
from catalog.throttle import allow
from webapp.admin import guard
from webapp.i18n import gettext
from webapp.security import client_address
from webapp.services import services

WINDOW = timedelta(minutes=15)
#: Tries in a window: of one name from one place, from one place, and of one name from anywhere.
TRIES_OF_NAME_HERE = 5
TRIES_HERE = 30
TRIES_OF_NAME = 100


def register(blueprint: Blueprint) -> None:
    """Add these pages."""
    blueprint.add_url_rule("/logg-inn", view_func=login_form)
    blueprint.add_url_rule("/logg-inn", view_func=log_in, methods=["POST"])
    blueprint.add_url_rule("/logg-ut", view_func=log_out, methods=["POST"])


def login_form() -> str:
    """The form."""
    return _form()


def log_in() -> AnyResponse:
    """Let in whoever has the right name and password; everybody else gets the same answer."""
    name = request.form.get("name", "")[:200]
    if not _may_try(name):
        return _too_many()
    with services().db.read() as session:
        user = staff.verify_password(session, name, request.form.get("password", ""))
    _note(name, user)
    if user is None:
        message = gettext("Navnet og passordet passer ikke sammen. Prøv igjen.")
        return make_response(_form(error=message, name=name), 422)
    guard.sign_in(user)
    return redirect(guard.own_path(request.form.get("next")), 303)


def log_out() -> AnyResponse:
    """End the sessions of the account, here and elsewhere: a cookie that was copied is worth nothing then."""
    with services().db.write() as session:
        staff.end_sessions(session, guard.current_user().id)
        audit.note(session, actor=guard.current_user().name, action="user.logout", now=services().clock())
    guard.sign_out()
    return redirect(url_for("admin.login_form"), 303)


def _form(*, error: str = "", name: str = "") -> str:
    target = guard.own_path(request.values.get("next"))
    return render_template("admin/login.html", error=error, name=name, next=target)


def _may_try(name: str) -> bool:
    here, whose = _fingerprint(client_address()), _fingerprint(staff.normal_name(name))
    limits = {
        f"login:{whose}:{here}": TRIES_OF_NAME_HERE,
        f"login-from:{here}": TRIES_HERE,
        f"login-of:{whose}": TRIES_OF_NAME,
    }
    now = services().clock()
    with services().db.write() as session:
        return all(allow(session, key, now=now, limit=limit, window=WINDOW) for key, limit in limits.items())


def _fingerprint(text: str) -> str:
    # Neither addresses nor what people type by mistake is kept.
    return hashlib.sha256(f"{services().settings.secret_key}:{text}".encode()).hexdigest()[:20]


def _too_many() -> Response:
    message = gettext("Det er prøvd for mange ganger. Vent et kvarter før du prøver igjen.")
    response = make_response(_form(error=message), 429)
    response.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
    return response


def _note(name: str, user: User | None) -> None:
    now = services().clock()
    with services().db.write() as session:
        if user is not None:
            audit.note(session, actor=user.name, action="user.login", now=now)
            return
        # What is no account's name is not kept: it may be a password in the wrong field.
        known = staff.find_user(session, name)
        subject = known.name if known is not None else ""
        audit.note(session, actor="", action="user.login_failed", subject=subject, now=now)
