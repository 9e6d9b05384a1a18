"""`samla import`, and what can be done with what it brought: search, measure, explain, index."""

import gzip
import json
import os
import shutil
import uuid
from pathlib import Path

import docx
import pytest

from samla.cli import _run
from tests.samla.conftest import HOST, Shell

pytestmark = pytest.mark.slow

#: When the imported files were last changed, in seconds since 1970: in November 2023.
OLD = 1_700_000_000


def page(title: str, text: str, *, head: str = "") -> str:
    """A web page with enough text to be kept."""
    filling = "Kommunen og fylket følger arbeidet opp sammen, og neste møte er til våren. " * 6
    return (
        f'<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><main><h1>{title}</h1><p>{text}</p><p>{filling}</p></main></body></html>"
    )


def write_folder(folder: Path) -> Path:
    """Two pages, a text document, and a file that cannot be read."""
    (folder / "plan").mkdir(parents=True)
    (folder / "heltid.html").write_text(page("Heltidskultur i Solvik", "Flere skal få hele stillinger."), "utf-8")
    (folder / "plan" / "ferge.html").write_text(page("Ferja over fjorden", "Fergeleiet flyttes i 2027."), "utf-8")
    text = docx.Document()
    text.add_heading("Møteplass for næring", 1)
    text.add_paragraph("Rådgiver næring inviterer til møteplass om grønn omstilling i skogbruket hver høst.")
    text.save(str(folder / "plan" / "moteplass for naering.docx"))
    (folder / "plan" / "odelagt.pdf").write_bytes(b"%PDF-1.7\nnothing more")
    for path in folder.rglob("*"):
        os.utime(path, (OLD, OLD))
    return folder


def write_warc(path: Path, pages: dict[str, str]) -> Path:
    """A web archive with a redirect, and the answer of each address as it was in 2019."""
    answers = {f"{HOST}gammel": b"HTTP/1.1 301 Moved\r\nLocation: /\r\n\r\n"}
    for url, text in pages.items():
        answers[url] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + text.encode()
    records = [_record(url, answer) for url, answer in answers.items()]
    if path.suffix == ".gz":
        records = [gzip.compress(record) for record in records]
    path.write_bytes(b"".join(records))
    return path


def _record(url: str, answer: bytes) -> bytes:
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, url)}>\r\n"
        f"WARC-Target-URI: {url}\r\nWARC-Date: 2019-12-15T10:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def titles(shell: Shell, query: str, *options: str) -> list[str]:
    """The titles a search gives."""
    return [hit["title"] for hit in shell("search", query, *options, "--json").json()["hits"]]


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `arkiv`, and a `home` that it was imported into; to be copied."""
    folder = tmp_path_factory.mktemp("imported")
    write_folder(folder / "arkiv")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SAMLA_HOME", str(folder / "home"))
        assert 0 == _run(["sources", "add", "solvik", HOST])
        assert 0 == _run(["import", "files", str(folder / "arkiv"), "--source", "solvik"])
    return folder


@pytest.fixture
def filled(shell: Shell, imported: Path) -> Shell:
    """A home with the folder imported."""
    shutil.copytree(imported, shell.folder, dirs_exist_ok=True)
    return shell


def test_an_imported_folder_can_be_searched(filled: Shell) -> None:
    """Pages and documents, in any inflection and both language forms, at their place below the source's address."""
    assert ["Heltidskultur i Solvik"] == titles(filled, "heiltidskultur")
    assert ["Ferja over fjorden"] == titles(filled, "ferje")
    hit = filled("search", "møteplasser", "--json").json()["hits"][0]
    assert f"{HOST}plan/moteplass%20for%20naering.docx" == hit["url"]
    assert ("solvik", "tekst") == (hit["source"], hit["type"])


def test_what_cannot_be_read_is_told_and_the_rest_kept(shell: Shell) -> None:
    """One line per file that was left out, with its address; the import goes on."""
    shell.add_source()
    said = shell("import", "files", write_folder(shell.folder / "arkiv"), "--source", "solvik")

    assert (0, "") == (said.code, said.out)
    assert f"{HOST}plan/odelagt.pdf:" in said.err
    assert "3 kept, 0 known already, 1 left out" in said.err


def test_importing_twice_changes_nothing(filled: Shell) -> None:
    """The second time everything is known."""
    said = filled("import", "files", filled.folder / "arkiv", "--source", "solvik")

    assert "0 kept, 3 known already, 1 left out" in said.err
    assert 3 == filled("index", "status", "--json").json()["documents"]


def test_imported_material_is_news_to_nobody(filled: Shell) -> None:
    """A preview finds it and says that nobody would have been told."""
    found = filled("alerts", "preview", "heltid", "--days", "365", "--json").json()

    assert not any(hit["news"] for hit in found["hits"])


def test_a_folder_can_stand_for_another_address(shell: Shell) -> None:
    """--at says which; files outside the source's scope are left out and named."""
    shell.add_source()
    folder = write_folder(shell.folder / "arkiv")
    inside = shell("import", "files", folder, "--source", "solvik", "--at", f"{HOST}2019/")
    outside = shell("import", "files", folder, "--source", "solvik", "--at", "https://lindvik.example.org/")

    assert (0, 1) == (inside.code, outside.code)
    assert [f"{HOST}2019/heltid.html"] == [
        hit["url"] for hit in shell("search", "heltidskultur", "--json").json()["hits"]
    ]
    assert "outside the source's prefixes" in outside.err


@pytest.mark.parametrize("name", ["arkiv.warc", "arkiv.warc.gz"])
def test_a_web_archive_is_imported(shell: Shell, name: str) -> None:
    """Answers of 200 inside the source's scope, dated when they were captured."""
    shell.add_source()
    pages = {
        f"{HOST}samarbeid": page("Samarbeid om reiselivet", "Partnarskapet held fram."),
        f"{HOST}skjult": page("Skjult", "Kladd.", head='<meta name="robots" content="noindex">'),
        "https://lindvik.example.org/": page("Lindvik", "Et annet sted."),
    }
    said = shell("import", "warc", write_warc(shell.folder / name, pages), "--source", "solvik")

    assert 0 == said.code
    assert "1 kept, 0 known already, 2 left out" in said.err
    assert ["Samarbeid om reiselivet"] == titles(shell, "partnerskap")
    visited = shell("explain", f"{HOST}samarbeid", "--json").json()[2]["answer"]
    assert visited.startswith("2019-12-15 10:00 UTC: new")


@pytest.mark.parametrize("content", [b"", b"Dette er ikke et nettarkiv.", b"<html>\n<body>", bytes(range(256))])
def test_what_is_no_web_archive_is_told(shell: Shell, content: bytes) -> None:
    """In words that name the file, without a traceback."""
    shell.add_source()
    path = shell.folder / "arkiv.warc"
    path.write_bytes(content)
    said = shell("import", "warc", path, "--source", "solvik")

    assert (1, "") == (said.code, said.out)
    assert str(path) in said.err


def test_an_empty_folder_is_told(shell: Shell) -> None:
    """Exit code 1: whoever imports expects something."""
    shell.add_source()
    (shell.folder / "tom").mkdir()
    said = shell("import", "files", shell.folder / "tom", "--source", "solvik")

    assert 1 == said.code
    assert "nothing to import" in said.err


@pytest.mark.parametrize("kind", ["files", "warc"])
def test_a_missing_path_is_a_wrong_call(shell: Shell, kind: str) -> None:
    """It is named."""
    said = shell("import", kind, shell.folder / "borte", "--source", "solvik")

    assert 2 == said.code
    assert "borte" in said.err


def test_an_unknown_source_is_a_wrong_call(shell: Shell) -> None:
    """Nothing is read before the source is known."""
    said = shell("import", "files", write_folder(shell.folder / "arkiv"), "--source", "lindvik")

    assert 2 == said.code
    assert "no source 'lindvik'" in said.err


def test_search_shows_hits_on_standard_output(filled: Shell) -> None:
    """Title, address and passage as results; the count beside them on standard error."""
    said = filled("search", "heltidskultur")

    assert "Heltidskultur i Solvik" in said.out
    assert f"{HOST}heltid.html" in said.out
    assert said.err.startswith("1 hits")


def test_search_takes_the_filters_of_the_page(filled: Shell) -> None:
    """Several values of one filter widen, several filters narrow."""
    everything = ("--type", "nettside", "--type", "tekst", "--source", "solvik", "--sort", "newest")

    assert 3 == len(titles(filled, "", *everything))
    assert ["Møteplass for næring"] == titles(filled, "", "--type", "tekst")
    assert [] == titles(filled, "", "--type", "tekst", "--language", "en")
    assert 2 == len(titles(filled, "", "--per-page", "2"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--from", "i går"), "2026-11-22"),
        (("--page", "0"), "1<=x<=50"),
        (("--sort", "best"), "relevance"),
    ],
)
def test_a_wrong_filter_is_a_wrong_call(shell: Shell, options: tuple[str, ...], words: str) -> None:
    """The words say what can be written."""
    said = shell("search", "heltid", *options)

    assert 2 == said.code
    assert words in said.err


def test_measuring_judged_queries(filled: Shell) -> None:
    """The reciprocal rank of the first relevant hit; exits 1 when a query found none."""
    judged = [
        {"query": "heltid", "relevant": [f"{HOST}heltid.html"]},
        {"query": "romfart", "relevant": [f"{HOST}heltid.html"]},
    ]
    file = filled.folder / "judged.jsonl"
    file.write_text("\n".join(json.dumps(each) for each in judged[:1]) + "\n\n")
    good = filled("eval", file, "--json")
    file.write_text("\n".join(json.dumps(each) for each in judged))
    bad = filled("eval", file, "--json")

    assert (0, 1.0) == (good.code, good.json()["mean_reciprocal_rank"])
    assert (1, 0.5) == (bad.code, bad.json()["mean_reciprocal_rank"])
    assert [1, None] == [row["rank"] for row in bad.json()["queries"]]


def test_a_judgement_that_cannot_be_read_is_named(filled: Shell) -> None:
    """By file and line."""
    file = filled.folder / "judged.jsonl"
    file.write_text('{"query": "heltid", "relevant": []}\n{"query": "heltid"}\n')
    said = filled("eval", file)

    assert 2 == said.code
    assert f"{file}, line 2" in said.err


def test_the_index_is_built_again_from_the_catalogue(filled: Shell) -> None:
    """Rebuilding needs no files: every document can be found again."""
    for path in (filled.folder / "arkiv").rglob("*.*"):
        path.unlink()
    built = filled("index", "rebuild", "--json").json()
    status = filled("index", "status", "--json")

    assert {"documents": 3} == built
    assert (0, True, 3, 0) == (status.code, *(status.json()[name] for name in ("current", "documents", "pending")))
    assert {"applied": 0, "deleted": 0, "rebuilt": False} == filled("index", "sync", "--json").json()


def test_explaining_an_imported_document(filled: Shell) -> None:
    """How it came, when it was read, and that it is indexed."""
    answers = {row["question"]: row["answer"] for row in filled("explain", f"{HOST}heltid.html", "--json").json()}

    assert "on import, 0 steps from the start" == answers["found"]
    assert "«Heltidskultur i Solvik», current, 1 pages, indexed" in answers["document"]
