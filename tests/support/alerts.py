"""What alert tests do over and over: subscribe, confirm, index, match, compose, and read what came of it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from alerts.compose import compose_due
from alerts.mail import Mail
from alerts.mailer import MemoryMailer
from alerts.matching import MatchReport, match_new
from alerts.outbox import deliver_pending
from alerts.settings import AlertSettings
from alerts.subscriptions import confirm, subscribe
from catalog.database import Database
from catalog.models import Delivery, Frequency, Match, Subscription
from indexer.engine import SearchEngine, SearchPage
from indexer.query import SearchQuery
from indexer.sync import sync
from tests.support.catalogue import DAY, NOON

READER = "post@solvik.example.org"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A catalogue, an index and settings, with the steps between them."""

    db: Database
    engine: SearchEngine
    settings: AlertSettings

    def ask(
        self,
        text: str = "partnerskap",
        *,
        address: str = READER,
        frequency: Frequency = Frequency.IMMEDIATELY,
        language: str = "nb",
        now: datetime = NOON - DAY,
        **filters: tuple[str, ...],
    ) -> None:
        """Subscribe through the form, unconfirmed."""
        query = SearchQuery(text=text, filters=filters)
        with self.db.write() as session:
            subscribe(
                session,
                address=address,
                query=query,
                frequency=frequency,
                language=language,
                now=now,
                settings=self.settings,
            )

    def follow(self, text: str = "partnerskap", *, now: datetime = NOON - DAY, **wish: object) -> Subscription:
        """Subscribe and follow the link in the mail; the mail is taken out of the outbox."""
        self.ask(text, now=now, **wish)  # type: ignore[arg-type]
        token = link_token(self.deliver(now=now)[-1], "bekreft")
        with self.db.write() as session:
            return confirm(session, token, now=now, settings=self.settings)

    def index(self) -> None:
        """Bring the index up to the catalogue."""
        sync(self.db, self.engine)

    def match(self, *, now: datetime = NOON) -> MatchReport:
        """Index and match."""
        self.index()
        return match_new(self.db, self.engine, lambda: now)

    def compose(self, *, now: datetime = NOON) -> int:
        """Queue the mails that are due."""
        return compose_due(self.db, lambda: now, self.settings)

    def deliver(self, *, now: datetime = NOON) -> Sequence[Mail]:
        """Send what is in the outbox; the mails sent."""
        mailer = MemoryMailer()
        deliver_pending(self.db, mailer, lambda: now)
        return mailer.sent

    def run(self, *, now: datetime = NOON) -> Sequence[Mail]:
        """Index, match, compose and deliver; the mails sent."""
        self.match(now=now)
        self.compose(now=now)
        return self.deliver(now=now)

    def matches(self) -> Sequence[Match]:
        """Every match, in the order found."""
        with self.db.read() as session:
            return session.scalars(select(Match).order_by(Match.id)).all()

    def subscriptions(self) -> Sequence[Subscription]:
        """Every subscription, the oldest first."""
        with self.db.read() as session:
            return session.scalars(select(Subscription).order_by(Subscription.id)).all()

    def deliveries(self) -> Sequence[Delivery]:
        """The whole outbox, the oldest first."""
        with self.db.read() as session:
            return session.scalars(select(Delivery).order_by(Delivery.id)).all()


def link_token(mail: Mail, kind: str) -> str:
    """The token of the last link of a kind ("bekreft", "avmeld") in the text of a mail."""
    return re.findall(rf"/varsler/{kind}/(\S+)", mail.text)[-1]


class MoodyEngine:
    """A search engine whose searches for some texts fail, however often they are asked."""

    def __init__(self, engine: SearchEngine, *, failing: str, error: Exception) -> None:
        self._engine = engine
        self._failing = failing
        self._error = error

    def search(self, query: SearchQuery, *, within: Collection[int] | None = None) -> SearchPage:
        """The real answer, or the error."""
        if query.text == self._failing:
            raise self._error
        return self._engine.search(query, within=within)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)
