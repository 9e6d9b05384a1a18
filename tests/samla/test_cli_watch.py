"""`samla users`, `samla schedule`, `samla alerts` and `samla doctor`: what an operator looks after."""

import io
from datetime import timedelta

import pytest

from alerts.subscriptions import subscribe
from catalog import runs
from catalog.clock import utc_now
from catalog.models import Frequency, RunKind
from indexer.query import SearchQuery
from samla.wiring import Program
from schedules.jobs import JOBS
from tests.samla.conftest import Shell
from tests.support.catalogue import change_document, make_document, make_source

PASSWORD = "fjell-og-fjord-27"


def add_user(shell: Shell, name: str, *options: str, password: str = PASSWORD) -> tuple[int, str]:
    """Add an account with the password on standard input."""
    shell.environment.setattr("sys.stdin", io.StringIO(password + "\n"))
    said = shell("users", "add", name, "--password", "-", *options)
    return said.code, said.err


def test_an_account_is_added_and_shut_out(shell: Shell) -> None:
    """The list shows role and state; passwords are nowhere in it."""
    assert (0, "kari can log in at /drift\n") == add_user(shell, "kari")
    assert 0 == add_user(shell, "ola", "--role", "editor")[0]
    assert 0 == shell("users", "disable", "ola").code
    said = shell("users", "list", "--json")

    assert [("kari", "admin", False), ("ola", "editor", True)] == [
        (row["name"], row["role"], bool(row["disabled"])) for row in said.json()
    ]
    assert PASSWORD not in said.out


@pytest.mark.parametrize(
    ("name", "password", "words"),
    [
        ("kari", "kort", "it needs 12 or more"),
        ("kari", "aaaaaaaaaaaaaaaa", "easy to guess"),
        ("solvik", "solvik-solvik-27", "easy to guess"),
        ("kari nordenfra", PASSWORD, "no good as a name"),
    ],
)
def test_an_account_that_is_no_use_is_refused(shell: Shell, name: str, password: str, words: str) -> None:
    """Exit code 2, and the words say what is asked for."""
    code, err = add_user(shell, name, password=password)

    assert 2 == code
    assert words in err
    assert [] == shell("users", "list", "--json").json()


def test_a_name_is_taken_once(shell: Shell) -> None:
    """However it is spelt."""
    add_user(shell, "kari")

    assert (2, True) == ((answer := add_user(shell, "Kari"))[0], "choose another name" in answer[1])


def test_the_last_admin_stays(shell: Shell) -> None:
    """Nobody can shut everybody out."""
    add_user(shell, "kari")
    said = shell("users", "disable", "kari")

    assert 2 == said.code
    assert "the only admin" in said.err


def test_an_unknown_account_is_named(shell: Shell) -> None:
    """With where to look."""
    said = shell("users", "disable", "nobody")

    assert 2 == said.code
    assert "samla users list" in said.err


def test_every_job_is_listed(shell: Shell) -> None:
    """By the name that `schedule once` takes."""
    assert [kind.value for kind in JOBS] == [row["name"] for row in shell("schedule", "list", "--json").json()]


@pytest.mark.parametrize("name", [kind.value for kind in JOBS if kind is not RunKind.CRAWL])
def test_every_job_can_be_run_by_hand(shell: Shell, name: str) -> None:
    """Also when there is nothing to do, and twice."""
    shell("index", "rebuild")

    for _ in range(2):
        said = shell("schedule", "once", name)
        assert 0 == said.code
        assert f"{name} all: done" in said.err


def test_a_crawl_that_is_not_due_is_told(shell: Shell) -> None:
    """Nothing runs, and that is no fault."""
    said = shell("schedule", "once", "crawl")

    assert 0 == said.code
    assert "nothing is due for crawl" in said.err


def test_an_unknown_job_is_a_wrong_call(shell: Shell) -> None:
    """The names there are, are named."""
    said = shell("schedule", "once", "harvest")

    assert 2 == said.code
    assert "crawl" in said.err


def follow(program: Program, text: str) -> None:
    """Ask for alerts, as the web form does."""
    with program.db.write() as session:
        subscribe(
            session,
            address="leser@solvik.example.org",
            query=SearchQuery(text=text),
            frequency=Frequency.WEEKLY,
            language="nb",
            now=utc_now(),
            settings=program.alert_settings,
        )


@pytest.fixture
def program(shell: Shell) -> Program:
    """The installation behind the shell, with a document that was changed an hour ago."""
    program = Program.from_environment()
    source = make_source(program.db, at=utc_now() - timedelta(days=30), every_s=30 * 86_400)
    document = make_document(program.db, source, title="Heltid i Solvik", at=utc_now() - timedelta(days=20))
    text = "Kommunen prøver ut heltid i turnus fra nyttår."
    change_document(program.db, document, pages=[text], at=utc_now() - timedelta(hours=1))
    shell("index", "sync")
    return program


def test_subscriptions_are_listed(shell: Shell, program: Program) -> None:
    """Whom, what, how often; only those in a state when one is named."""
    follow(program, "heltid")
    row = shell("alerts", "list", "--json").json()[0]

    assert ("leser@solvik.example.org", "«heltid»") == (row["address"], row["follows"])
    assert [] == shell("alerts", "list", "--state", "active", "--json").json()
    assert "leser@solvik.example.org" in shell("alerts", "list").out


def test_a_preview_shows_what_would_have_been_sent(shell: Shell, program: Program) -> None:
    """The same search as the page, over the days asked for."""
    found = shell("alerts", "preview", "heltid", "--json").json()
    nothing = shell("alerts", "preview", "romfart", "--json").json()

    assert ("«heltid»", 30, ["Heltid i Solvik"]) == (
        found["follows"],
        found["days"],
        [hit["title"] for hit in found["hits"]],
    )
    assert found["hits"][0]["news"]
    assert 0 == nothing["total"]
    assert "*heltid*" in shell("alerts", "preview", "heltid").out


def test_mail_becomes_files_without_a_server(shell: Shell, program: Program) -> None:
    """The question whether the subscription is wanted can be read in the folder mail/."""
    follow(program, "heltid")
    said = shell("alerts", "deliver", "--json")

    assert {"attempted": 1} == said.json()
    assert 1 == len(list((shell.home / "mail").glob("*.eml")))
    assert {"attempted": 0} == shell("alerts", "deliver", "--json").json()


def test_doctor_finds_nothing_wrong(shell: Shell, program: Program) -> None:
    """Exit code 0, a line per thing that was looked at."""
    said = shell("doctor", "--json")

    assert 0 == said.code, said.out
    assert {"ok"} == {row["state"] for row in said.json()}
    assert {"catalogue", "index", "disk", "runs", "mail", "sources"} <= {row["what"] for row in said.json()}


def test_doctor_tells_of_failed_runs(shell: Shell, program: Program) -> None:
    """Exit code 1, and the run's own words."""
    with program.db.write() as session:
        run_id = runs.ask(session, RunKind.CRAWL, "solvik", by="test", now=utc_now())
        held = runs.claim(session, runs.new_owner(), now=utc_now(), run_id=run_id)
        assert held is not None
        runs.fail(session, held, "the name solvik.example.org cannot be resolved", now=utc_now(), retry=False)
    said = shell("doctor")

    assert 1 == said.code
    assert "the name solvik.example.org cannot be resolved" in said.out
    assert "LOOK" in said.out


def test_doctor_tells_of_silent_sources(shell: Shell, program: Program) -> None:
    """A source that was not harvested for twice its interval is named."""
    make_source(program.db, "lindvik", at=utc_now() - timedelta(days=30), every_s=3_600)
    said = shell("doctor", "--json")
    finding = next(row for row in said.json() if row["what"] == "sources")

    assert 1 == said.code
    assert "lindvik" in finding["finding"]
