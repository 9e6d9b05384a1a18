"""A partner's site on loopback: tells exactly what each path answers, and remembers who asked."""

import gzip
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one path answers."""

    body: bytes = b""
    status: int = 200
    type: str = HTML
    #: May hold a name several times.
    headers: tuple[tuple[str, str], ...] = ()
    etag: str = ""
    #: Seconds before the answer begins.
    wait_s: float = 0.0
    #: Close the connection without a word.
    drops: bool = False
    #: Send the body again and again, without end.
    endless: bool = False


@dataclass(frozen=True)
class Hit:
    """One request."""

    path: str
    headers: Mapping[str, str]
    at: float
    status: int


@dataclass
class Site:
    """What is published now; tests change `answers` between two harvests."""

    answers: dict[str, Answer] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    address: str = "127.0.0.1"
    port: int = 0

    @property
    def url(self) -> str:
        """The address of the front page."""
        return f"http://{self.address}:{self.port}/"

    def put(self, path: str, body: str | bytes = b"", **answer: object) -> None:
        """Let a path answer this."""
        content = body.encode() if isinstance(body, str) else body
        self.answers[path] = Answer(body=content, **answer)  # type: ignore[arg-type]

    def paths(self, *, pages_only: bool = True) -> list[str]:
        """The paths asked for, in order, without robots.txt and the usual sitemap."""
        usual = ("/robots.txt", "/sitemap.xml") if pages_only else ()
        return [hit.path for hit in self.hits if hit.path not in usual]

    def statuses(self, path: str) -> list[int]:
        """What the path has answered, in order."""
        return [hit.status for hit in self.hits if hit.path == path]


def page(title: str, *links: str, text: str = "", head: str = "") -> str:
    """A plain page with a text of its own and links in its main text."""
    anchors = "".join(f'<p>Les om <a href="{link}">{link.strip("/") or "forsiden"}</a>.</p>' for link in links)
    words = text or f"{title} handler om partnerskap og omstilling, og er skrevet for næringslivet i regionen vår."
    return (
        f'<!doctype html><html lang="nb"><head><title>{title}</title>{head}</head>'
        f"<body><main><h1>{title}</h1><p>{words}</p>{anchors}</main></body></html>"
    )


def sitemap(*locations: str, lastmod: str = "") -> str:
    """A sitemap of these addresses."""
    changed = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    urls = "".join(f"<url><loc>{location}</loc>{changed}</url>" for location in locations)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def packed(body: bytes) -> bytes:
    """Gzipped."""
    return gzip.compress(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """A killed client is no news."""


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Serve on a free port while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with suppress(ConnectionError):
                _answer(site, self)

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = _Server((site.address, site.port), Handler)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(site: Site, handler: BaseHTTPRequestHandler) -> None:
    answer = site.answers.get(handler.path, Answer(status=404, body=b"<h1>404</h1>"))
    unchanged = bool(answer.etag) and handler.headers.get("If-None-Match") == answer.etag
    status = 304 if unchanged else answer.status
    site.hits.append(Hit(handler.path, dict(handler.headers.items()), time.monotonic(), status))
    time.sleep(answer.wait_s)
    if answer.drops:
        handler.close_connection = True
        return
    handler.send_response(status)
    for name, value in answer.headers:
        handler.send_header(name, value)
    if answer.etag:
        handler.send_header("ETag", answer.etag)
    if answer.type and not unchanged:
        handler.send_header("Content-Type", answer.type)
    if not answer.endless:
        handler.send_header("Content-Length", str(0 if unchanged else len(answer.body)))
    handler.end_headers()
    if not unchanged:
        handler.wfile.write(answer.body)
    while answer.endless:
        handler.wfile.write(answer.body)
