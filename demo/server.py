"""Serving the region on loopback: a port per site, one process, and a log of who asked for what."""

import contextlib
import datetime as dt
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from demo.answers import Answer, read_manifest
from demo.build import build
from demo.calendar_trap import month_page
from demo.region import SITE_BY_SLUG, SITES

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSeen:
    """One request as a site saw it."""

    slug: str
    method: str
    path: str
    status: int


@dataclass(slots=True, kw_only=True)
class _State:
    """What all sites share: the day's folder and answers, always swapped together, and the log."""

    day: tuple[Path, Mapping[str, Mapping[str, Answer]]]
    requests: list[RequestSeen] = field(default_factory=list)


class _SiteServer(ThreadingHTTPServer):
    """One site on its own port."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, slug: str, port: int, state: _State) -> None:
        self.slug, self.state = slug, state
        self._open: set[socket.socket] = set()
        super().__init__((HOST, port), _Handler)

    def process_request(self, request: socket.socket, client_address: tuple[str, int]) -> None:  # type: ignore[override]
        """
        Remember the connection, so that closing the region ends it.
        """
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        """
        Forget a connection that is done.
        """
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """
        A client that hangs up is no news.
        """

    def hang_up(self) -> None:
        """
        End the connections that are kept alive.
        """
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    """Answers from the built folder; knows nothing of what is in it."""

    server: _SiteServer
    protocol_version = "HTTP/1.1"
    server_version = "Demo"
    sys_version = ""
    timeout = 30
    # One packet an answer: without it the second write waits for the first one's acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """
        Answer with status, headers and body.
        """
        self._respond(with_body=True)

    def do_HEAD(self) -> None:
        """
        Answer as GET would, without the body.
        """
        self._respond(with_body=False)

    def log_message(self, *_details: object) -> None:
        """
        Nothing on stderr: the log is `RunningRegion.requests`.
        """

    def _respond(self, *, with_body: bool) -> None:
        folder, sites = self.server.state.day
        answer = _find(sites[self.server.slug], self.path)
        if answer.delay:
            time.sleep(answer.delay)
        status = 304 if self._has_it_already(answer) else answer.status
        body = b"" if status == 304 or not answer.file else (folder / answer.file).read_bytes()
        if answer.calendar:
            body = month_page(body, urlsplit(self.path).path)
        self.server.state.requests.append(
            RequestSeen(slug=self.server.slug, method=self.command, path=self.path, status=status)
        )
        self._send_head(answer, status, len(body))
        if with_body:
            self.wfile.write(body)

    def _send_head(self, answer: Answer, status: int, length: int) -> None:
        self.send_response(status)
        headers = {
            "Location": answer.location,
            "ETag": answer.etag,
            "Last-Modified": answer.last_modified,
            "Content-Type": "" if status == 304 or answer.location else answer.content_type,
            "Content-Disposition": "" if status == 304 else answer.disposition,
            "Content-Length": "" if status == 304 else str(length),
        }
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.end_headers()

    def _has_it_already(self, answer: Answer) -> bool:
        """
        If-None-Match decides alone when it is sent, as the standard asks.
        """
        if not answer.etag:
            return False
        if tags := self.headers.get("If-None-Match"):
            known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
            return answer.etag in known or "*" in known
        since = _instant(self.headers.get("If-Modified-Since"))
        changed = _instant(answer.last_modified)
        return since is not None and changed is not None and changed <= since


def _instant(text: str | None) -> dt.datetime | None:
    """
    An HTTP date, or None when it is missing or unreadable.
    """
    try:
        return parsedate_to_datetime(text) if text else None
    except ValueError:
        return None


def _find(answers: Mapping[str, Answer], target: str) -> Answer:
    """
    The answer for exactly this target, else without its query, else the calendar's, else the site's "not found".
    """
    path = unquote(target).partition("?")[0]
    for candidate in (unquote(target), path):
        if candidate in answers:
            return answers[candidate]
    calendars = (answer for start, answer in answers.items() if answer.calendar and path.startswith(start))
    return next(calendars, answers["*"])


class RunningRegion:
    """The region while it is served; close it, or use it in a `with`."""

    def __init__(self, folder: Path, *, day: int, ports: Mapping[str, int]) -> None:
        self._root, self._ports = folder, dict(ports)
        built = build(folder, day=day, ports=ports)
        self._state = _State(day=(built, read_manifest(built)))
        self._servers: list[_SiteServer] = []
        for site in SITES:
            self._listen(site.slug)

    def _listen(self, slug: str) -> None:
        port = self._ports[slug]
        try:
            server = _SiteServer(slug, port, self._state)
        except OSError as error:
            self.close()
            raise OSError(error.errno, f"port {port} on {HOST} is taken; choose others with free_ports()") from error
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        self._servers.append(server)

    @property
    def requests(self) -> list[RequestSeen]:
        """
        Every request answered so far, oldest first.
        """
        return self._state.requests

    def url(self, slug: str, path: str | None = None) -> str:
        """
        The address of a path on a site; of the page to start on when no path is given.
        """
        where = SITE_BY_SLUG[slug].start_path if path is None else path
        return f"http://{HOST}:{self._ports[slug]}{where}"

    def set_day(self, day: int) -> None:
        """
        Let the sites stand as they do on that day, from the next request on.
        """
        built = build(self._root, day=day, ports=self._ports)
        self._state.day = (built, read_manifest(built))

    def close(self) -> None:
        """
        Stop answering and free the ports; twice is once.
        """
        for server in self._servers:
            server.shutdown()
            server.hang_up()
            server.server_close()
        self._servers.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_details: object) -> None:
        self.close()


def serve(folder: Path, *, day: int, ports: Mapping[str, int]) -> RunningRegion:
    """
    Build what is missing and serve every site until closed.

    Raises OSError naming the port when another program has it.
    """
    return RunningRegion(folder, day=day, ports=ports)


def free_ports(wanted_first: int = 8710) -> dict[str, int]:
    """
    A free port for every site, counting up from the first wanted one.
    """
    candidates = iter(range(wanted_first, 65536))
    return {site.slug: next(port for port in candidates if _is_free(port)) for site in SITES}


def _is_free(port: int) -> bool:
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
