"""The index: bringing it up to date, and building it anew."""

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from catalog import audit, runs
from catalog.models import RunKind
from webapp.admin import guard
from webapp.i18n import gettext
from webapp.services import services


def register(blueprint: Blueprint) -> None:
    """Add these actions."""
    blueprint.add_url_rule("/indeks/oppdater", view_func=sync_index, methods=["POST"])
    blueprint.add_url_rule("/indeks/bygg", view_func=rebuild_index, methods=["POST"])


def sync_index() -> Response:
    """Index what waits."""
    _ask(RunKind.SYNC)
    return guard.done(gettext("Indeksen oppdateres nå."), otherwise=url_for("admin.overview"))


@guard.admin_only
def rebuild_index() -> Response:
    """Build a fresh index beside the live one."""
    _ask(RunKind.REBUILD)
    message = gettext("Indeksen bygges på nytt. Søket virker som vanlig imens.")
    return guard.done(message, otherwise=url_for("admin.overview"))


def _ask(kind: RunKind) -> None:
    by, now = guard.current_user().name, services().clock()
    with services().db.write() as session:
        run_id = runs.ask(session, kind, "all", by=by, now=now)
        runs.hasten(session, run_id, now=now)
        audit.note(session, actor=by, action=f"index.{kind.value}", now=now, detail={"run": run_id})
