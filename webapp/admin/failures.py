"""Addresses that fail: what happened, what to do, and trying again."""

from flask import Blueprint, abort, render_template, url_for
from werkzeug.wrappers import Response

from catalog import audit, crawl_plan
from catalog import overview as readings
from catalog.sources import SourceError
from webapp.admin import guard
from webapp.admin.paging import Paging
from webapp.admin.presenting.tables import present_failures
from webapp.i18n import gettext
from webapp.services import services

PER_PAGE = 50


def register(blueprint: Blueprint) -> None:
    """Add these pages."""
    blueprint.add_url_rule("/feil", view_func=failures)
    blueprint.add_url_rule("/feil/<int:entry_id>/igjen", view_func=retry_address, methods=["POST"])


def failures() -> str:
    """Every failing address, the most tried first."""
    paging = Paging.of_request(PER_PAGE)
    with services().db.read() as session:
        failing, total = readings.list_failing(session, offset=paging.offset, limit=PER_PAGE)
        lines = present_failures(failing)
    return render_template("admin/failures.html", failures=lines, total=total, paging=paging.of(total))


def retry_address(entry_id: int) -> Response:
    """Visit one address again at once."""
    by, now = guard.current_user().name, services().clock()
    with services().db.write() as session:
        try:
            run_id = crawl_plan.retry_address(session, entry_id, by=by, now=now)
        except SourceError:
            abort(404)
        audit.note(session, actor=by, action="address.retry", subject=str(entry_id), now=now, detail={"run": run_id})
    return guard.done(gettext("Adressen prøves igjen nå."), otherwise=url_for("admin.failures"))
