"""How the command line answers whatever it is asked: exit codes, streams, and faults that say what to do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from samla import __version__
from samla.cli import COMMANDS
from tests.samla.conftest import Shell

ROOT = Path(__file__).parents[2]
#: Commands that answer with rows or facts from an installation with nothing in it, and their exit codes.
EMPTY = {
    ("sources", "list"): 0,
    ("users", "list"): 0,
    ("alerts", "list"): 0,
    ("alerts", "match"): 0,
    ("alerts", "digest"): 0,
    ("alerts", "deliver"): 0,
    ("index", "status"): 1,
    ("index", "sync"): 0,
    ("index", "rebuild"): 0,
    ("schedule", "list"): 0,
    ("explain", "https://solvik.example.org/"): 1,
    ("crawl", "--all"): 0,
    ("doctor",): 1,
}


@pytest.mark.parametrize("command", EMPTY, ids=" ".join)
def test_json_is_all_there_is_on_standard_output(shell: Shell, command: tuple[str, ...]) -> None:
    """With --json every command prints one JSON document, whatever else it has to say."""
    said = shell(*command, "--json")

    assert EMPTY[command] == said.code, said.err
    assert said.json() is not None


@pytest.mark.parametrize("command", EMPTY, ids=" ".join)
def test_an_empty_installation_is_no_fault(shell: Shell, command: tuple[str, ...]) -> None:
    """Before anything was added every command answers in words, with the same exit code."""
    said = shell(*command)

    assert EMPTY[command] == said.code
    assert said.out + said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help(shell: Shell, name: str) -> None:
    """Help is a result: exit code 0, on standard output, with a sentence on what the command does."""
    said = shell(name, "--help")

    assert 0 == said.code
    assert "Usage:" in said.out
    assert "" == said.err


@pytest.mark.parametrize("command", [("search", "heltid"), ("alerts", "preview", "heltid")], ids=" ".join)
def test_a_search_without_an_index_says_how_to_get_one(shell: Shell, command: tuple[str, ...]) -> None:
    """A search that cannot be answered is no search that found nothing: nothing is printed as a result."""
    said = shell(*command, "--json")

    assert (1, "") == (said.code, said.out)
    assert "samla index rebuild" in said.err


def test_help_lists_what_people_call(shell: Shell) -> None:
    """The command of the child process is not among them."""
    said = shell("--help")

    assert all(f"  {name} " in said.out for name in set(COMMANDS) - {"crawl-child"})
    assert "crawl-child" not in said.out


def test_an_unknown_command_is_a_wrong_call(shell: Shell) -> None:
    """Exit code 2, and the name is said back."""
    said = shell("harvest")

    assert 2 == said.code
    assert "harvest" in said.err
    assert "" == said.out


def test_a_missing_argument_is_a_wrong_call(shell: Shell) -> None:
    """Exit code 2, and the argument is named."""
    said = shell("sources", "add", "solvik")

    assert 2 == said.code
    assert "URL" in said.err


def test_version(shell: Shell) -> None:
    """The version alone, for scripts."""
    assert f"{__version__}\n" == shell("--version").out


def test_an_unknown_setting_is_named_with_the_one_meant(shell: Shell) -> None:
    """SAMLA_WEB_PORT is not silently ignored."""
    shell.set(WEB_PORT="9000")
    said = shell("sources", "list")

    assert 2 == said.code
    assert "SAMLA_WEB_PORT" in said.err
    assert "SAMLA_WEB__PORT" in said.err
    assert "docs/reference/settings.md" in said.err


def test_a_wrong_value_in_the_settings_file_is_named(shell: Shell) -> None:
    """With the file it stands in."""
    shell.home.mkdir()
    (shell.home / "samla.toml").write_text('[web]\nport = "eighty"\n')
    said = shell("doctor")

    assert 2 == said.code
    assert "web.port" in said.err
    assert str(shell.home / "samla.toml") in said.err


def test_a_catalogue_that_cannot_be_reached_is_told_in_one_line(shell: Shell) -> None:
    """Exit code 1, because the call was right."""
    shell.set(DATABASE_URL=f"sqlite:///{shell.folder / 'missing' / 'catalog.db'}")
    said = shell("sources", "list")

    assert 1 == said.code
    assert "the catalogue cannot be reached" in said.err
    assert "Traceback" not in said.err


def test_a_catalogue_of_a_newer_version_is_left_alone(shell: Shell) -> None:
    """An older program says so and changes nothing."""
    shell.add_source()
    import sqlite3

    with sqlite3.connect(shell.home / "catalog.db") as catalogue:
        catalogue.execute("UPDATE alembic_version SET version_num = '9999'")
    catalogue.close()
    said = shell("sources", "list")

    assert 1 == said.code
    assert "install a newer one" in said.err


@pytest.mark.slow
def test_the_process_ends_with_the_code(shell: Shell) -> None:
    """A command called from outside: JSON on standard output, the code from the process."""
    assert 0 == shell("index", "rebuild").code
    command = [sys.executable, "-m", "samla", "search", "heltid", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)

    assert 1 == done.returncode
    assert 0 == json.loads(done.stdout)["total"]
