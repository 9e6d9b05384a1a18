"""Input made to break readers: none may raise, run for ever or take the process with it."""

import time

import pytest

from crawler.extraction.isolation import Zygote, extract_isolated
from crawler.extraction.model import ExtractionStatus
from crawler.extraction.read import extract
from tests.crawler.extraction.samples import build_docx, build_pdf, build_pptx, build_xlsx, fetched, with_member

OK, PARTIAL = ExtractionStatus.OK, ExtractionStatus.PARTIAL


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        pytest.param(
            "<body><div " + " ".join(f'a{n}="x"' for n in range(80_000)) + ">Tekst</div>", "Tekst", id="attributes"
        ),
        pytest.param("<body>" + "<div>" * 20_000 + "Tekst tlf 99 00 00 01", "Tekst", id="nesting"),
        pytest.param("<main>" + "<b><i>" * 5_000 + "Tekst", "Tekst", id="misnesting"),
        pytest.param("<table>" * 5_000 + "<tr><td>Tekst", "Tekst", id="tables"),
        pytest.param("<html><p>Tekst" + "<" * 100_000, "Tekst", id="angle brackets"),
        pytest.param("<p>Tekst</p><!--" + "-" * 300_000, "Tekst", id="comment without end"),
        pytest.param("<p>Tekst</p><a href='" + "x" * 300_000, "Tekst", id="attribute without end"),
        pytest.param("<p>Tekst</p><script>" * 5_000, "Tekst", id="scripts without end"),
        pytest.param("<p>Tekst&#0;&#x110000;&#xD800;\x00\x0b&bogus;</p>", "Tekst", id="characters"),
        pytest.param(
            "<p>Tekst</p>publisert" + " " * 200_000 + "av " + "a " * 100_000, "Tekst", id="stamp without date"
        ),
        pytest.param('<script type="application/ld+json">' + "[" * 100_000 + "</script><p>Tekst", "Tekst", id="json"),
        pytest.param(
            "<p>Tekst</p>" + '<a href="mailto:a@x.example.org">x</a> tlf 99000001 ' * 2_000, "Tekst", id="contacts"
        ),
    ],
)
def test_hostile_page_is_read_soon(body: str, shown: str) -> None:
    """A page made to exhaust a parser gives its text in a few seconds."""
    started = time.process_time()

    found = extract(fetched(body))

    assert (True, True) == (shown in found.text, found.status in (OK, PARTIAL))
    assert time.process_time() - started < 10


@pytest.mark.slow
def test_page_cut_at_its_limits_is_partial() -> None:
    """A page of more elements than are read keeps its beginning."""
    found = extract(fetched("<main><p>Begynnelsen</p>" + "<wbr>x" * 30_000 + "y" * 5_000_000))

    assert (PARTIAL, True) == (found.status, found.text.startswith("Begynnelsen"))


@pytest.mark.parametrize("build", [build_pdf, build_docx, build_pptx, build_xlsx], ids=lambda build: build.__name__)
@pytest.mark.parametrize("cut", [10, 200, 1000, -200])
def test_truncated_file_does_not_raise(build: object, cut: int) -> None:
    """A file of which only a part came gives an extraction."""
    found = extract(fetched(whole(build)[:cut]))

    assert found.status is not None


@pytest.mark.parametrize("build", [build_pdf, build_docx, build_pptx, build_xlsx], ids=lambda build: build.__name__)
def test_garbled_file_does_not_raise(build: object) -> None:
    """A file with damaged bytes all over gives an extraction."""
    body = bytearray(whole(build))
    body[40::97] = bytes(len(body[40::97]))

    assert extract(fetched(bytes(body))).status is not None


def whole(build: object) -> bytes:
    if build is build_pdf:
        return build_pdf([["Tekst"]])
    if build is build_docx:
        return build_docx(("Normal", "Tekst"))
    return build_pptx(("Tekst", "x", "")) if build is build_pptx else build_xlsx(A=[["Tekst"]])


def test_entity_bomb_is_refused() -> None:
    """Entities that multiply do not unfold."""
    entities = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    xml = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{entities}]><w:document xmlns:w="x"><w:t>&j;</w:t></w:document>'

    found = extract(fetched(with_member(build_docx(("Normal", "x")), "word/document.xml", xml.encode())))

    assert "aaaa" not in found.text


@pytest.mark.slow
def test_form_loop_is_stopped() -> None:
    """A PDF whose forms draw one another without end takes only its own process."""
    with Zygote() as zygote:
        looped = extract_isolated(zygote, fetched(form_loop()))
        after = extract_isolated(zygote, fetched(build_docx(("Normal", "Etterpå"))))

    assert looped.status in (ExtractionStatus.CRASHED, ExtractionStatus.TIMEOUT, ExtractionStatus.TOO_BIG)
    assert "Etterpå" == after.text


def form_loop() -> bytes:
    draw = b"/F Do " * 50
    form = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>/Length %d>>"
        b"stream\n%s\nendstream"
    )
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
        b"<</Length 5>>stream\n/F Do\nendstream",
        form % (6, len(draw), draw),
        form % (5, len(draw), draw),
    )
    body = b"".join(b"%d 0 obj%b\nendobj\n" % numbered for numbered in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R/Size 7>>"


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<body><div " + " ".join(f'a{n}="x"' for n in range(200_000)) + ">Tekst</div>", id="attributes"),
        pytest.param("<body>" + "<div>" * 90_000 + "Tekst", id="nesting"),
        pytest.param("<body>Tekst" + "<p>x" * 1_000_000, id="paragraphs"),
        pytest.param("<p>Tekst " + "ord " * 1_200_000, id="one text"),
    ],
)
def test_huge_page_is_read_in_isolation(body: str) -> None:
    """The largest hostile pages still give their text, in a process of their own."""
    with Zygote() as zygote:
        found = extract_isolated(zygote, fetched(body))

    assert (True, True) == ("Tekst" in found.text, found.status in (OK, PARTIAL))
