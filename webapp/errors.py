"""Error pages: what happened in plain words, and a way on; problem details for the API."""

import logging

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, SecurityError, TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from indexer.engine import EngineError
from webapp.i18n import gettext
from webapp.problems import problem

_log = logging.getLogger(__name__)

Answer = tuple[str, int] | BaseResponse


def register_errors(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(HTTPException, answer_error)
    app.register_error_handler(EngineError, answer_engine_error)


def answer_error(error: HTTPException) -> Answer:
    """The page of an HTTP error; redirects pass."""
    code = error.code or 500
    if error.response is not None or code < 400:
        return error.get_response(request.environ)
    if isinstance(error, SecurityError):
        # The host name is not ours, so no address of ours can be made for a page.
        return Response("This host name is not answered here.\n", code, mimetype="text/plain")
    if _for_programs():
        return problem(code, error.description or "")
    page = render_template("error.html", title=_title(code), text=_text(code, error), code=code)
    response = Response(page, code)
    if isinstance(error, TooManyRequests) and error.retry_after:
        response.headers["Retry-After"] = str(error.retry_after)
    if code == 405 and (allowed := getattr(error, "valid_methods", None)):
        response.headers["Allow"] = ", ".join(allowed)
    return response


def answer_engine_error(error: EngineError) -> Answer:
    """The index cannot be used: keep what the reader typed."""
    _log.error("the search engine failed: %s", error)
    if _for_programs():
        return problem(503, f"the search is out of order for now: {error}")
    return render_template("search_down.html", query_text=request.args.get("q", "")[:200]), 503


def _for_programs() -> bool:
    return request.path.startswith(("/api/", "/-/"))


def _title(code: int) -> str:
    titles = {
        404: gettext("Denne sida finnes ikke"),
        403: gettext("Dette har du ikke tilgang til"),
        405: gettext("Dette kan ikke gjøres slik"),
        410: gettext("Denne sida finnes ikke lenger"),
        413: gettext("Skjemaet er for stort"),
        422: gettext("Noe i skjemaet må rettes"),
        429: gettext("Vent et lite øyeblikk"),
    }
    otherwise = gettext("Vi forstår ikke forespørselen") if code < 500 else gettext("Noe gikk galt hos oss")
    return titles.get(code, otherwise)


def _text(code: int, error: HTTPException) -> str:
    if code == 404:
        return gettext("Adressen kan være skrevet feil, eller så er sida flyttet.")
    if code == 429:
        return gettext("Det kom uvanlig mange forespørsler herfra. Prøv igjen litt senere.")
    if code >= 500:
        return gettext("Feilen er vår, og den er skrevet ned. Prøv igjen om en liten stund.")
    if error.description and error.description != type(error).description:
        return error.description
    return gettext("Gå tilbake og prøv på nytt.")


def too_many(seconds: int) -> TooManyRequests:
    """The error for a reader who tries too often."""
    return TooManyRequests(retry_after=seconds)
