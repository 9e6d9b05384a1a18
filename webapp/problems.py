"""Errors of the API as problem details (RFC 9457)."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, current_app

from webapp.search_args import Fault, Problem

_SAYINGS = {
    Fault.NOT_A_DAY: "must be a day such as 2026-11-22, a month such as 2026-11, or a year such as 2026",
    Fault.NOT_A_NUMBER: "must be a whole number",
    Fault.OUT_OF_RANGE: "is outside what can be asked for",
    Fault.UNKNOWN_VALUE: "has a value that is not known",
    Fault.TOO_LONG: "is too long",
    Fault.TOO_MANY: "is given too many times",
    Fault.BACKWARDS: "is before the first day",
}


def problem(status: int, detail: str, **more: Any) -> Response:
    """An answer that a program can read and a person can understand."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return Response(current_app.json.dumps(body), status, mimetype="application/problem+json")


def problem_of_parameters(problems: Sequence[Problem], limits: dict[str, str]) -> Response:
    """422 that names every wrong parameter; `limits` says more about some of them."""
    errors = [
        {
            "parameter": each.parameter,
            "value": each.value,
            "detail": f"{each.parameter} {_SAYINGS[each.fault]}{limits.get(each.parameter, '')}",
        }
        for each in problems
    ]
    return problem(422, "; ".join(error["detail"] for error in errors), errors=errors)
