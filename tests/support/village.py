"""A small partner site: a folder of pages that a test writes, served on loopback with Last-Modified and 304."""

import functools
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_PAGE = """<!doctype html><html lang="nb"><head><title>{title} - Solvik kommune</title></head>
<body><header><nav><a href="/">Forside</a></nav></header>
<main><h1>{title}</h1>{paragraphs}<ul>{links}</ul></main>
<footer>Solvik kommune, post@solvik.example.org</footer></body></html>
"""


class Village:
    """The site's folder and address."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self._clock = 1_700_000_000

    def write(self, name: str, title: str, *paragraphs: str) -> str:
        """Publish or change a page; return its address."""
        text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        self._put(f"{name}.html", _PAGE.format(title=title, paragraphs=text, links=""))
        self._write_front()
        return f"{self.url}{name}.html"

    def take_down(self, name: str) -> None:
        """Remove a page; its address answers 404 from now on."""
        (self.folder / f"{name}.html").unlink()
        self._write_front()

    def _write_front(self) -> None:
        pages = sorted(path.name for path in self.folder.glob("*.html") if path.name != "index.html")
        links = "".join(f'<li><a href="/{page}">Les om {page.removesuffix(".html")}</a></li>' for page in pages)
        self._put("index.html", _PAGE.format(title="Solvik kommune", paragraphs="<p>Velkommen.</p>", links=links))

    def _put(self, name: str, content: str) -> None:
        path = self.folder / name
        if path.exists() and path.read_text(encoding="utf-8") == content:
            return
        path.write_text(content, encoding="utf-8")
        # HTTP dates count in seconds: two writes within one must still differ.
        self._clock += 60
        os.utime(path, (self._clock, self._clock))


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr."""


@contextmanager
def village(folder: Path) -> Iterator[Village]:
    """Serve the folder as long as the block lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield Village(folder, f"http://127.0.0.1:{server.server_port}/")
    finally:
        server.shutdown()
        server.server_close()
