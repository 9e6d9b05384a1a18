"""The results page."""

from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from webapp.presenters.results import show_results
from webapp.queries import documents_by_id, source_names
from webapp.search_args import PAGE, read_search
from webapp.searching import run_search
from webapp.services import services

blueprint = Blueprint("search", __name__)


@blueprint.get("/sok")
def results() -> str | BaseResponse:
    """The hits of a search, with filters, as one address that can be kept and shared."""
    tidy = _without_empty()
    if tidy is not None:
        return redirect(tidy)
    asked = read_search(request.args)
    search = run_search(services().engine, asked.query)
    found = [number for hit in search.page.hits for number in (hit.id, *hit.also)]
    with services().db.read() as session:
        documents, sources = documents_by_id(session, found), source_names(session)
        view = show_results(asked, search, documents, sources)
    return render_template("results.html", view=view, query_text=view.text)


def _without_empty() -> str | None:
    """The same address without the fields that a form left empty; None when there are none."""
    ours = {*PAGE.facets.values(), PAGE.from_on, PAGE.to_on, PAGE.sort, PAGE.page, PAGE.exact}
    given = list(request.args.items(multi=True))
    kept = [(name, value) for name, value in given if value.strip() or name not in ours]
    if len(kept) == len(given):
        return None
    return f"{url_for('search.results')}?{urlencode(kept)}"


@blueprint.after_request
def keep_out_of_other_indexes(response: Response) -> Response:
    """Searches are not for other search engines: the originals should rank."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response
