"""Matches become digests, and digests a mail in the outbox: all of it in one transaction per mail."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session, contains_eager

from alerts.describing import describe
from alerts.letter import Interest, Letter, write_letter
from alerts.links import Links
from alerts.periods import Period, latest_period
from alerts.queueing import Draft, message_id, queue_mail
from alerts.rendering import render
from alerts.rows import insert_once
from alerts.saved_queries import SavedQueryError, from_json
from alerts.settings import AlertSettings
from alerts.subscriptions import make_unsubscribe_token
from alerts.texts import phrase
from catalog.clock import Clock
from catalog.database import Database
from catalog.models import (
    Digest,
    Document,
    DocumentStatus,
    Frequency,
    Match,
    Source,
    Subscription,
    SubscriptionState,
    Version,
)
from indexer.query import SearchQuery

#: Subscriptions of one address that share a mail; what is more comes in a further one.
MOST_GROUPS = 20

_log = logging.getLogger(__name__)


def compose_due(db: Database, clock: Clock, settings: AlertSettings) -> int:
    """
    Queue a mail for every address that has something coming; return how many were queued.

    An address whose mail cannot be made is logged and left for the next time.
    """
    now = clock()
    queued = 0
    for period in (latest_period(frequency, now) for frequency in Frequency):
        with db.read() as session:
            addresses = session.execute(
                select(Subscription.address, func.min(Subscription.id))
                .where(_is_due(period))
                .group_by(Subscription.address)
                .order_by(Subscription.address)
            ).all()
        for address, first in addresses:
            try:
                queued += _compose_for(db, address, period, now=now, settings=settings)
            except Exception:
                _log.exception("the mail of subscription %d for %s could not be made", first, period.key)
    return queued


def _compose_for(db: Database, address: str, period: Period, *, now: datetime, settings: AlertSettings) -> int:
    queued = 0
    while True:
        with db.write() as session:
            subscriptions = _claim(session, address, period, now=now)
            if not subscriptions:
                return queued
            queued += _compose(session, subscriptions, period, now=now, settings=settings)


def _is_due(period: Period) -> ColumnElement[bool]:
    has_news = (
        select(Match.id)
        .where(Match.subscription_id == Subscription.id, Match.digest_id.is_(None), Match.found_at < period.until)
        .exists()
    )
    has_had_it = (
        select(Digest.id).where(Digest.subscription_id == Subscription.id, Digest.period == period.key).exists()
    )
    is_active = Subscription.state == SubscriptionState.ACTIVE
    return is_active & (Subscription.frequency == period.frequency) & has_news & ~has_had_it


def _claim(session: Session, address: str, period: Period, *, now: datetime) -> dict[int, Subscription]:
    """Make the digests, and bind the matches to them for good; the subscriptions by the ids of their digests."""
    due = session.scalars(
        select(Subscription)
        .where(Subscription.address == address, _is_due(period))
        .order_by(Subscription.id)
        .limit(MOST_GROUPS)
        .with_for_update()
    ).all()
    claimed: dict[int, Subscription] = {}
    for subscription in due:
        digest = insert_once(session, Digest, subscription_id=subscription.id, period=period.key, created_at=now)
        if digest is not None:
            claimed[digest] = subscription
            session.execute(
                update(Match)
                .where(
                    Match.subscription_id == subscription.id,
                    Match.digest_id.is_(None),
                    Match.found_at < period.until,
                )
                .values(digest_id=digest)
            )
    return claimed


def _compose(
    session: Session, digests: dict[int, Subscription], period: Period, *, now: datetime, settings: AlertSettings
) -> bool:
    mailing = _Mailing(subscriptions=tuple(digests.values()), period=period, now=now, settings=settings)
    names = dict(session.execute(select(Source.slug, Source.name)).all())
    interests = [
        mailing.interest(subscription, _matches(session, digest), names) for digest, subscription in digests.items()
    ]
    letter = write_letter(interests, period, language=mailing.language, links=mailing.links, now=now)
    if letter is None:
        return False
    draft = mailing.draft(letter)
    delivery = queue_mail(session, draft, now=now, settings=settings)
    if delivery is None:
        raise RuntimeError(f"the mail {draft.key} is in the outbox already, but its digest was not made")
    session.execute(update(Digest).where(Digest.id.in_(digests)).values(delivery_id=delivery))
    return True


def _matches(session: Session, digest_id: int) -> list[Match]:
    """The digest's matches whose documents are still there, the newest documents first."""
    return list(
        session.scalars(
            select(Match)
            .join(Match.version)
            .join(Version.document)
            .join(Document.source)
            .where(Match.digest_id == digest_id, Document.status == DocumentStatus.CURRENT)
            .order_by(Document.date_on.desc(), Match.id.desc())
            .options(contains_eager(Match.version).contains_eager(Version.document).contains_eager(Document.source))
        )
    )


def _query(subscription: Subscription) -> SearchQuery:
    """The search to be named in the mail; one that cannot be read any more must not keep back what it found."""
    try:
        return from_json(subscription.query)
    except SavedQueryError:
        _log.exception("the search of subscription %d cannot be read", subscription.id)
        return SearchQuery(text=str(subscription.query.get("text", "")))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mailing:
    """One mail to one address."""

    subscriptions: Sequence[Subscription]
    period: Period
    now: datetime
    settings: AlertSettings

    @property
    def language(self) -> str:
        """That of the subscription confirmed last."""
        return max(self.subscriptions, key=lambda each: each.confirmed_at or each.created_at).language

    @property
    def links(self) -> Links:
        return Links(base_url=self.settings.base_url, language=self.language)

    def interest(self, subscription: Subscription, matches: Sequence[Match], names: Mapping[str, str]) -> Interest:
        query = _query(subscription)
        return Interest(
            topic=describe(query, self.language, source_names=names),
            search_url=self.links.search(query),
            stop_url=self.links.unsubscribe(self._token(subscription)),
            matches=matches,
        )

    def draft(self, letter: Letter) -> Draft:
        token = self._token(*self.subscriptions)
        is_single = len(self.subscriptions) == 1
        values = {
            "letter": letter,
            "stop_url": self.links.unsubscribe(token),
            "see_all_url": letter.groups[0].search_url if is_single else self.links.home,
            "follows": len(self.subscriptions),
        }
        return Draft(
            key=self._key(),
            address=self.subscriptions[0].address,
            language=self.language,
            subject=letter.subject,
            rendering=render("digest", language=self.language, subject=letter.subject, **values),
            headers=self._headers(token),
        )

    def _token(self, *subscriptions: Subscription) -> str:
        return make_unsubscribe_token(subscriptions, now=self.now, settings=self.settings)

    def _key(self) -> str:
        # Row ids are used again after a purge; the moment of creation tells the two apart.
        first = self.subscriptions[0]
        born = int(first.created_at.timestamp())
        return f"digest:{self.period.frequency.value}:{self.period.key}:{first.id}.{born}"

    def _headers(self, token: str) -> dict[str, str]:
        frequency = self.period.frequency.value
        address = self.subscriptions[0].address
        ways = [f"<{self.links.unsubscribe(token)}>"]
        if self.settings.unsubscribe_address:
            ways.append(f"<mailto:{self.settings.unsubscribe_address}?subject={token}>")
        return {
            "List-Id": f"{phrase(self.language, f'list.{frequency}')} <{frequency}.{self.settings.domain}>",
            "List-Unsubscribe": ", ".join(ways),
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Precedence": "bulk",
            # Mail programs put the mails of one list below each other by this common ancestor.
            "References": message_id(f"thread:{frequency}:{address}", self.settings),
        }
