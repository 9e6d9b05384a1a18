"""Pages for machines: is the process alive, is it ready, and what robots may read."""

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from indexer.engine import EngineError
from indexer.query import SearchQuery
from webapp.services import services

blueprint = Blueprint("machine", __name__)

_ROBOTS = """User-agent: *
Disallow: /sok
Disallow: /nn/sok
Disallow: /en/sok
Disallow: /varsler/
Disallow: /nn/varsler/
Disallow: /en/varsler/
Disallow: /drift/
Disallow: /api/
Disallow: /-/
"""


@blueprint.get("/-/healthz")
def health() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/-/readyz")
def readiness() -> tuple[Response, int]:
    """200 when the catalogue and the index can be used, else 503 that says which cannot."""
    checks = {"catalogue": _catalogue_fault(), "index": _index_fault()}
    ready = not any(checks.values())
    shown = {name: fault or "ok" for name, fault in checks.items()}
    return jsonify(status="ok" if ready else "unavailable", checks=shown), 200 if ready else 503


def _catalogue_fault() -> str:
    try:
        with services().db.read() as session:
            session.execute(text("SELECT 1 FROM source LIMIT 1"))
    except SQLAlchemyError as error:
        return f"cannot be read: {type(error).__name__}"
    return ""


def _index_fault() -> str:
    try:
        if not services().engine.is_current():
            return "must be built: run `samla index rebuild`"
        services().engine.search(SearchQuery(per_page=1))
    except EngineError as error:
        return str(error)
    return ""


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What crawlers may read: lists yes, searches no."""
    return Response(_ROBOTS, mimetype="text/plain")
