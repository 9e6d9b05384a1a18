"""The documentation names what there is, and nothing else."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import click
import pytest
from flask import Flask

from demo.searches import PICKS
from indexer.sync import sync
from samla.cli import COMMANDS
from samla.settings import Home, Settings
from samla.wiring import Program
from tests.conventions.reference import FOLDER, commands, references
from tests.conventions.repository import ROOT, pages, read
from tests.support.catalogue import make_document, make_source
from webapp import create_app

HOWTO = "run: .venv/bin/python -m tests.conventions.reference"
CODE = re.compile(r"`([^`\n]+)`|^ {4,}(\S.*)$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
#: Words that end a command in a line of shell.
SHELL = {"&&", "||", "|", ";", "#", ">", "<", "2>"}


@pytest.mark.parametrize("name", ["settings.md", "cli.md", "routes.md", "jobs.md"])
def test_what_is_made_from_the_code_is_current(app: Flask, name: str) -> None:
    """Settings, commands, routes and jobs are documented as they are."""
    assert references(app)[name] == (FOLDER / name).read_text(encoding="utf-8"), HOWTO


def test_the_api_is_documented(tmp_path: Path) -> None:
    """Every parameter, and every field of an answer, is named in api.md."""
    program = Program(home=Home(tmp_path), settings=Settings())
    make_document(program.db, make_source(program.db), type="pdf", pages=("Partnerskap.", "Partnerskap igjen."))
    sync(program.db, program.engine)
    answer = create_app(program.web_services).test_client().get("/api/v1/search?q=partnerskap").get_json()
    assert 1 == answer["total"]
    text = read("docs/reference/api.md")

    assert [] == sorted(name for name in {*_keys(answer), *answer["query"]} if f"`{name}`" not in text)


def _keys(value: object) -> set[str]:
    if isinstance(value, list):
        return {key for each in value for key in _keys(each)}
    if not isinstance(value, dict):
        return set()
    return set(value).union(*(_keys(each) for each in value.values()))


def snippets(page: str) -> Iterator[str]:
    """Code on a page: in a line of text, in a block, or indented."""
    for match in CODE.finditer(read(page)):
        yield match[1] or match[2]
    for block in re.findall(r"^```\w*\n(.*?)^```", read(page), re.MULTILINE | re.DOTALL):
        yield from block.splitlines()


def calls(program: str) -> Iterator[tuple[str, list[str]]]:
    """Page and words of every call of a program in the documentation."""
    for page in pages():
        for snippet in snippets(page):
            words = _words(snippet)
            if words[:1] == [program]:
                yield page, words[1:]


def _words(snippet: str) -> list[str]:
    text = snippet.removeprefix("sudo -u samla ").replace(".venv/bin/python -m samla", "samla").removeprefix("$ ")
    try:
        words = shlex.split(text)
    except ValueError:
        return []
    ends = [number for number, word in enumerate(words) if word in SHELL]
    return words[: ends[0]] if ends else words


def test_commands_in_the_documentation_exist() -> None:
    """Every command and option that a page tells somebody to call."""
    known = dict(commands())
    wrong = [(page, " ".join(words)) for page, words in calls("samla") if not _exists(words, known)]

    assert [] == wrong
    assert len(list(calls("samla"))) > 20


def _exists(words: list[str], known: dict[str, click.Command]) -> bool:
    named = [word for word in words if not word.startswith("-")]
    if words and words[0] in COMMANDS.keys() - {name.split()[1] for name in known}:
        # Only programs call it.
        return True
    name = next((name for name in _names(named) if name in known), None)
    if name is None:
        # A whole group, such as `samla alerts`, or the program's own options.
        group = " ".join(["samla", *named])
        return any(each.startswith(f"{group} ") for each in known) or words[:1] in (["--version"], ["--help"])
    options = {option for param in known[name].params for option in (*param.opts, *param.secondary_opts)}
    return all(word.split("=")[0] in {*options, "-", "--help"} for word in words if word.startswith("-"))


def _names(words: list[str]) -> Iterator[str]:
    for count in (2, 1):
        yield " ".join(["samla", *words[:count]])


def test_make_targets_in_the_documentation_exist() -> None:
    """And every target that explains itself is in the output of `make help`."""
    targets = set(re.findall(r"^([a-z-]+):.*##", read("Makefile"), re.MULTILINE))
    asked = {words[0] for _, words in calls("make") if words and "=" not in words[0]}

    assert set() == asked - targets
    assert {"demo", "test"} <= asked


def test_links_lead_somewhere() -> None:
    """Every link and picture on a page that names a file names one there is."""
    dead = [
        (page, target)
        for page in pages()
        for target in LINK.findall(read(page))
        if not re.match(r"[\w-]+:|/", target)
        if not (ROOT / PurePosixPath(page).parent / target).exists()
    ]

    assert [] == dead


def test_the_readme_names_the_searches_of_the_demo() -> None:
    """The three that the demo prints."""
    assert [] == [query for query in PICKS if f"«{query}»" not in read("README.md")]


def test_every_page_can_be_found() -> None:
    """The index of the documentation links to every page of it."""
    index = read("docs/README.md")
    wanted = [name.removeprefix("docs/") for name in pages() if name.startswith("docs/") and name.count("/") <= 2]

    assert [] == [name for name in wanted if f"({name})" not in index and not re.match(r"README|adr/\d", name)]
