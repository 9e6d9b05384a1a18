"""Runs: the list with filters, one run with what came of it, and stopping one."""

from collections.abc import Iterator
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, Response, abort, render_template, request, stream_with_context, url_for
from werkzeug.wrappers import Response as AnyResponse

from catalog import audit, overview, runs
from catalog.models import FAILURES, LIVE, Fetch, Outcome, RunKind, RunState
from catalog.overview import RunFilter
from catalog.sources import list_sources
from webapp.admin import guard
from webapp.admin.overview import refreshed, wants_refresh
from webapp.admin.paging import Paging
from webapp.admin.presenting.tables import what_happened, without_scheme
from webapp.admin.spreadsheet import write_rows
from webapp.admin.words import outcome_advice
from webapp.i18n import gettext
from webapp.services import services

PER_PAGE = 50

E = TypeVar("E", bound=StrEnum)


def register(blueprint: Blueprint) -> None:
    """Add these pages."""
    blueprint.add_url_rule("/kjoringer", view_func=run_list)
    blueprint.add_url_rule("/kjoringer/<int:run_id>", view_func=run)
    blueprint.add_url_rule("/kjoringer/<int:run_id>/feil.csv", view_func=run_failures)
    blueprint.add_url_rule("/kjoringer/<int:run_id>/stopp", view_func=cancel_run, methods=["POST"])


def run_list() -> str:
    """Runs, newest first, narrowed by kind, state and source."""
    wanted = RunFilter(
        kind=_choice(RunKind, "type"), state=_choice(RunState, "tilstand"), key=request.args.get("kilde", "")[:200]
    )
    paging = Paging.of_request(PER_PAGE)
    with services().db.read() as session:
        found, total = overview.list_runs(session, wanted, offset=paging.offset, limit=PER_PAGE)
        names = {source.slug: source.name for source in list_sources(session)}
    return render_template(
        "admin/runs.html",
        runs=found,
        total=total,
        wanted=wanted,
        names=names,
        kinds=list(RunKind),
        states=list(RunState),
        paging=paging.of(total),
    )


def _choice(choices: type[E], parameter: str) -> E | None:
    asked = request.args.get(parameter, "")
    return choices(asked) if asked in set(choices) else None


def run(run_id: int) -> Response:
    """One run: how far it is, what came of its visits, and what failed."""
    chosen = _choice(Outcome, "utfall")
    paging = Paging.of_request(PER_PAGE)
    with services().db.read() as session:
        found = overview.find_run(session, run_id) or abort(404)
        counts = overview.count_outcomes(session, run_id)
        outcomes = [chosen] if chosen else sorted(FAILURES)
        fetches, total = overview.list_fetches(session, run_id, outcomes=outcomes, offset=paging.offset, limit=PER_PAGE)
        names = {source.slug: source.name for source in list_sources(session)}
    page = render_template(
        "admin/run.html",
        run=found,
        is_live=found.state in LIVE,
        names=names,
        counts=sorted(counts.items(), key=lambda pair: -pair[1]),
        failed=sum(count for outcome, count in counts.items() if outcome in FAILURES),
        chosen=chosen,
        fetches=[(fetch, what_happened(fetch.outcome, fetch), without_scheme(fetch.url)) for fetch in fetches],
        total=total,
        paging=paging.of(total),
        refreshing=wants_refresh(),
    )
    return refreshed(page, is_live=found.state in LIVE)


def run_failures(run_id: int) -> Response:
    """Every failure of a run, for a spreadsheet."""
    with services().db.read() as session:
        if overview.find_run(session, run_id) is None:
            abort(404)
    response = Response(stream_with_context(write_rows(_failure_rows(run_id))), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="feil-{run_id}.csv"'
    return response


def _failure_rows(run_id: int) -> Iterator[list[str]]:
    yield [
        gettext("Adresse"),
        gettext("Hva skjedde"),
        gettext("Melding"),
        gettext("Statuskode"),
        gettext("Tidspunkt"),
        gettext("Hva du kan gjøre"),
    ]
    with services().db.read() as session:
        for fetch in overview.failures_of_run(session, run_id):
            yield _failure_row(fetch)


def _failure_row(fetch: Fetch) -> list[str]:
    return [
        fetch.url,
        what_happened(fetch.outcome, fetch),
        fetch.message or "",
        str(fetch.status or ""),
        fetch.at.isoformat(timespec="seconds"),
        outcome_advice(fetch.outcome),
    ]


def cancel_run(run_id: int) -> AnyResponse:
    """Ask a run to stop."""
    by, now = guard.current_user().name, services().clock()
    with services().db.write() as session:
        found = overview.find_run(session, run_id) or abort(404)
        was_live = runs.cancel(session, run_id, now=now)
        if was_live:
            audit.note(session, actor=by, action="run.cancel", subject=found.key, now=now, detail={"run": run_id})
    message = gettext("Kjøringen stoppes.") if was_live else gettext("Kjøringen var allerede over.")
    return guard.done(message, otherwise=url_for("admin.run", run_id=run_id))
