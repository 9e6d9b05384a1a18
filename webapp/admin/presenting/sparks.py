"""The latest runs of a source as a row of small columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import Run, RunState
from catalog.overview import RECENT
from webapp.admin.presenting.condition import run_length
from webapp.i18n import gettext, ngettext

#: The drawing is as high as this, and a column as wide as that with a gap.
HEIGHT = 25
STEP = 8
_LOWEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One run."""

    #: The class that colours it: f failed, p stopped, empty for the rest.
    css: str
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """The columns, the newest to the right, and what they say in words."""

    columns: tuple[Column, ...]
    words: str


def spark(recent: Sequence[Run]) -> Spark:
    """The height is the time a run took, compared with the longest of them."""
    longest = max((_seconds(run) for run in recent), default=0.0) or 1.0
    first = RECENT - len(recent)
    columns = [_column(run, number, longest) for number, run in enumerate(recent, start=first)]
    return Spark(columns=tuple(columns), words=_words(recent))


def _column(run: Run, number: int, longest: float) -> Column:
    css = {RunState.FAILED: "f", RunState.CANCELLED: "p"}.get(run.state, "")
    height = max(_LOWEST, round((HEIGHT - 3) * _seconds(run) / longest))
    return Column(css=css, x=number * STEP, y=HEIGHT - height, height=height)


def _seconds(run: Run) -> float:
    length = run_length(run)
    return length.total_seconds() if length else 0.0


def _words(recent: Sequence[Run]) -> str:
    if not recent:
        return gettext("Ingen kjøringer ennå")
    good = sum(run.state is RunState.DONE for run in recent)
    return ngettext(
        "%(good)s av %(num)s kjøring er fullført", "%(good)s av %(num)s kjøringer er fullført", len(recent), good=good
    )
