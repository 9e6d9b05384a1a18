"""A run's progress as a bar of stacked parts, and in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint

from catalog.models import Run, RunKind, RunState
from webapp.formats import number
from webapp.i18n import gettext
from webapp.services import services

#: The width of a whole bar in the drawing's own units.
WIDTH = 1_000
#: An estimate from fewer addresses than this is a guess.
ENOUGH_FOR_AN_ESTIMATE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One stretch of the bar."""

    #: The class that colours it; empty: grey.
    css: str
    label: str
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A run's progress."""

    done: int
    total: int
    percent: int
    #: Read aloud for the whole bar.
    text: str
    #: What is done, from the left.
    parts: tuple[Part, ...]
    #: How far the done parts reach.
    reach: float
    left: int
    #: The address being fetched, or empty.
    current: str
    time_left: timedelta | None


def register(blueprint: Blueprint) -> None:
    """Make the bar usable as a template filter."""
    blueprint.add_app_template_filter(bar)


def bar(run: Run) -> Bar | None:
    """The bar of a run that has noted progress; None before that."""
    done, total = _count(run, "done"), _count(run, "total")
    if not total:
        return None
    done = min(done, total)
    parts = _parts(run, done, total)
    percent = done * 100 // total
    what = gettext("adresser") if run.kind is RunKind.CRAWL else gettext("dokumenter")
    text = gettext(
        "%(done)s av %(total)s %(what)s, %(percent)s prosent",
        done=number(done),
        total=number(total),
        what=what,
        percent=percent,
    )
    return Bar(
        done=done,
        total=total,
        percent=percent,
        text=text,
        parts=parts,
        reach=round(WIDTH * done / total, 1),
        left=total - done,
        current=str(run.progress.get("current") or ""),
        time_left=_time_left(run, done, total, services().clock()),
    )


def _parts(run: Run, done: int, total: int) -> tuple[Part, ...]:
    if run.kind is not RunKind.CRAWL:
        counted = [("uendra", gettext("ferdig"), done)]
    else:
        counted = [
            ("uendra", gettext("uendret"), _count(run, "unchanged")),
            ("endra", gettext("endret"), _count(run, "changed")),
            ("nye", gettext("nye"), _count(run, "new")),
            ("feil", gettext("feil"), _count(run, "failed")),
        ]
        named = sum(count for _, _, count in counted)
        counted.append(("", gettext("annet"), max(0, done - named)))
    parts, x = [], 0.0
    for css, label, count in counted:
        width = min(WIDTH * count / total, WIDTH - x)
        parts.append(Part(css=css, label=label, count=count, x=round(x, 1), width=round(width, 1)))
        x += width
    return tuple(parts)


def _count(run: Run, name: str) -> int:
    value = run.progress.get(name)
    return max(0, value) if isinstance(value, int) else 0


def _time_left(run: Run, done: int, total: int, now: datetime) -> timedelta | None:
    if run.state is not RunState.RUNNING or run.started_at is None or done < ENOUGH_FOR_AN_ESTIMATE:
        return None
    return (now - run.started_at) * (total - done) / done
