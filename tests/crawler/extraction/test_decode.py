"""Bytes become the text their author wrote, whatever the declarations say."""

import pytest

from crawler.extraction.decode import decode

TEXT = "Blåbærsyltetøy på Åsøya – saman"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(TEXT.encode(), "", id="utf-8 undeclared"),
        pytest.param(TEXT.encode(), "text/html; charset=UTF-8", id="utf-8 declared"),
        pytest.param(TEXT.encode(), "text/html; charset=iso-8859-1", id="utf-8 declared as latin-1"),
        pytest.param(TEXT.encode("cp1252"), "", id="cp1252 undeclared"),
        pytest.param(TEXT.encode("cp1252"), "text/html; charset=utf-8", id="cp1252 declared as utf-8"),
        pytest.param(TEXT.encode("cp1252"), "text/html; charset=iso-8859-1", id="cp1252 declared as latin-1"),
        pytest.param(TEXT.encode("cp1252"), "text/html; charset=nonsense", id="cp1252 declared as nonsense"),
        pytest.param(b"\xff\xfe" + TEXT.encode("utf-16-le"), "", id="utf-16 with mark"),
        pytest.param(b"\xef\xbb\xbf" + TEXT.encode(), "text/html; charset=cp1252", id="the mark beats the header"),
        pytest.param(TEXT.encode(), "text/html; charset=utf-16", id="utf-16 declared without reason"),
        pytest.param(TEXT.encode(), "text/html; charset=utf-7", id="never utf-7"),
    ],
)
def test_text_survives_its_declaration(body: bytes, content_type: str) -> None:
    """The text comes out whole, rightly declared or not."""
    assert TEXT == decode(body, content_type)


def test_meta_tag_names_the_charset() -> None:
    """A charset in a meta tag is believed when the header says nothing."""
    page = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-5"><p>Дом</p>'

    assert page == decode(page.encode("iso-8859-5"))


def test_stray_byte_does_not_spoil_a_utf8_page() -> None:
    """One cp1252 byte in a UTF-8 text is mended, and the rest stays as it was."""
    body = "Møteplass på Åsøya, ærlig og grønn".encode() + "–".encode("cp1252")

    assert "Møteplass på Åsøya, ærlig og grønn–" == decode(body)


def test_any_bytes_decode() -> None:
    """Bytes that are no text at all still decode."""
    assert 256 == len(decode(bytes(range(256))))
