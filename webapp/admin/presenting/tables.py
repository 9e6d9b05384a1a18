"""The rows of the staff's tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.models import Fetch, Outcome
from catalog.overview import FailingAddress, SourceRow
from catalog.urls import host
from webapp.admin.presenting.condition import Condition, condition, run_length
from webapp.admin.presenting.sparks import Spark, spark
from webapp.admin.words import moment, outcome_advice, outcome_words
from webapp.i18n import gettext


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A source as a table row."""

    slug: str
    name: str
    host: str
    condition: Condition
    documents: int
    failing: int
    last_at: datetime | None
    last_length: timedelta | None
    last_new: int
    spark: Spark
    #: When it is harvested next, in words.
    next: str
    live_id: int | None
    is_paused: bool
    is_ended: bool


def present_rows(rows: Sequence[SourceRow], *, now: datetime) -> list[SourceLine]:
    """The rows of the source table, in the same order."""
    return [_line(row, now) for row in rows]


def _line(row: SourceRow, now: datetime) -> SourceLine:
    new = row.last.progress.get("new") if row.last else 0
    return SourceLine(
        slug=row.source.slug,
        name=row.source.name,
        host=host(row.source.start_url),
        condition=condition(row, now=now),
        documents=row.documents,
        failing=row.failing,
        last_at=row.last.ended_at if row.last else row.source.harvested_at,
        last_length=run_length(row.last) if row.last else None,
        last_new=new if isinstance(new, int) else 0,
        spark=spark(row.recent),
        next=_next(row, now),
        live_id=row.live.id if row.live else None,
        is_paused=row.source.state.value == "paused",
        is_ended=row.source.state.value == "ended",
    )


def _next(row: SourceRow, now: datetime) -> str:
    if row.live is not None:
        return gettext("Nå")
    if row.planned_at is None:
        return gettext("Ingen")
    return gettext("Så snart som mulig") if row.planned_at <= now else moment(row.planned_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureLine:
    """A failing address as a table row."""

    entry_id: int
    url: str
    #: Without the scheme, for reading.
    shown: str
    slug: str
    source: str
    what: str
    #: What the visit said, word for word.
    message: str
    advice: str
    tries: int
    next_at: datetime


def present_failures(failing: Sequence[FailingAddress]) -> list[FailureLine]:
    """The rows of the table of failing addresses, in the same order."""
    return [_failure(each) for each in failing]


def _failure(each: FailingAddress) -> FailureLine:
    outcome = each.entry.last_outcome or Outcome.INTERNAL_ERROR
    return FailureLine(
        entry_id=each.entry.id,
        url=each.entry.url,
        shown=without_scheme(each.entry.url),
        slug=each.source.slug,
        source=each.source.name,
        what=what_happened(outcome, each.fetch),
        message=(each.fetch.message or "") if each.fetch else "",
        advice=outcome_advice(outcome),
        tries=each.entry.tries,
        next_at=each.entry.next_at,
    )


def what_happened(outcome: Outcome, fetch: Fetch | None) -> str:
    """The outcome in words, with the status when the site answered with one."""
    words = outcome_words(outcome)
    if outcome is Outcome.HTTP_ERROR and fetch is not None and fetch.status:
        return f"{words} ({fetch.status})"
    return words


def without_scheme(url: str) -> str:
    """An address as people say it."""
    return url.split("://", 1)[-1]
