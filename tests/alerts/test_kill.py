"""Killed at any moment and started again, the chain loses nothing and tells nothing in two digests."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from catalog.database import Database
from catalog.models import Delivery, DeliveryStatus, Match
from tests.support.alerts import Desk
from tests.support.catalogue import NOON, make_source
from tests.support.smtp import Mailbox, running_server

ROOT = Path(__file__).parents[2]
DOCUMENTS = 48
KILLS = 4


class Killing(Mailbox):
    """Takes a mail and kills its sender before it can hear that the mail was taken."""

    def __init__(self) -> None:
        super().__init__()
        self.victim: subprocess.Popen[bytes] | None = None

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        answer = await super().handle_DATA(_server, _session, envelope)
        if self.victim is not None:
            os.kill(self.victim.pid, signal.SIGKILL)
            self.victim = None
        return answer


@dataclass(frozen=True, kw_only=True)
class Chain:
    """Starts the process that does everything, over one catalogue and one index."""

    url: str
    index: Path
    port: int
    documents: int

    def start(self, at: datetime) -> subprocess.Popen[bytes]:
        """Run it with its clock beginning at a moment."""
        arguments = (self.url, str(self.index), str(self.port), at.isoformat(), str(self.documents))
        return subprocess.Popen([sys.executable, "-m", "tests.support.alert_chain", *arguments], cwd=ROOT)


def _subscribe(desk: Desk) -> None:
    desk.follow("partnerskap")
    desk.follow("heltid")
    make_source(desk.db)


def _ids(mailbox: Mailbox) -> Counter[str]:
    return Counter(str(message_from_bytes(content)["Message-ID"]) for content in mailbox.mails)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_killed_between_send_and_settle(desk: Desk, tmp_path: Path) -> None:
    """The worst moment costs one repeat, of the same mail with the same Message-ID."""
    _subscribe(desk)
    mailbox = Killing()
    with running_server(mailbox) as port:
        chain = Chain(url=desk.db.url, index=tmp_path / "index", port=port, documents=4)
        victim = mailbox.victim = chain.start(NOON)
        assert -signal.SIGKILL == victim.wait(60)
        assert 0 == chain.start(NOON + timedelta(hours=1)).wait(60)

    assert [2] == list(_ids(mailbox).values())
    assert 1 == len(set(mailbox.mails))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_killed_at_random_moments(desk: Desk, db: Database, tmp_path: Path) -> None:
    """Every document reaches the reader in exactly one digest, with at most one repeat for each kill."""
    _subscribe(desk)
    mailbox, chance = Mailbox(), random.Random(2026)
    with running_server(mailbox) as port:
        chain = Chain(url=db.url, index=tmp_path / "index", port=port, documents=DOCUMENTS)
        for number in range(KILLS):
            process = chain.start(NOON + timedelta(hours=6 * number))
            _wait_for_work(mailbox, process)
            time.sleep(chance.uniform(0, 0.3))
            process.kill()
            process.wait()
        assert 0 == chain.start(NOON + timedelta(hours=6 * KILLS)).wait(120)

    with db.read() as session:
        digests = session.scalars(select(Match.digest_id)).all()
        deliveries = session.scalars(select(Delivery).where(Delivery.key.startswith("digest:"))).all()
    assert 2 * DOCUMENTS == len(digests)
    assert None not in digests
    assert {DeliveryStatus.SENT} == {each.status for each in deliveries}
    repeats = _ids(mailbox)
    assert {each.message_id for each in deliveries} == set(repeats)
    assert sum(repeats.values()) - len(repeats) <= KILLS
    told = Counter(f"Dokument-{n}." for each in deliveries for n in range(DOCUMENTS) if f"Dokument-{n}.\n" in each.text)
    assert {f"Dokument-{number}.": 1 for number in range(DOCUMENTS)} == dict(told)


def _wait_for_work(mailbox: Mailbox, process: subprocess.Popen[bytes]) -> None:
    """Return soon after the process has sent something, or at its end."""
    before = len(mailbox.mails)
    while len(mailbox.mails) == before and process.poll() is None:
        time.sleep(0.005)
