"""The type is what the bytes are, not what header and name claim."""

import pytest

from crawler.extraction import mime
from tests.crawler.extraction.samples import build_docx, build_pdf, build_pptx, build_xlsx, fetched, zipped

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


def ole(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + bytes(64)


@pytest.mark.parametrize(
    ("expected", "body"),
    [
        pytest.param(mime.EMPTY, b"", id="empty"),
        pytest.param(mime.EMPTY, b" \r\n\x00", id="blank"),
        pytest.param(mime.HTML, b"<!DOCTYPE html><title>x</title>", id="html"),
        pytest.param(mime.HTML, b"\xef\xbb\xbf <!-- notis --><html><body>x", id="html after a comment"),
        pytest.param(mime.HTML, b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y"><html>', id="xhtml"),
        pytest.param(mime.HTML, b"<h1>Utsnitt</h1><p>uten hode</p>", id="html fragment"),
        pytest.param(mime.HTML, "<html><p>å".encode("utf-16"), id="html in utf-16"),
        pytest.param(mime.RSS, b'<?xml version="1.0"?><rss><channel><title>x</title>', id="rss"),
        pytest.param(mime.RSS, b"<rss version='2.0'><channel><title>x</title>", id="rss without prologue"),
        pytest.param(
            mime.ATOM, b'<?xml version="1.0"?><!-- x --><feed xmlns="http://www.w3.org/2005/Atom">', id="atom"
        ),
        pytest.param(mime.XML, b'<?xml version="1.0"?><urlset><url><loc>x</loc>', id="sitemap"),
        pytest.param(mime.SVG, b'<svg xmlns="http://www.w3.org/2000/svg"><title>x</title>', id="svg"),
        pytest.param(mime.PDF, build_pdf([["x"]]), id="pdf"),
        pytest.param(mime.PDF, b"\x00 stoy \r\n" * 30 + b"%PDF-1.4\n", id="pdf after junk"),
        pytest.param(mime.DOCX, build_docx(("Normal", "x")), id="docx"),
        pytest.param(mime.DOCX, build_docx(("Normal", "x"))[:4000], id="docx cut short"),
        pytest.param(mime.PPTX, build_pptx(("x", "y", "")), id="pptx"),
        pytest.param(mime.XLSX, build_xlsx(A=[["x"]]), id="xlsx"),
        pytest.param(mime.ODT, zipped({"mimetype": mime.ODT}, 0), id="odt"),
        pytest.param(mime.ZIP, zipped({"bilder/a.txt": "x"}), id="zip"),
        pytest.param(mime.DOC, ole("WordDocument"), id="doc"),
        pytest.param(mime.PPT, ole("PowerPoint Document"), id="ppt"),
        pytest.param(mime.XLS, ole("Workbook"), id="xls"),
        pytest.param(mime.LOCKED_OFFICE, ole("EncryptedPackage"), id="locked office"),
        pytest.param(mime.RTF, b"{\\rtf1\\ansi x}", id="rtf"),
        pytest.param("image/png", b"\x89PNG\r\n\x1a\n....", id="png"),
        pytest.param("image/webp", b"RIFF....WEBPVP8 ", id="webp"),
        pytest.param(mime.PLAIN, "Bare tekst på norsk.".encode(), id="plain text"),
        pytest.param(mime.UNKNOWN, bytes(range(1, 256)) * 4, id="noise"),
    ],
)
def test_bytes_tell_their_type(expected: str, body: bytes) -> None:
    """Signatures, members and root elements decide, though name and header say otherwise."""
    page = fetched(body, url="https://solvik.example.org/fil.jpg", content_type="application/octet-stream")

    assert expected == mime.sniff(page)


@pytest.mark.parametrize(
    ("expected", "name", "content_type"),
    [
        pytest.param(mime.CSV, "tall.csv", "text/plain", id="extension"),
        pytest.param(mime.CSV, "tall", "text/csv; charset=utf-8", id="header"),
        pytest.param(mime.PLAIN, "tall", "text/html", id="a header does not make text HTML"),
    ],
)
def test_text_is_told_apart_by_name_and_header(expected: str, name: str, content_type: str) -> None:
    """Between kinds of plain text, name and header break the tie."""
    page = fetched("a;b\n1;2\n", url=f"https://solvik.example.org/{name}", content_type=content_type)

    assert expected == mime.sniff(page)


def test_error_page_served_as_pdf_is_html() -> None:
    """A 404 page under a PDF's address and header is a web page."""
    page = fetched(
        "<!doctype html><h1>Finst ikkje</h1>", url="https://solvik.example.org/plan.pdf", content_type="application/pdf"
    )

    assert mime.HTML == mime.sniff(page)


def test_disposition_names_the_file() -> None:
    """The name in Content-Disposition beats the one in the address."""
    page = fetched(b"x", content_disposition="attachment; filename*=UTF-8''N%C3%A6ringsplan.pdf")

    assert "Næringsplan.pdf" == mime.file_name(page)
