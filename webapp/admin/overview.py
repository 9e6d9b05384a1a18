"""The overview: one sentence, what is going on, every source, what fails, the index and the mail."""

from datetime import timedelta

from flask import Blueprint, Response, make_response, render_template, request

from catalog import overview as readings
from catalog.models import RunKind
from catalog.overview import SourceRow
from indexer.engine import EngineError, SearchEngine
from webapp.admin.presenting.condition import condition
from webapp.admin.presenting.summary import summary
from webapp.admin.presenting.tables import present_failures, present_rows
from webapp.services import services

#: Seconds between two loads of a page whose reader asked for it.
REFRESH_S = 10
FAILURES_SHOWN = 8
PLANNED_SHOWN = 8


def register(blueprint: Blueprint) -> None:
    """Add this page."""
    blueprint.add_url_rule("/", view_func=overview)


def overview() -> Response:
    """Everything at a glance."""
    now = services().clock()
    with services().db.read() as session:
        rows = readings.source_rows(session)
        runs = readings.live_runs(session)
        failing, _ = readings.list_failing(session, limit=FAILURES_SHOWN)
        index = readings.index_state(session)
        outbox = readings.outbox_state(session, now=now)
        failures = present_failures(failing)
    page = render_template(
        "admin/overview.html",
        summary=summary([condition(row, now=now) for row in rows]),
        rows=present_rows(rows, now=now),
        runs=runs,
        rebuilding=any(run.kind is RunKind.REBUILD for run in runs),
        names={row.source.slug: row.source.name for row in rows},
        failures=failures,
        index=index,
        engine=_engine_facts(services().engine),
        outbox=outbox,
        plan=_plan(rows),
        refreshing=wants_refresh(),
    )
    return refreshed(page, is_live=bool(runs))


def wants_refresh() -> bool:
    """Whether the reader asked for a page that loads itself again."""
    return request.args.get("oppdater") == "1"


def refreshed(page: str, *, is_live: bool) -> Response:
    """The page, loading itself again for as long as something is going on and the reader wants it to."""
    response = make_response(page)
    if is_live and wants_refresh():
        response.headers["Refresh"] = str(REFRESH_S)
    return response


def _engine_facts(engine: SearchEngine) -> dict[str, object]:
    try:
        is_current = engine.is_current()
        return {"count": engine.count() if is_current else None, "fingerprint": engine.fingerprint(), "ok": is_current}
    except EngineError:
        return {"count": None, "fingerprint": "", "ok": False}


def _plan(rows: list[SourceRow]) -> list[SourceRow]:
    """The sources that are next, within a day and a half."""
    until = services().clock() + timedelta(hours=36)
    waiting = [row for row in rows if row.planned_at is not None and row.planned_at <= until and row.live is None]
    return sorted(waiting, key=lambda row: (row.planned_at, row.source.name))[:PLANNED_SHOWN]
