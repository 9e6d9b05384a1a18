"""How fast documents are read, in pages and files a second; run as `python -m bench.extraction`."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from crawler.extraction.isolation import Zygote
from crawler.extraction.model import Extraction, FetchedPage
from crawler.extraction.read import extract

SENTENCE = "Kommunene og fylkeskommunen skal samarbeide om næring, kompetanse og kollektivtransport i hele regionen. "


def web_page(paragraphs: int) -> bytes:
    """A municipal page with menus, accordions, a table and documents."""
    menu = "".join(f'<li><a href="/tema/{number}/">Tema {number}</a></li>' for number in range(40))
    text = "".join(
        f"<h2>Del {number}</h2><p>{SENTENCE * 3}</p><details><summary>Mer</summary><p>{SENTENCE}</p></details>"
        f'<p><a href="/_f/p1/{number}/vedlegg.pdf">Vedlegg {number}</a></p>'
        for number in range(paragraphs)
    )
    rows = "".join(f"<tr><td>Tiltak {number}</td><td>{number}</td></tr>" for number in range(20))
    head = '<head><meta charset="utf-8"><title>Plan | Solvik</title></head>'
    body = f"<nav><ul>{menu}</ul></nav><main><h1>Plan</h1>{text}<table>{rows}</table><p>Publisert 12.11.2020</p></main>"
    return f'<!doctype html><html lang="nb">{head}<body>{body}<footer>Solvik</footer></body></html>'.encode()


def report(pages: int) -> bytes:
    """A PDF of full pages; needs the build dependencies."""
    import io

    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    canvas = Canvas(file)
    for _ in range(pages):
        for line in range(45):
            canvas.drawString(60, 790 - 16 * line, SENTENCE[:90])
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def measure(name: str, body: bytes, units: int, read: Callable[[FetchedPage], Extraction], rounds: int) -> None:
    """Print the units read in a second."""
    page = FetchedPage(url="https://solvik.example.org/plan", body=body, fetched_at=datetime.now(UTC))
    read(page)
    clock = time.perf_counter()
    for _ in range(rounds):
        read(page)
    clock = time.perf_counter() - clock
    speed, each = rounds * units / clock, 1000 * clock / rounds
    print(f"{name:28} {len(body) / 1000:8.0f} kB {speed:8.1f}/s {each:8.1f} ms each")


def main() -> None:
    """Measure each kind of document, here and in isolation."""
    measure("web page, small", web_page(5), 1, extract, 40)
    measure("web page, large", web_page(80), 1, extract, 8)
    measure("PDF pages", report(60), 60, extract, 5)
    with Zygote() as zygote:
        measure("small page, isolated", web_page(5), 1, zygote.extract, 40)
        measure("PDF pages, isolated", report(60), 60, zygote.extract, 5)
        measure("nothing, isolated", b"", 1, zygote.extract, 100)


if __name__ == "__main__":
    main()
