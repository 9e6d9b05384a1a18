"""The API: the same search as the page, as JSON."""

from flask import Blueprint, Response, jsonify, request

from indexer.engine import EngineError
from indexer.generous import search_generously
from indexer.query import MAX_PAGE, MAX_PER_PAGE, Sort
from webapp.language import current_language
from webapp.presenters.search import search_answer
from webapp.problems import problem, problem_of_parameters
from webapp.search_args import API, read_search
from webapp.services import services

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

_LIMITS = {
    API.page: f" (1 to {MAX_PAGE})",
    API.per_page: f" (1 to {MAX_PER_PAGE})",
    API.sort: f" ({', '.join(sort.value for sort in Sort)})",
    API.exact: " (true or false)",
}


@blueprint.get("/search")
def search() -> Response:
    """Search; repeat a parameter for several values."""
    asked = read_search(request.args, API)
    if asked.problems:
        return problem_of_parameters(asked.problems, _LIMITS)
    try:
        page = search_generously(services().engine, asked.query)
    except EngineError as error:
        return problem(503, f"the search is out of order for now: {error}")
    with services().db.read() as session:
        answer = jsonify(search_answer(session, page, language=current_language()))
    # Read-only and the same for everybody: any page may use it.
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
