"""
Finds who should hear about a new version, by asking the search engine the same question as the page does.

A version is closed (`matched_at`) in the transaction that keeps its matches, or the last of them when they are many. A
search that fails or is cut short stops nobody else: what was found is kept, and the versions stay open and are asked
about again until they are a day old; then they are closed, and the error in the log says for which subscriptions.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, product

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session, aliased

from alerts.findings import Finding, Follow, News, Telling, ask
from alerts.rows import insert_once
from catalog.clock import Clock
from catalog.database import Database
from catalog.models import Document, DocumentStatus, Match, Subscription, SubscriptionState, Version
from indexer.engine import SearchEngine
from indexer.query import MAX_PER_PAGE

NEW = "new"
CHANGED = "changed"
#: Documents asked about at a time: as many as one page of hits can hold.
BATCH = MAX_PER_PAGE
#: Matches kept in one transaction.
AT_A_TIME = 500
#: How old versions get while a search fails before they are closed without it.
RETRY_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReport:
    """What a matching did."""

    #: Versions that every search was asked about.
    closed: int = 0
    #: Versions closed unasked: a later one has come, or the document is gone.
    skipped: int = 0
    #: Versions left open because a search failed, or because they changed meanwhile.
    held: int = 0
    #: Matches kept.
    matched: int = 0
    #: Subscriptions whose search failed or was cut short.
    failed: tuple[int, ...] = ()

    def plus(self, other: "MatchReport") -> "MatchReport":
        """Both together."""
        return MatchReport(
            closed=self.closed + other.closed,
            skipped=self.skipped + other.skipped,
            held=self.held + other.held,
            matched=self.matched + other.matched,
            failed=tuple(sorted({*self.failed, *other.failed})),
        )


def match_new(db: Database, engine: SearchEngine, clock: Clock, *, limit: int = 10_000) -> MatchReport:
    """
    Match the versions that the index holds and that no search was asked about, about `limit` of them at most.

    No transaction is open while the engine searches. Raises EngineBusy or EngineMismatch when it cannot search at all.
    """
    report, last = MatchReport(skipped=close_old_news(db, now=clock())), 0
    while report.closed + report.held < limit:
        with db.read() as session:
            batch = _open_news(session, after=last)
            follows = _follows(session)
        if not batch:
            break
        last = batch[-1].version_id
        revisions = engine.revisions([each.document_id for each in batch])
        news = [each for each in batch if revisions.get(each.document_id) == each.revision]
        findings = [ask(engine, follow, news) for follow in follows] if news else []
        report = report.plus(_keep(db, news, findings, now=clock()))
    return report


def close_old_news(db: Database, *, now: datetime) -> int:
    """Close open versions that are no news any more; return how many."""
    old = select(Version.id).join(Document).where(Version.matched_at.is_(None), ~_is_news())
    with db.write() as session:
        closed = session.execute(
            update(Version).where(Version.id.in_(old)).values(matched_at=now).returning(Version.id)
        ).all()
    return len(closed)


def _is_news() -> ColumnElement[bool]:
    # A later version of the same bytes is only another reading of them: the news is still the first one.
    later = aliased(Version)
    replaced = (
        select(later.id)
        .where(later.document_id == Version.document_id, later.number > Version.number, later.blob != Version.blob)
        .exists()
    )
    return Version.is_news & (Document.status == DocumentStatus.CURRENT) & ~replaced


def _open_news(session: Session, *, after: int) -> list[News]:
    rows = session.execute(
        select(
            Version.id,
            Version.document_id,
            Document.revision,
            Version.number,
            Version.text_hash,
            Version.created_at,
        )
        .join(Document)
        .where(
            Version.matched_at.is_(None),
            Version.id > after,
            Document.indexed_revision == Document.revision,
            _is_news(),
        )
        .order_by(Version.id)
        .limit(BATCH)
    )
    return [
        News(version_id=id_, document_id=document, revision=revision, number=number, text_hash=hash_, created_at=at)
        for id_, document, revision, number, hash_, at in rows
    ]


def _follows(session: Session) -> list[Follow]:
    """Every search somebody follows, once, with those who do."""
    rows = session.execute(
        select(Subscription.query_key, Subscription.query, Subscription.id, Subscription.created_at)
        .where(Subscription.state == SubscriptionState.ACTIVE)
        .order_by(Subscription.id)
    )
    follows: dict[str, Follow] = {}
    for key, query, id_, since in rows:
        follows.setdefault(key, Follow(query=query)).followers[id_] = since
    return list(follows.values())


def _keep(db: Database, news: list[News], findings: list[Finding], *, now: datetime) -> MatchReport:
    if not news:
        return MatchReport()
    failed = {id_ for finding in findings if not finding.is_complete for id_ in finding.followers}
    told = (
        Telling(subscription_id=subscription_id, since=since, passage=passage)
        for finding in findings
        for passage, (subscription_id, since) in product(finding.passages, finding.followers.items())
    )
    matched, asked = 0, list[News]()
    some = list(islice(told, AT_A_TIME))
    while True:
        more = list(islice(told, AT_A_TIME))
        with db.write() as session:
            still = _still_open(session, news)
            matched += _add_matches(session, still, some, now=now)
            if not more:
                asked = [each for each in still if not failed or each.created_at < now - RETRY_FOR]
                _close(session, asked, now=now)
                break
        some = more
    return MatchReport(closed=len(asked), held=len(news) - len(asked), matched=matched, failed=tuple(sorted(failed)))


def _close(session: Session, news: list[News], *, now: datetime) -> None:
    ids = [each.version_id for each in news]
    session.execute(update(Version).where(Version.id.in_(ids)).values(matched_at=now))


def _still_open(session: Session, news: list[News]) -> list[News]:
    """Those that nobody closed meanwhile and whose document is as the engine knew it; locked until the end."""
    rows = session.execute(
        select(Version.id, Document.revision)
        .join(Document)
        .where(
            Version.id.in_([each.version_id for each in news]),
            Version.matched_at.is_(None),
            Document.status == DocumentStatus.CURRENT,
        )
        .with_for_update(of=Version)
    ).all()
    revisions = dict(rows)
    return [each for each in news if revisions.get(each.version_id) == each.revision]


def _add_matches(session: Session, news: list[News], some: list[Telling], *, now: datetime) -> int:
    by_document = {each.document_id: each for each in news}
    active, told = _listeners(session, news, {each.subscription_id for each in some})
    added = 0
    for each in some:
        version = _first_new(each, by_document)
        if version is None or each.subscription_id not in active or (each.subscription_id, version.text_hash) in told:
            continue
        told.add((each.subscription_id, version.text_hash))
        added += _add_match(session, version, each, now=now)
    return added


def _listeners(session: Session, news: list[News], ids: set[int]) -> tuple[set[int], set[tuple[int, str]]]:
    """Which of these subscriptions are active, and which of the texts they have heard of, at whatever address."""
    active = session.scalars(
        select(Subscription.id).where(Subscription.id.in_(ids), Subscription.state == SubscriptionState.ACTIVE)
    )
    heard = session.execute(
        select(Match.subscription_id, Version.text_hash)
        .join(Version, Version.id == Match.version_id)
        .where(Match.subscription_id.in_(ids), Version.text_hash.in_({each.text_hash for each in news}))
    )
    return set(active), {(subscription_id, text_hash) for subscription_id, text_hash in heard}


def _first_new(telling: Telling, news: dict[int, News]) -> News | None:
    found = (news[id_] for id_ in telling.passage.document_ids if id_ in news)
    return next((each for each in found if each.created_at >= telling.since), None)


def _add_match(session: Session, news: News, telling: Telling, *, now: datetime) -> bool:
    added = insert_once(
        session,
        Match,
        subscription_id=telling.subscription_id,
        version_id=news.version_id,
        reason=NEW if news.number == 1 else CHANGED,
        passage=telling.passage.text,
        page=telling.passage.page,
        found_at=now,
    )
    return added is not None
