"""The page of a document and the pages of its changes."""

from flask import Blueprint, Response, abort, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from catalog.models import Document, DocumentStatus, ShowText, Version
from indexer.analysis import norwegian
from indexer.passages import Highlighter
from indexer.planning import make_plan
from indexer.query import SearchQuery
from webapp.links import document_url
from webapp.presenters.changes import Change
from webapp.presenters.document import DocumentView, Material, show_document_page
from webapp.presenters.versions import find_excerpt, show_changes, show_events
from webapp.queries import (
    find_document,
    latest_version,
    linked_files,
    links_to,
    list_versions,
    same_work,
    version_and_before,
)
from webapp.reading_parts import Part
from webapp.search_args import read_search
from webapp.services import services

blueprint = Blueprint("documents", __name__, url_prefix="/d")


@blueprint.get("/<public_id>")
def document(public_id: str) -> tuple[str, int] | BaseResponse:
    """A document; 410 with the last text when the source has removed it."""
    query = read_search(request.args).query
    with services().db.read() as session:
        found = _get(session, public_id)
        target = _moved_to(session, found)
        if target is not None:
            return redirect(document_url(target, query), 301)
        view = _view(session, found, query)
        status = 410 if found.status is DocumentStatus.REMOVED else 200
    return render_template("document.html", view=view, query_text=query.text), status


def _get(session: Session, public_id: str) -> Document:
    """The document; 404 when there is none, 410 and no text when the source does not want it shown any more."""
    found = find_document(session, public_id)
    if found is None:
        abort(404)
    if found.status is DocumentStatus.WITHDRAWN:
        abort(410)
    return found


def _moved_to(session: Session, found: Document) -> str | None:
    if found.status is not DocumentStatus.MOVED or found.moved_to_id is None:
        return None
    return session.get_one(Document, found.moved_to_id).public_id


def _view(session: Session, found: Document, query: SearchQuery) -> DocumentView:
    versions = list_versions(session, found.id)
    latest = latest_version(session, found.id)
    material = Material(
        document=found,
        pages=latest.pages if latest else [],
        part=Part(number=_asked_part(found), page_count=found.page_count),
        query=query,
        highlighter=_highlighter(query),
        events=show_events(found, versions, _excerpt(session, found, latest)),
        files=linked_files(session, found.id),
        linked_from=links_to(session, found),
        also=same_work(session, found),
    )
    return show_document_page(material, base_url=services().settings.base_url)


def _asked_part(found: Document) -> int:
    asked = request.args.get("del", "")
    last = Part(number=1, page_count=found.page_count).all_parts()
    return int(asked) if asked.isdecimal() and 1 <= int(asked[:6]) <= len(last) else 1


def _highlighter(query: SearchQuery) -> Highlighter | None:
    if not query.text:
        return None
    analysis = norwegian()
    return Highlighter(make_plan(query, analysis), analysis)


def _excerpt(session: Session, found: Document, latest: Version | None) -> Change | None:
    if latest is None or latest.number < 2 or found.source.show_text is not ShowText.FULL:
        return None
    version, before = version_and_before(session, found.id, latest.number)
    return find_excerpt(version, before) if version and before else None


@blueprint.get("/<public_id>/endringer/<int(max=99999):version_number>")
def changes(public_id: str, version_number: int) -> str:
    """What one version changed, word by word."""
    with services().db.read() as session:
        found = _get(session, public_id)
        if found.source.show_text is not ShowText.FULL:
            abort(404)
        version, before = version_and_before(session, found.id, version_number)
        if version is None or before is None:
            abort(404)
        newest = list_versions(session, found.id)[0].number
        view = show_changes(found, version, before, is_last=version_number == newest)
    return render_template("changes.html", view=view)


@blueprint.after_request
def keep_out_of_other_indexes(response: Response) -> Response:
    """The originals should rank, not our copies."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response
