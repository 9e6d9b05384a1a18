"""What every answer tells browsers to refuse, and which forms without a session are believed."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Response, request

from webapp.services import WebSettings, services

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def add_headers(response: Response) -> Response:
    """The strict policy that every page of ours works under."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if services().settings.secure_cookies:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response


def comes_from_us() -> bool:
    """
    Whether a form that needs no session was sent from one of our own pages.

    Browsers say so in Sec-Fetch-Site, older ones in Origin; a client that says neither is no browser, and has no
    reader's session to ride on.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin in _own_origins()


def _own_origins() -> tuple[str, str]:
    base = services().settings.base_url.rstrip("/")
    scheme, _, rest = base.partition("://")
    return f"{scheme}://{rest.split('/')[0]}", request.host_url.rstrip("/")


def client_address() -> str:
    """The address the request came from, as far as the server knows."""
    return request.remote_addr or "unknown"


class ProbeHost:
    """
    Lets the machine pages under /-/ be asked by any name: probes come by number, and never by the public one.

    They make no links, so that a forged Host header can do no harm there.
    """

    def __init__(self, app: WSGIApplication, settings: WebSettings) -> None:
        self._app = app
        self._host = settings.trusted_hosts[0] if settings.trusted_hosts else ""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, under the name that is trusted."""
        if self._host and environ.get("PATH_INFO", "").startswith("/-/"):
            environ["HTTP_HOST"] = self._host
        return self._app(environ, start_response)


def register_security(app: Flask) -> None:
    """Send the headers with every answer, errors included."""
    app.after_request(add_headers)
