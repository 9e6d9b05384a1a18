"""The run ledger: what a run goes through from being asked for to being closed."""

from datetime import timedelta
from typing import Any

import pytest

from catalog import runs
from catalog.database import Database
from catalog.models import Run, RunKind, RunState
from catalog.runs import LEASE, MAX_ATTEMPTS, Claim, RunLost
from tests.support.catalogue import NOON

CRAWL = RunKind.CRAWL
LAPSED = NOON + LEASE + timedelta(seconds=1)


def ask(db: Database, kind: RunKind = CRAWL, key: str = "solvik", **given: Any) -> int:
    with db.write() as session:
        return runs.ask(session, kind, key, by="test", now=NOON, **given)


def claim(db: Database, owner: str = "first", now: Any = NOON, **given: Any) -> Claim | None:
    with db.write() as session:
        return runs.claim(session, owner, now=now, **given)


def held(db: Database, owner: str = "first", now: Any = NOON) -> Claim:
    claimed = claim(db, owner, now)
    assert claimed is not None
    return claimed


def reload(db: Database, run_id: int) -> Run:
    with db.read() as session:
        return session.get_one(Run, run_id)


def test_asking_twice_gives_one_run(db: Database) -> None:
    """
    A second ask for the same kind and key answers with the live run, also while it is running.
    """
    first = ask(db)
    second = ask(db)
    claim(db)
    third = ask(db)

    assert [first, first, first] == [first, second, third]


def test_other_keys_and_kinds_are_other_runs(db: Database) -> None:
    """
    The limit of one live run is per kind and key.
    """
    asked = {ask(db), ask(db, key="fjellvang"), ask(db, RunKind.SYNC, "all")}

    assert 3 == len(asked)


def test_a_run_that_ended_makes_room_for_the_next(db: Database) -> None:
    """
    Once a run is done the same work can be asked for again.
    """
    first = ask(db)
    mine = held(db)
    with db.write() as session:
        runs.finish(session, mine, now=NOON)

    assert ask(db) != first


def test_a_run_is_claimed_once(db: Database) -> None:
    """
    Whoever comes second finds nothing to take.
    """
    ask(db)

    assert "first" == held(db).owner
    assert claim(db, "second") is None


def test_claim_takes_the_oldest_of_the_wanted_kinds(db: Database) -> None:
    """
    A worker for some kinds passes over the others.
    """
    ask(db)
    sync = ask(db, RunKind.SYNC, "all")
    ask(db, RunKind.MATCH, "all")

    taken = claim(db, kinds=(RunKind.SYNC, RunKind.MATCH))

    assert taken is not None
    assert sync == taken.run_id


def test_claim_can_name_the_run(db: Database) -> None:
    """
    A command that waits for its own run takes that one and no older one.
    """
    ask(db)
    wanted = ask(db, key="fjellvang")

    taken = claim(db, run_id=wanted)

    assert taken is not None
    assert "fjellvang" == taken.key


def test_a_run_waits_for_its_time(db: Database) -> None:
    """
    A run asked for later is not claimable before.
    """
    ask(db, not_before=NOON + timedelta(minutes=5))

    assert claim(db) is None
    assert held(db, now=NOON + timedelta(minutes=5)).attempt == 1


def test_hastening_lets_a_waiting_run_start_with_more_settings(db: Database) -> None:
    """
    A person who presses the button does not wait for the back-off.
    """
    run_id = ask(db, not_before=NOON + timedelta(hours=1), params={"limit": 10})
    with db.write() as session:
        assert runs.hasten(session, run_id, now=NOON, params={"full": True})

    assert {"limit": 10, "full": True} == held(db).params


def test_a_running_run_cannot_be_hastened(db: Database) -> None:
    """
    Settings of a run that has started stay what they were.
    """
    run_id = ask(db)
    claim(db)
    with db.write() as session:
        assert not runs.hasten(session, run_id, now=NOON, params={"full": True})

    assert {} == reload(db, run_id).params


def test_a_lapsed_lease_is_taken_over(db: Database) -> None:
    """
    When the owner falls silent the next worker takes the run for a further attempt.
    """
    run_id = ask(db)
    claim(db)

    taken = held(db, "second", LAPSED)

    assert (run_id, "second", 2) == (taken.run_id, taken.owner, taken.attempt)
    assert NOON == reload(db, run_id).started_at


def test_a_beat_keeps_the_run(db: Database) -> None:
    """
    The lease runs from the latest beat, and the progress is there to be read.
    """
    run_id = ask(db)
    mine = held(db)
    with db.write() as session:
        runs.beat(session, mine, now=NOON + timedelta(seconds=20), progress={"done": 3})

    assert claim(db, "second", LAPSED) is None
    assert {"done": 3} == reload(db, run_id).progress


def test_whoever_lost_the_run_is_fenced_off(db: Database) -> None:
    """
    The old owner learns it at its next beat, and can close nothing.
    """
    run_id = ask(db)
    old = held(db)
    held(db, "second", LAPSED)

    with pytest.raises(RunLost, match="taken over"), db.write() as session:
        runs.beat(session, old, now=LAPSED)
    with db.write() as session:
        runs.finish(session, old, now=LAPSED)
        runs.fail(session, old, "late", now=LAPSED)
        runs.release(session, old, now=LAPSED)
        assert not runs.close_cancelled(session, old, now=LAPSED)

    assert (RunState.RUNNING, "second", 2) == _standing(db, run_id)


def _standing(db: Database, run_id: int) -> tuple[RunState, str | None, int]:
    run = reload(db, run_id)
    return run.state, run.owner, run.attempt


def test_the_same_owner_is_fenced_by_the_attempt(db: Database) -> None:
    """
    A worker that takes its own lapsed run again cannot be mistaken for its former self.
    """
    ask(db)
    old = held(db)
    held(db, "first", LAPSED)

    with pytest.raises(RunLost), db.write() as session:
        runs.beat(session, old, now=LAPSED)


def test_the_effect_of_a_lost_beat_is_rolled_back(db: Database) -> None:
    """
    Work that beats in its own transaction leaves nothing behind when the run was lost.
    """
    run_id = ask(db)
    old = held(db)
    held(db, "second", LAPSED)

    def work_and_beat() -> None:
        with db.write() as session:
            session.get_one(Run, run_id).message = "an effect"
            runs.beat(session, old, now=LAPSED)

    with pytest.raises(RunLost):
        work_and_beat()
    assert reload(db, run_id).message is None


def test_finishing_closes_the_run_with_its_last_progress(db: Database) -> None:
    """
    A run that is done says when, how far it came and what it found out.
    """
    run_id = ask(db)
    mine = held(db)
    with db.write() as session:
        runs.finish(session, mine, now=LAPSED, progress={"done": 9}, message="9 pages")
    run = reload(db, run_id)

    assert (RunState.DONE, LAPSED, {"done": 9}, "9 pages") == (run.state, run.ended_at, run.progress, run.message)


def test_a_failed_attempt_comes_again_after_a_growing_pause(db: Database) -> None:
    """
    The first failure costs half a minute, the second a minute.
    """
    run_id = ask(db)
    for pause in (30, 60):
        now = reload(db, run_id).not_before
        mine = held(db, now=now)
        with db.write() as session:
            runs.fail(session, mine, "the site is down", now=now)

        assert now + timedelta(seconds=pause) == reload(db, run_id).not_before
    assert "the site is down" == reload(db, run_id).message


def test_the_fifth_failure_is_final(db: Database) -> None:
    """
    A run that fails five times is closed, and the last error stays on it.
    """
    run_id = ask(db)
    for _ in range(MAX_ATTEMPTS):
        now = reload(db, run_id).not_before
        mine = held(db, now=now)
        with db.write() as session:
            runs.fail(session, mine, "the site is down", now=now)

    assert (RunState.FAILED, None, MAX_ATTEMPTS) == _standing(db, run_id)


def test_a_permanent_error_is_not_tried_again(db: Database) -> None:
    """
    Without retry the first failure is final.
    """
    run_id = ask(db)
    mine = held(db)
    with db.write() as session:
        runs.fail(session, mine, "no such source", now=NOON, retry=False)

    assert RunState.FAILED is reload(db, run_id).state


def test_a_released_run_is_claimable_at_once_and_loses_no_attempt(db: Database) -> None:
    """
    Stopping in good order costs the run nothing.
    """
    ask(db)
    mine = held(db)
    with db.write() as session:
        runs.release(session, mine, now=NOON)

    assert 1 == held(db, "second").attempt


def test_cancelling_a_waiting_run_closes_it(db: Database) -> None:
    """
    Nobody holds it, so there is nobody to wait for.
    """
    run_id = ask(db)
    with db.write() as session:
        assert runs.cancel(session, run_id, now=NOON)

    assert RunState.CANCELLED is reload(db, run_id).state
    assert claim(db) is None


def test_cancelling_a_held_run_reaches_the_owner_at_its_next_beat(db: Database) -> None:
    """
    The owner stops and closes the run itself.
    """
    run_id = ask(db)
    mine = held(db)
    with db.write() as session:
        runs.cancel(session, run_id, now=NOON)

    with pytest.raises(RunLost, match="cancelled"), db.write() as session:
        runs.beat(session, mine, now=NOON)
    with db.write() as session:
        assert runs.close_cancelled(session, mine, now=NOON)
    assert RunState.CANCELLED is reload(db, run_id).state


def test_an_ended_run_cannot_be_cancelled(db: Database) -> None:
    """
    The past stays as it was.
    """
    run_id = ask(db)
    mine = held(db)
    with db.write() as session:
        runs.finish(session, mine, now=NOON)

    with db.write() as session:
        assert not runs.cancel(session, run_id, now=NOON)
        assert not runs.cancel(session, 4711, now=NOON)
    assert RunState.DONE is reload(db, run_id).state


def test_a_run_that_kills_every_owner_is_given_up(db: Database) -> None:
    """
    After five deaths nobody claims it again, and the sweep closes it with what to do.
    """
    run_id = ask(db)
    now = NOON
    for _ in range(MAX_ATTEMPTS):
        held(db, now=now)
        now += LEASE + timedelta(seconds=1)

    assert claim(db, now=now) is None
    with db.write() as session:
        assert 1 == runs.abandon_stale_runs(session, now=now)
    assert RunState.FAILED is reload(db, run_id).state
    assert "died 5 times" in (reload(db, run_id).message or "")


def test_a_cancelled_run_whose_owner_died_is_closed(db: Database) -> None:
    """
    The sweep does what the owner no longer can.
    """
    run_id = ask(db)
    held(db)
    with db.write() as session:
        runs.cancel(session, run_id, now=NOON)

    with db.write() as session:
        assert 0 == runs.abandon_stale_runs(session, now=NOON)
        assert 1 == runs.abandon_stale_runs(session, now=LAPSED)
    assert RunState.CANCELLED is reload(db, run_id).state


def test_the_live_run_is_found(db: Database) -> None:
    """
    Due and running runs are live; ended ones are not.
    """
    run_id = ask(db)
    mine = held(db)
    with db.read() as session:
        live = runs.live_run(session, CRAWL, "solvik")
        assert live is not None
        assert run_id == live.id
    with db.write() as session:
        runs.finish(session, mine, now=NOON)

    with db.read() as session:
        assert runs.live_run(session, CRAWL, "solvik") is None
