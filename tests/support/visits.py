"""Visits to the addresses of one source, and what each answers; for tests of what the catalogue makes of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from catalog import frontier, ingest
from catalog.database import Database
from catalog.ingest import Content, Discovery, Visit
from catalog.models import Document, FrontierEntry, Outcome, Source, Version
from tests.support.catalogue import NOON

HOUR = timedelta(hours=1)
SITE = "https://solvik.example.org/"


def content(text: str = "Partnerskap gir resultater.", **more: Any) -> Content:
    """A page with this text, as it would be read."""
    given: dict[str, Any] = {
        "type": "nettside",
        "mime": "text/html",
        "title": "Felles løft",
        "pages": ((1, "", text),),
        "text_hash": f"hash of {text}",
        "blob": f"blob of {text}",
    }
    return Content(**given | more)


@dataclass
class Diary:
    """One source, and what its addresses answer, hour after hour."""

    db: Database
    source: Source
    now: datetime = NOON

    def visit(
        self, path: str, write: Any, *args: Any, status: int | None = 200, etag: str = "", **more: Any
    ) -> Outcome:
        """Visit a path, an hour after the last visit."""
        self.now += HOUR
        with self.db.write() as session:
            source = session.get_one(Source, self.source.id)
            frontier.add_discoveries(session, source, [Discovery(url=SITE + path, depth=1, found_on=SITE)], now=NOON)
            entry = session.scalars(select(FrontierEntry).where(FrontierEntry.url == SITE + path)).one()
            at = more.pop("at", self.now)
            visit = Visit(source_id=source.id, entry_id=entry.id, run_id=None, at=at, status=status, etag=etag or None)
            outcome: Outcome = write(session, visit, *args, **more)
            return outcome

    def read(self, path: str, text: str = "Partnerskap gir resultater.", **more: Any) -> Outcome:
        """The path answers with this text."""
        visit = {name: more.pop(name) for name in ("etag", "is_news", "at") if name in more}
        return self.visit(path, ingest.record_content, content(text, **more), **visit)

    def moves(self, path: str, target: str, *, permanent: bool = True, **more: Any) -> Outcome:
        """The path redirects."""
        return self.visit(path, ingest.record_redirect, SITE + target, permanent=permanent, status=301, **more)

    def gone(self, path: str, *, certain: bool = False, **more: Any) -> Outcome:
        """The path answers that there is nothing."""
        return self.visit(path, ingest.record_gone, certain=certain, status=410 if certain else 404, **more)

    def refuse(self, path: str, outcome: Outcome, *, status: int | None = 200, **more: Any) -> Outcome:
        """The path must not be kept."""
        return self.visit(path, ingest.record_refusal, outcome, "because", status=status, **more)

    def document(self, path: str) -> Document:
        with self.db.read() as session:
            return session.scalars(select(Document).where(Document.url == SITE + path)).one()

    def entry(self, path: str) -> FrontierEntry:
        with self.db.read() as session:
            return session.scalars(select(FrontierEntry).where(FrontierEntry.url == SITE + path)).one()

    def versions(self, path: str) -> list[Version]:
        with self.db.read() as session:
            return list(
                session.scalars(
                    select(Version).join(Document).where(Document.url == SITE + path).order_by(Version.number)
                )
            )

    def is_news(self, path: str) -> list[bool]:
        """Whether each version of the document is news."""
        return [version.is_news for version in self.versions(path)]
