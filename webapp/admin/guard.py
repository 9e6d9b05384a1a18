"""
Lets signed-in staff through, and nobody else.

The session lives in a signed cookie; it is bound to the account's epoch, so that the server can end it.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Response, abort, flash, g, redirect, request, session, url_for
from flask_wtf.csrf import ValidationError, generate_csrf, validate_csrf
from werkzeug.wrappers import Response as AnyResponse

from catalog import overview as readings
from catalog import staff
from catalog.models import Role, User
from webapp.i18n import gettext
from webapp.services import services

#: A session that nobody uses ends after this.
IDLE = timedelta(minutes=60)
#: However busy it is, it ends after this.
LONGEST = timedelta(hours=12)
#: The cookie is written anew at most this often.
_NOTE_EVERY = timedelta(minutes=1)
P = ParamSpec("P")
R = TypeVar("R")
_OPEN = {"admin.login_form", "admin.log_in"}
#: A path on this site: not another host's, and nothing a browser would turn into one.
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def sign_in(user: User) -> None:
    """Begin a session for the account; whatever the cookie held before is gone."""
    now = int(services().clock().timestamp())
    session.clear()
    session["staff"] = {"id": user.id, "epoch": user.session_epoch, "since": now, "seen": now}


def sign_out() -> None:
    """Forget the session."""
    session.clear()


def current_user() -> User:
    """Whoever is signed in; only behind the guard."""
    user: User = g.staff_user
    return user


def refuse_strangers() -> AnyResponse | None:
    """Send whoever is not signed in to the login page, and back to where they were going afterwards."""
    if request.endpoint in _OPEN:
        return None
    user = _find_user()
    if user is None:
        sign_out()
        return redirect(url_for("admin.login_form", next=_target()), 303)
    g.staff_user = user
    return None


def _target() -> str:
    if request.method != "GET":
        return url_for("admin.overview")
    return own_path(request.script_root + request.full_path.rstrip("?"))


def _find_user() -> User | None:
    kept = session.get("staff")
    if not isinstance(kept, dict):
        return None
    now = services().clock()
    seen, since = (datetime.fromtimestamp(int(kept.get(name, 0)), UTC) for name in ("seen", "since"))
    if now - seen > IDLE or now - since > LONGEST:
        return None
    with services().db.read() as reading:
        user = staff.find_signed_in(reading, int(kept.get("id", 0)), int(kept.get("epoch", 0)))
    if user is not None and now - seen > _NOTE_EVERY:
        session["staff"] = {**kept, "seen": int(now.timestamp())}
    return user


def refuse_foreign_forms() -> None:
    """Take no form that was not made by a page of this session."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    try:
        validate_csrf(request.form.get("csrf_token"), time_limit=int(LONGEST.total_seconds()))
    except ValidationError:
        abort(400, gettext("Skjemaet er ikke gyldig lenger. Gå tilbake, last sida på nytt og prøv igjen."))


def admin_only(view: Callable[P, R]) -> Callable[P, R]:
    """Let only admins use the view."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if current_user().role is not Role.ADMIN:
            abort(403, gettext("Dette kan bare en administrator gjøre."))
        return view(*args, **kwargs)

    return guarded


def own_path(target: str | None) -> str:
    """The target when it is a path on this site, else the overview."""
    if target and _OWN_PATH.fullmatch(target):
        return target
    return url_for("admin.overview")


def keep_private(response: Response) -> Response:
    """Nobody keeps a copy of these pages, and no search engine lists them."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def names() -> dict[str, object]:
    """What every template here may use."""
    user = g.get("staff_user")
    shown: dict[str, object] = {
        "current": "staff",
        "alternates": False,
        "csrf_token": generate_csrf,
        "user": user,
        "is_admin": user is not None and user.role is Role.ADMIN,
    }
    if user is not None:
        with services().db.read() as reading:
            shown["failing_total"] = readings.count_failing(reading)
    return shown


def done(message: str, *, otherwise: str) -> AnyResponse:
    """Answer a form that was carried out: back to the page it was on, with a sentence on what happened."""
    flash(message)
    return redirect(own_path(request.form.get("next") or otherwise), 303)
