"""The crawl's side of the catalogue: leases addresses, keeps what came of them, and beats for the run."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog import frontier, ingest, runs
from catalog.blobs import BlobStore
from catalog.clock import Clock
from catalog.database import Database
from catalog.ingest import Content, Discovery, Visit
from catalog.models import (
    FAILURES,
    Document,
    DocumentStatus,
    EntryKind,
    EntryState,
    Fetch,
    FrontierEntry,
    Outcome,
    Run,
    Source,
)
from catalog.urls import AddressError, Scope, canonicalise, host
from crawler.extraction.model import Extraction
from crawler.patterns import PatternBudget, is_asset
from crawler.reading import to_content

logger = logging.getLogger(__name__)

#: What the progress bars call the outcomes.
_GROUPS = {
    Outcome.NEW: "new",
    Outcome.CHANGED: "changed",
    Outcome.UNCHANGED: "unchanged",
    Outcome.NOT_MODIFIED: "unchanged",
}
#: Feeds of one source that are read: some sites have one for every page.
MAX_FEEDS = 20
#: What such an address calls canonical is not taken for it: the other one is no page of its own.
_NOT_CANONICAL = frozenset(
    {Outcome.REDIRECTED, Outcome.DUPLICATE, Outcome.GONE, Outcome.SOFT_404, Outcome.ROBOTS, Outcome.UNSUPPORTED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A frontier entry in the hands of this crawl."""

    id: int
    url: str
    kind: EntryKind
    depth: int
    link_text: str
    etag: str | None
    last_modified: str | None
    #: It leads to a document that was there at the last visit.
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An address seen while reading another, as the source wrote it."""

    url: str
    kind: EntryKind = EntryKind.PAGE
    link_text: str = ""
    listed_at: datetime | None = None
    #: Listed in a sitemap or feed, or a file: exempt from the budget per pattern.
    trusted: bool = False
    #: A redirect or a canonical address leads here: to be visited in this run, known or not.
    urgent: bool = False


class Recorder:
    """
    Everything a crawl of one source writes, one short transaction per address.

    Raises RunLost from any recording when the run was cancelled or taken over.
    """

    def __init__(self, db: Database, blobs: BlobStore, clock: Clock, held: runs.Claim) -> None:
        self.db, self.blobs, self.clock, self.held = db, blobs, clock, held
        self.counts: Counter[str] = Counter()
        with db.write() as session:
            self.source = session.scalars(select(Source).where(Source.slug == held.key)).one()
            run = session.get_one(Run, held.run_id)
            #: The run visits what was due when it began; what falls due later waits for the next one.
            self.due_by = run.started_at or clock()
            self.counts.update({name: n for name, n in run.progress.items() if isinstance(n, int)})
            frontier.void_leases(session, self.source.id)
            if held.params.get("full"):
                frontier.make_all_due(session, self.source.id, now=self.due_by)
            own = FrontierEntry.source_id == self.source.id
            urls = session.scalars(select(FrontierEntry.url).where(own)).all()
            feeds = session.scalars(select(FrontierEntry.url).where(own, FrontierEntry.kind == EntryKind.FEED)).all()
        self.known, self.feeds = set(urls), set(feeds)
        self.budget = PatternBudget(urls)
        self.scope = Scope.of(self.source.start_url, self.source.allow, self.source.deny)
        #: Whether the first harvest was complete before this run.
        self.is_news = self.source.first_harvested_at is not None

    def lease(self, limit: int) -> list[Leased]:
        """Take up to so many addresses that are due."""
        with self.db.write() as session:
            entries = frontier.lease(session, self.source.id, due_by=self.due_by, now=self.clock(), limit=limit)
            self._beat(session, current="")
        return [
            Leased(
                id=entry.id,
                url=entry.url,
                kind=entry.kind,
                depth=entry.depth,
                link_text=entry.link_text,
                etag=entry.etag,
                last_modified=entry.last_modified,
                known=entry.document_id is not None and entry.state is EntryState.ACTIVE,
            )
            for entry in entries
        ]

    def record(
        self,
        entry: Leased,
        write: Callable[[Session], Outcome],
        *,
        found: Iterable[Found] = (),
    ) -> Outcome:
        """Run one of catalog.ingest's functions, add what was found on the way, and beat: one transaction."""
        discoveries = self._discoveries(entry, found)
        with self.db.write() as session:
            outcome = write(session)
            if outcome in _NOT_CANONICAL:
                frontier.reconsider_duplicates(session, self.source.id, entry.url, now=self.due_by)
            if discoveries:
                source = session.get_one(Source, self.source.id)
                frontier.add_discoveries(session, source, discoveries, now=self.due_by)
            self.counts["done"] += 1
            self.counts[self._group(session, entry, outcome)] += 1
            self._beat(session, current=entry.url)
        return outcome

    @staticmethod
    def _group(session: Session, entry: Leased, outcome: Outcome) -> str:
        """What the progress bars count an outcome as; "gone" are documents that we had, not dead links."""
        if outcome in FAILURES:
            return "failed"
        if entry.known and session.get_one(FrontierEntry, entry.id).state is EntryState.GONE:
            return "gone"
        return _GROUPS.get(outcome, "other")

    def visit(self, entry: Leased, **answer: Any) -> Visit:
        """The visit of an entry, now, with what is known of the answer."""
        return Visit(source_id=self.source.id, entry_id=entry.id, run_id=self.held.run_id, at=self.clock(), **answer)

    def record_crash(self, entry: Leased, error: Exception) -> None:
        """Our own fault at one address: kept with its message, and the crawl goes on."""
        logger.error("could not record %s", entry.url, exc_info=error)
        message = f"{type(error).__name__}: {error}"
        visit = self.visit(entry)
        self.record(entry, lambda session: ingest.record_failure(session, visit, Outcome.INTERNAL_ERROR, message))

    def add_sitemaps(self, urls: Iterable[str]) -> None:
        """Put the sitemaps that robots.txt names into the frontier."""
        start = self.source.start_url
        found = []
        for url in urls:
            try:
                address = canonicalise(url, base=start)
            except AddressError:
                continue
            if host(address).removeprefix("www.") == host(start).removeprefix("www."):
                found.append(Discovery(url=address, depth=0, found_on="robots.txt", kind=EntryKind.SITEMAP))
        with self.db.write() as session:
            frontier.add_discoveries(session, session.get_one(Source, self.source.id), found, now=self.due_by)

    def believes(self, url: str, canonical: str) -> bool:
        """
        Whether a page's word for its canonical address is taken.

        Not when that is outside scope, the front page for all, or known to lead elsewhere: two pages that call each
        other canonical, or a canonical address that redirects back, must not lose us both.
        """
        if self.scope.refusal(canonical):
            return False
        if urlsplit(canonical).path == "/" != urlsplit(url).path:
            return False
        with self.db.read() as session:
            outcome = session.scalars(
                select(FrontierEntry.last_outcome).where(
                    FrontierEntry.source_id == self.source.id, FrontierEntry.url == canonical
                )
            ).first()
        return outcome not in _NOT_CANONICAL

    def content(self, extraction: Extraction, body: bytes) -> Content:
        """Keep the raw bytes and return what the catalogue keeps of the rest."""
        blob = self.blobs.put(body)
        return to_content(extraction, blob=blob, language=self.source.language, county=self.source.county)

    def _discoveries(self, entry: Leased, found: Iterable[Found]) -> list[Discovery]:
        discoveries = []
        for item in found:
            discovery = self._discovery(entry, item)
            if discovery is not None:
                discoveries.append(discovery)
        return discoveries

    def _is_wanted(self, url: str, kind: EntryKind, depth: int) -> bool:
        if kind is EntryKind.PAGE:
            return self.scope.refusal(url, depth=depth) is None and not is_asset(url)
        # A sitemap may list what is in scope without being there itself.
        return host(url).removeprefix("www.") == host(self.source.start_url).removeprefix("www.")

    def _discovery(self, entry: Leased, item: Found) -> Discovery | None:
        try:
            url = canonicalise(item.url, base=entry.url)
        except AddressError:
            return None
        # A sitemap does not lead away from the start: what it lists is one step in.
        depth = 1 if entry.kind is not EntryKind.PAGE else entry.depth + 1
        if not self._is_wanted(url, item.kind, depth):
            return None
        if url not in self.known and not self._has_room(url, item):
            return None
        self.known.add(url)
        return Discovery(
            url=url,
            depth=depth,
            found_on=entry.url,
            kind=item.kind,
            link_text=item.link_text,
            listed_at=item.listed_at,
            is_urgent=item.urgent,
        )

    def _has_room(self, url: str, item: Found) -> bool:
        if item.kind is EntryKind.FEED:
            if len(self.feeds) < MAX_FEEDS:
                self.feeds.add(url)
            return url in self.feeds
        return item.trusted or self.budget.admits(url)

    def _beat(self, session: Session, *, current: str) -> None:
        now = self.clock()
        left = frontier.count_due(session, self.source.id, due_by=self.due_by)
        progress = {**self.counts, "left": left, "total": self.counts["done"] + left, "current": current}
        runs.beat(session, self.held, now=now, progress=progress)

    def count_left(self, session: Session) -> int:
        """How many addresses that were due when the run began have not been visited."""
        return frontier.count_due(session, self.source.id, due_by=self.due_by)

    def is_whole(self, session: Session) -> bool:
        """Whether this harvest may count as the first: it found something, and did not fail more than it found."""
        return self._count_documents(session) > self.counts["failed"]

    def progress(self, session: Session) -> dict[str, Any]:
        """The counters as they stand, for the end of the run."""
        left = self.count_left(session)
        return {**self.counts, "left": left, "total": self.counts["done"] + left, "current": ""}

    def verdict(self, session: Session) -> str | None:
        """What the admin should know of the run, in a sentence or two; None when all is as it should be."""
        if not self._count_documents(session):
            return self._why_nothing(session)
        remarks = []
        if left := self.count_left(session):
            remarks.append(f"{left} addresses could not be recorded and are left for the next run")
        if refused := self.budget.refused:
            example = refused.most_common(1)[0][0]
            remarks.append(f"{refused.total()} addresses that look like one page without end were left out: {example}")
        if frontier.count_entries(session, self.source.id) >= self.source.max_pages:
            remarks.append(f"the source has as many addresses as it may ({self.source.max_pages}); more were left out")
        return "; ".join(remarks) or None

    def _count_documents(self, session: Session) -> int:
        current = (Document.source_id == self.source.id) & (Document.status == DocumentStatus.CURRENT)
        return session.scalar(select(func.count()).select_from(Document).where(current)) or 0

    def _why_nothing(self, session: Session) -> str:
        first = session.execute(
            select(Fetch.url, Fetch.message)
            .where(Fetch.run_id == self.held.run_id, Fetch.message.is_not(None))
            .order_by(Fetch.id)
        ).first()
        if first is None:
            return "no documents: the start address leads to nothing inside the source's scope"
        return f"no documents; the first thing that went wrong, at {first.url}: {first.message}"
