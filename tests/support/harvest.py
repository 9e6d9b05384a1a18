"""Harvests a source in a child process, as the product does; also the program of that child."""

import argparse
import ipaddress
import json
import logging
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from catalog import runs
from catalog.blobs import BlobStore
from catalog.clock import utc_now
from catalog.database import Database
from catalog.models import Document, Fetch, FrontierEntry, Outcome, Run, RunKind, Source
from catalog.sources import SourceDraft, add_source
from crawler.settings import CrawlSettings

LOOPBACK = ("127.0.0.0/8",)
ROOT = Path(__file__).parents[2]


@dataclass
class Harvest:
    """One source and its harvests; `days` is how far the clock is ahead."""

    db: Database
    folder: Path
    slug: str
    days: float = 0.0
    allow: Sequence[str] = LOOPBACK
    #: Host name -> the answers of the name server, one list of addresses after the other; the last one stays.
    names: Mapping[str, Sequence[Sequence[str]]] | None = None
    settings: Mapping[str, Any] | None = None

    def now(self) -> datetime:
        """The time it is for the harvester."""
        return utc_now() + timedelta(days=self.days)

    def ask(self, *, full: bool = False) -> int:
        """Ask for a run; the id of the live one."""
        params = {"full": True} if full else {}
        with self.db.write() as session:
            return runs.ask(session, RunKind.CRAWL, self.slug, by="test", now=self.now(), params=params)

    def start(self, *, full: bool = False) -> tuple[int, "subprocess.Popen[bytes]"]:
        """Claim a run and start its child process; the run's id and the process."""
        run_id = self.ask(full=full)
        with self.db.write() as session:
            held = runs.claim(session, runs.new_owner(), now=self.now(), run_id=run_id)
        assert held is not None, "the run is held by another one"
        told = {
            "url": self.db.url,
            "folder": str(self.folder),
            "days": self.days,
            "run": held.run_id,
            "key": held.key,
            "owner": held.owner,
            "attempt": held.attempt,
            "params": dict(held.params),
            "allow": list(self.allow),
            "names": self.names or {},
            "settings": dict(self.settings or {}),
        }
        command = [sys.executable, "-m", "tests.support.harvest", json.dumps(told)]
        return run_id, subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)

    def run(self, *, full: bool = False, code: int = 0) -> Run:
        """Harvest to the end; the closed run."""
        run_id, child = self.start(full=full)
        try:
            _, errors = child.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            child.kill()
            _, errors = child.communicate()
        assert code == child.returncode, errors.decode()
        return self.read_run(run_id)

    def read_run(self, run_id: int) -> Run:
        """A run as it stands."""
        with self.db.read() as session:
            return session.get_one(Run, run_id)

    def documents(self) -> dict[str, Document]:
        """Every document of the source, by its path."""
        with self.db.read() as session:
            found = session.scalars(select(Document).join(Source).where(Source.slug == self.slug)).all()
        return {_path(document.url): document for document in found}

    def entries(self) -> dict[str, FrontierEntry]:
        """Every frontier entry of the source, by its path."""
        with self.db.read() as session:
            found = session.scalars(select(FrontierEntry).join(Source).where(Source.slug == self.slug)).all()
        return {_path(entry.url): entry for entry in found}

    def fetches(self, run_id: int | None = None) -> list[Fetch]:
        """Every fetch, of one run or of all, in order."""
        wanted = select(Fetch).order_by(Fetch.id)
        with self.db.read() as session:
            return list(session.scalars(wanted.where(Fetch.run_id == run_id) if run_id else wanted))

    def outcomes(self, run_id: int | None = None) -> dict[str, Outcome]:
        """The latest outcome at each path."""
        return {_path(fetch.url): fetch.outcome for fetch in self.fetches(run_id)}


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def plan_harvest(db: Database, folder: Path, start_url: str, **draft: Any) -> Harvest:
    """A new source without pauses between requests, and what harvests it."""
    draft.setdefault("delay_s", 0)
    with db.write() as session:
        add_source(session, SourceDraft(slug="solvik", start_url=start_url, **draft), now=utc_now())
    return Harvest(db=db, folder=folder, slug="solvik")


def _install_names(answers: dict[str, list[list[str]]]) -> None:
    """Let the reactor resolve these names like this, before anything guards it."""
    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from scrapy.resolver import HostResolution
    from twisted.internet import reactor
    from twisted.internet.address import IPv4Address
    from twisted.internet.interfaces import IHostnameResolver
    from zope.interface import implementer

    inner: Any = reactor.nameResolver  # type: ignore[attr-defined]

    @implementer(IHostnameResolver)
    class Names:
        def resolveHostName(self, receiver: Any, name: str, port: int = 0, *rest: Any) -> Any:
            if name not in answers:
                return inner.resolveHostName(receiver, name, port, *rest)
            turns = answers[name]
            addresses = turns.pop(0) if len(turns) > 1 else turns[0]
            resolution = HostResolution(name)
            receiver.resolutionBegan(resolution)
            for address in addresses:
                receiver.addressResolved(IPv4Address("TCP", address, port))
            receiver.resolutionComplete()
            return resolution

    reactor.installNameResolver(Names())  # type: ignore[attr-defined]


def main(told: dict[str, Any]) -> None:
    """The child: harvest under the claim it was told of."""
    logging.basicConfig(level="WARNING")
    if told["names"]:
        _install_names(told["names"])
    from crawler.run import crawl_source

    settings = CrawlSettings(
        user_agent="Samla/test (+https://samla.example.org/)",
        allow_addresses=tuple(ipaddress.ip_network(network) for network in told["allow"]),
        **{"retries": 0, "timeout_s": 5.0} | told["settings"],
    )
    held = runs.Claim(
        run_id=told["run"],
        kind=RunKind.CRAWL,
        key=told["key"],
        owner=told["owner"],
        attempt=told["attempt"],
        params=told["params"],
    )
    ahead = timedelta(days=told["days"])
    db = Database(told["url"])
    crawl_source(db, BlobStore(Path(told["folder"])), lambda: utc_now() + ahead, held, settings)
    db.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("told", type=json.loads)
    main(parser.parse_args().told)
