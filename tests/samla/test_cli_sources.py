"""`samla sources`, `samla init` and `samla explain`."""

import tomllib

import pytest

from samla.cli.shipped import SHIPPED
from tests.samla.conftest import HOST, Shell

#: What is wrong with a call, and words of the answer.
WRONG = {
    ("sources", "add", "solvik", "solvik.example.org"): "does not start with http:// or https://",
    ("sources", "add", "solvik", "ftp://solvik.example.org/"): "does not start with http:// or https://",
    ("sources", "add", "solvik", "https:///sti"): "names no host",
    ("sources", "add", "Sol vik", HOST): "use small letters",
    ("sources", "add", "solvik", HOST, "--every", "daily"): "such as 12h or 1d",
    ("sources", "add", "solvik", HOST, "--delay", "-1"): "0 to 3600",
    ("sources", "add", "solvik", HOST, "--max-pages", "0"): "1 or more",
    ("sources", "add", "solvik", HOST, "--language", "sv"): "'nb'",
    ("sources", "add", "solvik", HOST, "--allow", "/plan"): "give the whole address",
    ("sources", "show", "lindvik"): "samla sources add",
    ("sources", "pause", "lindvik"): "no source 'lindvik'",
    ("sources", "resume", "lindvik"): "no source 'lindvik'",
    ("sources", "remove", "lindvik"): "no source 'lindvik'",
    ("sources", "explain", "lindvik", HOST): "no source 'lindvik'",
    ("crawl", "lindvik"): "no source 'lindvik'",
    ("crawl",): "--all",
}


@pytest.mark.parametrize("command", WRONG, ids=" ".join)
def test_a_wrong_call_says_what_to_do(shell: Shell, command: tuple[str, ...]) -> None:
    """Exit code 2 and words that help."""
    said = shell(*command)

    assert (2, "") == (said.code, said.out)
    assert WRONG[command] in said.err


def test_a_source_is_kept_as_described(shell: Shell) -> None:
    """Addresses in their canonical form, intervals in seconds."""
    shell(
        *("sources", "add", "solvik", "HTTPS://Solvik.Example.org:443", "--name", "Solvik kommune"),
        *("--allow", f"{HOST}plan/", "--deny", f"{HOST}plan/kalender/", "--every", "12h", "--delay", "0.5"),
    )
    source = shell("sources", "show", "solvik", "--json").json()

    assert (HOST, "Solvik kommune") == (source["start_url"], source["name"])
    assert ([f"{HOST}plan/"], [f"{HOST}plan/kalender/"]) == (source["allow"], source["deny"])
    assert (43_200, 0.5, "active") == (source["every_s"], source["delay_s"], source["state"])


def test_adding_says_how_to_go_on(shell: Shell) -> None:
    """The next command is named, on standard error."""
    said = shell("sources", "add", "solvik", HOST)

    assert (0, "") == (said.code, said.out)
    assert "samla crawl solvik" in said.err


def test_a_slug_is_taken_once(shell: Shell) -> None:
    """The second source of the same slug is refused, and the first one stays."""
    shell.add_source()
    said = shell("sources", "add", "solvik", "https://lindvik.example.org/")

    assert 2 == said.code
    assert "choose another slug" in said.err
    assert [HOST] == [row["start"] for row in shell("sources", "list", "--json").json()]


def test_an_unknown_source_is_answered_with_those_there_are(shell: Shell) -> None:
    """So that a slip of the hand is seen at once."""
    shell.add_source()

    assert "there is solvik" in shell("sources", "show", "solvk").err


def test_a_source_is_paused_resumed_and_ended(shell: Shell) -> None:
    """Each command changes the state that the list shows; an ended source can be taken up again."""
    shell.add_source()
    states = []
    for verb in ("pause", "resume", "remove", "resume"):
        assert 0 == shell("sources", verb, "solvik").code
        states.append(shell("sources", "list", "--json").json()[0]["state"])

    assert ["paused", "active", "ended", "active"] == states


def test_an_ended_source_cannot_be_paused(shell: Shell) -> None:
    """The words say why."""
    shell.add_source()
    shell("sources", "remove", "solvik")

    assert (2, True) == ((said := shell("sources", "pause", "solvik")).code, "has ended" in said.err)


def test_explaining_an_address(shell: Shell) -> None:
    """Inside scope or not, found or not, visited or not: in the order in which an address travels."""
    shell.add_source()
    start = shell("explain", HOST, "--json").json()
    unknown = shell("explain", f"{HOST}plan?utm_source=brev", "--json").json()
    outside = shell("sources", "explain", "solvik", "https://lindvik.example.org/", "--json").json()

    assert ["inside scope", "found", "visited", "next visit", "document"] == [row["question"] for row in start]
    assert f"yes, as {HOST}plan" == unknown[0]["answer"]
    assert unknown[1]["answer"].startswith("never")
    assert "outside the source's prefixes" == outside[0]["answer"]


def test_explaining_what_is_no_address(shell: Shell) -> None:
    """Exit code 2."""
    shell.add_source()

    assert 2 == shell("explain", "solvik").code


def test_crawling_with_nothing_active_says_so(shell: Shell) -> None:
    """Right after `samla init` every source is paused, and silence would look like success."""
    shell.add_source()
    shell("sources", "pause", "solvik")

    assert "samla sources resume" in shell("crawl", "--all").err


def test_init_makes_a_home(shell: Shell) -> None:
    """Settings with every key explained, a key of our own, and the shipped sources, all paused."""
    said = shell("init", "--contact", "post@solvik.example.org")
    rows = shell("sources", "list", "--json").json()

    assert 0 == said.code
    assert sorted(draft.slug for draft in SHIPPED) == sorted(row["slug"] for row in rows)
    assert {"paused"} == {row["state"] for row in rows}
    assert {"crawl": {"contact": "post@solvik.example.org"}} == _non_empty(shell)
    assert (shell.home / "secret.key").read_text().strip()


def _non_empty(shell: Shell) -> dict[str, object]:
    return {name: value for name, value in tomllib.loads((shell.home / "samla.toml").read_text()).items() if value}


def test_init_twice_changes_nothing(shell: Shell) -> None:
    """Settings, key and what somebody did with the sources stay."""
    shell("init")
    (shell.home / "samla.toml").write_text('log_level = "DEBUG"\n')
    key = (shell.home / "secret.key").read_text()
    shell("sources", "remove", "siva")
    said = shell("init")

    assert (0, key) == (said.code, (shell.home / "secret.key").read_text())
    assert 'log_level = "DEBUG"\n' == (shell.home / "samla.toml").read_text()
    assert "ended" == shell("sources", "show", "siva", "--json").json()["state"]


def test_init_without_sources(shell: Shell) -> None:
    """For those who gather elsewhere."""
    shell("init", "--no-sources")

    assert [] == shell("sources", "list", "--json").json()
