"""Runs that a killed process left behind."""

import subprocess
import sys

from catalog import runs
from catalog.database import Database
from catalog.models import RunKind
from tests.support.catalogue import NOON


def held_by(db: Database, owner: str, key: str = "solvik") -> runs.Claim | None:
    """Ask for a run, and take it in this owner's name."""
    with db.write() as session:
        run_id = runs.ask(session, RunKind.CRAWL, key, by="test", now=NOON)
        return runs.claim(session, owner, now=NOON, run_id=run_id)


def test_runs_of_a_dead_process_are_free_at_once(db: Database) -> None:
    """
    A run whose owner was a process of this machine that is gone can be claimed before its lease has lapsed.
    """
    child = subprocess.Popen(
        [sys.executable, "-c", "from catalog.runs import new_owner; print(new_owner())"],
        stdout=subprocess.PIPE,
        text=True,
    )
    dead_owner = child.communicate()[0].strip()
    held_by(db, dead_owner)

    with db.write() as session:
        freed = runs.free_orphans(session, now=NOON)

    assert 1 == freed
    again = held_by(db, "second")
    assert again is not None
    assert 2 == again.attempt


def test_runs_of_living_processes_and_other_machines_stay(db: Database) -> None:
    """
    A live owner, and one whose machine cannot be asked, keep their leases.
    """
    held_by(db, runs.new_owner(), "here")
    held_by(db, "othermachine/1:999999:abc", "elsewhere")

    with db.write() as session:
        freed = runs.free_orphans(session, now=NOON)

    assert 0 == freed
    assert held_by(db, "third", "here") is None
