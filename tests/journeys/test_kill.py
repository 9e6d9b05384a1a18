"""Kill -9 at random moments of crawl, index, match and deliver: nothing is lost and nobody is told twice."""

import os
import random
import signal
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from catalog.crawl_plan import ask_crawl
from catalog.models import (
    Delivery,
    DeliveryStatus,
    Document,
    Fetch,
    Frequency,
    Match,
    Outcome,
    Run,
    RunKind,
    RunState,
    Subscription,
    SubscriptionState,
    Version,
)
from samla.wiring import Program
from tests.support.home import TestHome
from tests.support.village import Village, village

pytestmark = [pytest.mark.slow, pytest.mark.timeout(280)]

OLD, NEW, KILLS = 25, 12, 2


def follow_everything_about(program: Program, word: str) -> None:
    """A confirmed subscription, told at once."""
    from alerts import saved_queries
    from indexer.query import SearchQuery

    query = SearchQuery(text=word)
    now = datetime.now(UTC)
    with program.db.write() as session:
        session.add(
            Subscription(
                address="leser@solvik.example.org",
                query=saved_queries.to_json(query),
                query_key=saved_queries.query_key(query),
                frequency=Frequency.IMMEDIATELY,
                language="nb",
                state=SubscriptionState.ACTIVE,
                created_at=now,
                confirmed_at=now,
            )
        )


def kill_now_and_then(home: TestHome, kills: int, seed: int) -> None:
    """Run the jobs, and kill the process and all its children at random moments."""
    moments = random.Random(seed)
    for _ in range(kills):
        process = home.start("up", "--only", "jobs")
        time.sleep(moments.uniform(2.0, 6.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def work_until(home: TestHome, is_done, *, within_s: float = 150) -> None:  # type: ignore[no-untyped-def]
    """Run the jobs until the catalogue says so; end them in good order."""
    process = home.start("up", "--only", "jobs")
    try:
        until = time.monotonic() + within_s
        while not is_done():
            assert time.monotonic() < until, "the work was not done in time"
            time.sleep(0.5)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def ask_for_harvest(program: Program) -> int:
    """A run of the source, at once."""
    with program.db.write() as session:
        return ask_crawl(session, "solvik", by="test", now=datetime.now(UTC), full=True)


def is_harvested(program: Program, run_id: int) -> bool:
    """The run is over and everything it found is indexed and matched."""
    with program.db.read() as session:
        over = session.get_one(Run, run_id).state is RunState.DONE
        pending = session.scalar(select(func.count()).where(Document.revision != Document.indexed_revision))
        unmatched = session.scalar(select(func.count()).where(Version.matched_at.is_(None)))
    return over and not pending and not unmatched


def publish(site: Village, prefix: str, count: int) -> None:
    """Pages that the subscriber wants to hear of."""
    for number in range(count):
        site.write(
            f"{prefix}{number}", f"Heltid {prefix} {number}", f"Sak {prefix}-{number} handler om heltid i turnus."
        )


def test_kills_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    """
    Every page is one document, every new one is one match in one mail, and old material alerts nobody.
    """
    home = TestHome(tmp_path / "home")
    with village(tmp_path / "site") as site:
        publish(site, "gammel", OLD)
        home.samla("sources", "add", "solvik", site.url, "--delay", "0")
        program = home.program()
        follow_everything_about(program, "heltid")
        first = ask_for_harvest(program)
        kill_now_and_then(home, KILLS, seed=1)
        work_until(home, lambda: is_harvested(program, first))
        publish(site, "fersk", NEW)
        second = ask_for_harvest(program)
        kill_now_and_then(home, KILLS, seed=2)
        work_until(home, lambda: is_harvested(program, second) and all_mailed(program))

    with program.db.read() as session:
        addresses = session.scalars(select(Document.url)).all()
        versions = Counter(session.scalars(select(Version.document_id)).all())
        matches = session.scalars(select(Match)).all()
        mails = session.scalars(select(Delivery)).all()
        forgotten = session.scalars(
            select(Run).where(Run.kind == RunKind.CRAWL, Run.state.not_in([RunState.DONE]))
        ).all()
        crashes = session.scalars(select(Fetch.message).where(Fetch.outcome == Outcome.INTERNAL_ERROR)).all()
    assert OLD + NEW + 1 == len(addresses) == len(set(addresses))
    assert {1, 2} >= set(versions.values())
    assert OLD + NEW + 1 == program.engine.count()
    assert NEW == len({match.version_id for match in matches}) == len(matches)
    assert all(match.digest_id is not None for match in matches)
    assert {DeliveryStatus.SENT} == {mail.status for mail in mails}
    assert len(mails) == len({mail.message_id for mail in mails}) == len(home.mails())
    assert [] == forgotten
    assert [] == crashes


def all_mailed(program: Program) -> bool:
    """Every match is in a digest, and every mail is out."""
    with program.db.read() as session:
        waiting = session.scalar(select(func.count()).select_from(Match).where(Match.digest_id.is_(None)))
        unsent = session.scalar(
            select(func.count()).select_from(Delivery).where(Delivery.status != DeliveryStatus.SENT)
        )
        found = session.scalar(select(func.count()).select_from(Match))
    return bool(found) and not waiting and not unsent
