"""Every job there is: what it does, when it is due, and how often to look."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import exists, select

from alerts.compose import compose_due
from alerts.matching import match_new
from alerts.outbox import deliver_pending
from alerts.periods import latest_period
from alerts.sweep import recover_lost_work
from catalog import crawl_plan, runs, throttle
from catalog.models import (
    Delivery,
    DeliveryStatus,
    Document,
    Frequency,
    Match,
    RunKind,
    Subscription,
    SubscriptionState,
    Version,
)
from catalog.sources import SourceError
from indexer import sync as indexing
from schedules.crawls import crawl
from schedules.services import JobContext, JobFailed, Services

#: The key of jobs that work on everything at once.
ALL = ("all",)
#: Ended runs of the short jobs are kept this long; crawls are kept for good, as the sources' history.
KEEP_RUNS = timedelta(days=7)
#: Between two batches the job can be stopped.
MAILS_AT_A_TIME = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One kind of work."""

    kind: RunKind
    #: What the command line calls it.
    label: str
    #: Does the work; what it returns is kept as the run's message.
    execute: Callable[[JobContext], str | None]
    #: The keys to ask a run for now; looks, and changes nothing.
    due: Callable[[Services, datetime], Sequence[str]]
    #: How often the heartbeat looks; None: only when somebody asks.
    every: timedelta | None
    #: Errors that trying again cannot mend.
    permanent: tuple[type[Exception], ...] = ()


def crawl_due(services: Services, now: datetime) -> Sequence[str]:
    """The sources whose time has come."""
    with services.db.read() as session:
        return crawl_plan.due_slugs(session, now=now)


def sync_due(services: Services, _now: datetime) -> Sequence[str]:
    """Everything, when a document waits to be indexed or the index must be built."""
    with services.db.read() as session:
        pending = indexing.count_pending(session)
    return ALL if pending or not services.open_engine().is_current() else ()


def match_due(services: Services, _now: datetime) -> Sequence[str]:
    """Everything, when a version that search can find has not been matched."""
    waits = exists().where(
        Version.matched_at.is_(None),
        Version.document_id == Document.id,
        Document.revision == Document.indexed_revision,
    )
    with services.db.read() as session:
        return ALL if session.scalar(select(waits)) else ()


def deliver_due(services: Services, now: datetime) -> Sequence[str]:
    """Everything, when a mail is to be sent."""
    waits = exists().where(Delivery.status == DeliveryStatus.PENDING, Delivery.not_before <= now)
    with services.db.read() as session:
        return ALL if session.scalar(select(waits)) else ()


def digest_due(services: Services, now: datetime) -> Sequence[str]:
    """Everything, when a subscriber is to hear of a match by now."""
    with services.db.read() as session:
        for frequency in Frequency:
            waits = exists().where(
                Match.digest_id.is_(None),
                Match.found_at < latest_period(frequency, now).until,
                Match.subscription_id == Subscription.id,
                Subscription.frequency == frequency,
                Subscription.state == SubscriptionState.ACTIVE,
            )
            if session.scalar(select(waits)):
                return ALL
    return ()


def always(_services: Services, _now: datetime) -> Sequence[str]:
    """Everything, at every look."""
    return ALL


def only_when_asked(_services: Services, _now: datetime) -> Sequence[str]:
    """Never of itself."""
    return ()


def sync(context: JobContext) -> str:
    """Bring the index up to the catalogue."""
    report = indexing.sync(context.db, context.services.open_engine(), on_progress=context.heart.note)
    how = "built the index anew with" if report.rebuilt else "indexed"
    return f"{how} {report.applied} documents, took out {report.deleted}"


def rebuild(context: JobContext) -> str:
    """Build a fresh index beside the live one, and swap."""
    count = indexing.rebuild(context.db, context.services.open_engine(), on_progress=context.heart.note)
    return f"built the index anew with {count} documents"


def match(context: JobContext) -> str:
    """Find who should hear about what is new."""
    report = match_new(context.db, context.services.open_engine(), context.clock)
    if report.failed:
        raise JobFailed(f"the searches of {len(report.failed)} subscriptions failed: {report.failed[:20]}")
    return f"{report.matched} matches in {report.closed} versions"


def digest(context: JobContext) -> str:
    """Write the mails that are due."""
    return f"{compose_due(context.db, context.clock, context.services.alerts)} mails written"


def deliver(context: JobContext) -> str:
    """Send the mails that are due, a few at a time."""
    attempted = 0
    with context.services.open_mailer() as mailer:
        while True:
            sent = deliver_pending(context.db, mailer, context.clock, limit=MAILS_AT_A_TIME)
            attempted += sent
            context.heart.note(attempted, attempted)
            if sent < MAILS_AT_A_TIME:
                return f"{attempted} mails attempted"


def sweep(context: JobContext) -> str:
    """Take up what was lost, and forget what is no longer needed."""
    now = context.clock()
    report = recover_lost_work(context.db, context.clock)
    with context.db.write() as session:
        runs.abandon_stale_runs(session, now=now)
        runs.forget_old_runs(session, before=now - KEEP_RUNS)
        throttle.forget_old_tries(session, now=now)
    late = report.overdue_mails + report.overdue_matches
    return f"{report.recovered} mails taken up again, {late} alerts late"


def _table(*jobs: Job) -> Mapping[RunKind, Job]:
    return MappingProxyType({job.kind: job for job in jobs})


JOBS = _table(
    Job(
        kind=RunKind.CRAWL,
        label="harvest the sources whose time has come",
        execute=crawl,
        due=crawl_due,
        every=timedelta(seconds=10),
        permanent=(SourceError,),
    ),
    Job(
        kind=RunKind.SYNC,
        label="index what has changed",
        execute=sync,
        due=sync_due,
        every=timedelta(seconds=5),
    ),
    Job(kind=RunKind.REBUILD, label="build the index anew", execute=rebuild, due=only_when_asked, every=None),
    Job(
        kind=RunKind.MATCH,
        label="find who should hear about what is new",
        execute=match,
        due=match_due,
        every=timedelta(seconds=15),
    ),
    Job(
        kind=RunKind.DIGEST,
        label="write the mails that are due",
        execute=digest,
        due=digest_due,
        every=timedelta(minutes=1),
    ),
    Job(
        kind=RunKind.DELIVER,
        label="send the mails that are due",
        execute=deliver,
        due=deliver_due,
        every=timedelta(seconds=10),
    ),
    Job(
        kind=RunKind.SWEEP,
        label="take up lost work and tidy",
        execute=sweep,
        due=always,
        every=timedelta(minutes=5),
    ),
)
