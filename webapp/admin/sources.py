"""Sources: the list, one of them, adding, harvesting, pausing and resuming."""

from collections.abc import Callable

from flask import Blueprint, abort, make_response, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from catalog import audit, crawl_plan
from catalog import overview as readings
from catalog import sources as catalogue
from catalog.models import Source, SourceState
from catalog.overview import RunFilter
from catalog.sources import SourceError
from webapp.admin import guard, source_form
from webapp.admin.presenting.tables import present_failures, present_rows
from webapp.admin.source_form import SourceForm
from webapp.i18n import gettext, ngettext
from webapp.services import services

SHOWN = 20


def register(blueprint: Blueprint) -> None:
    """Add these pages."""
    blueprint.add_url_rule("/kilder", view_func=source_list)
    blueprint.add_url_rule("/kilder/ny", view_func=new_source)
    blueprint.add_url_rule("/kilder/ny", view_func=add_source, methods=["POST"])
    blueprint.add_url_rule("/kilder/hent", view_func=crawl_all, methods=["POST"])
    blueprint.add_url_rule("/kilder/<slug>", view_func=source)
    blueprint.add_url_rule("/kilder/<slug>/hent", view_func=crawl_source, methods=["POST"])
    blueprint.add_url_rule("/kilder/<slug>/pause", view_func=pause_source, methods=["POST"])
    blueprint.add_url_rule("/kilder/<slug>/fortsett", view_func=resume_source, methods=["POST"])
    blueprint.add_url_rule("/kilder/<slug>/igjen", view_func=retry_source, methods=["POST"])


def source_list() -> str:
    """Every source."""
    with services().db.read() as session:
        rows = readings.source_rows(session)
    return render_template("admin/sources.html", rows=present_rows(rows, now=services().clock()))


def source(slug: str) -> str:
    """One source: how it is harvested, its latest runs, and what fails."""
    with services().db.read() as session:
        row = readings.source_row(session, slug) or abort(404)
        runs, _ = readings.list_runs(session, RunFilter(key=slug), offset=0, limit=SHOWN)
        failing, total = readings.list_failing(session, source_id=row.source.id, limit=SHOWN)
        failures = present_failures(failing)
        entries = audit.recent_entries(session, subject=slug, limit=10)
    return render_template(
        "admin/source.html",
        line=present_rows([row], now=services().clock())[0],
        source=row.source,
        live=row.live,
        runs=runs,
        failures=failures,
        failing_here=total,
        entries=entries,
        kinds=source_form.kinds(),
        languages=source_form.languages(),
        policies=source_form.policies(),
    )


@guard.admin_only
def new_source() -> str:
    """An empty form."""
    return _form(SourceForm())


@guard.admin_only
def add_source() -> Response:
    """Add the source and ask for its first harvest; or the form again with what is wrong."""
    form = SourceForm.read(request.form)
    draft = form.draft()
    if draft is not None:
        by, now = guard.current_user().name, services().clock()
        with services().db.write() as session:
            if catalogue.find_source(session, draft.slug) is None:
                catalogue.add_source(session, draft, now=now)
                crawl_plan.ask_crawl(session, draft.slug, by=by, now=now)
                audit.note(
                    session, actor=by, action="source.add", subject=draft.slug, now=now, detail=dict(form.values)
                )
                message = gettext("%(name)s er lagt til, og hentes nå.", name=draft.name)
                return guard.done(message, otherwise=url_for("admin.source", slug=draft.slug))
        form.values["slug"] = draft.slug
        form.errors["slug"] = gettext("Det finnes allerede en kilde med dette kortnavnet. Velg et annet.")
    return make_response(_form(form), 422)


def _form(form: SourceForm) -> str:
    return render_template(
        "admin/new_source.html",
        form=form,
        kinds=source_form.kinds(),
        languages=source_form.languages(),
        counties=source_form.counties(),
        rhythms=source_form.rhythms(),
        policies=source_form.policies(),
    )


def crawl_all() -> Response:
    """Harvest every active source now."""
    by, now = guard.current_user().name, services().clock()
    with services().db.write() as session:
        active = [each for each in catalogue.list_sources(session) if each.state is SourceState.ACTIVE]
        for each in active:
            crawl_plan.ask_crawl(session, each.slug, by=by, now=now, full=True)
        audit.note(session, actor=by, action="crawl.ask_all", now=now, detail={"sources": len(active)})
    message = ngettext("Én kilde hentes nå.", "%(num)s kilder hentes nå.", len(active))
    return guard.done(message, otherwise=url_for("admin.overview"))


def crawl_source(slug: str) -> Response:
    """Visit every address of a source now."""

    def ask(session: Session, found: Source, by: str) -> str:
        crawl_plan.ask_crawl(session, found.slug, by=by, now=services().clock(), full=True)
        return gettext("%(name)s hentes nå.", name=found.name)

    return _change(slug, "crawl.ask", ask)


def pause_source(slug: str) -> Response:
    """Harvest the source no more until further notice."""

    def pause(session: Session, found: Source, _by: str) -> str:
        catalogue.pause(session, found.slug)
        return gettext("%(name)s er satt på pause.", name=found.name)

    return _change(slug, "source.pause", pause)


def resume_source(slug: str) -> Response:
    """Harvest the source again."""

    def resume(session: Session, found: Source, _by: str) -> str:
        catalogue.resume(session, found.slug, now=services().clock())
        return gettext("%(name)s hentes igjen.", name=found.name)

    return _change(slug, "source.resume", resume)


def retry_source(slug: str) -> Response:
    """Visit the failing addresses of a source again."""

    def retry(session: Session, found: Source, by: str) -> str:
        run_id = crawl_plan.retry_failures(session, found.slug, by=by, now=services().clock())
        if run_id is None:
            return gettext("Ingen adresser hos %(name)s feiler.", name=found.name)
        return gettext("Adressene som feilet hos %(name)s, prøves igjen nå.", name=found.name)

    return _change(slug, "source.retry", retry)


def _change(slug: str, action: str, change: Callable[[Session, Source, str], str]) -> Response:
    by = guard.current_user().name
    with services().db.write() as session:
        found = catalogue.find_source(session, slug) or abort(404)
        try:
            message = change(session, found, by)
        except SourceError:
            abort(409, gettext("%(name)s er avsluttet. Fortsett kilden først.", name=found.name))
        audit.note(session, actor=by, action=action, subject=slug, now=services().clock())
    return guard.done(message, otherwise=url_for("admin.source", slug=slug))
