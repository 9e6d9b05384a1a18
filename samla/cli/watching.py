"""Shows live runs as progress bars, read from the run ledger, whichever process does the work."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from sqlalchemy import select

from catalog.database import Database
from catalog.models import LIVE, Run, RunState
from samla.cli.output import console, note

_WORDS = ("new", "changed", "unchanged", "gone", "failed")


def watch(db: Database, runs: Mapping[int, str], *, still_working: Callable[[], bool] = lambda: True) -> list[Run]:
    """
    Show these runs (id -> label) until all have ended, or nobody works on them any more; return them as they stand.

    `still_working` says whether this process still means to take up those that are due.

    Without a terminal one line per ended run is printed instead of bars.
    """
    return _Bars(db, runs).show(still_working) if console().is_terminal else _wait(db, runs, still_working)


def _read(db: Database, ids: Sequence[int]) -> list[Run]:
    with db.read() as session:
        return list(session.scalars(select(Run).where(Run.id.in_(ids)).order_by(Run.id)))


def summary(run: Run) -> str:
    """What a run did, in a few words."""
    counts = [f"{run.progress[word]} {word}" for word in _WORDS if run.progress.get(word)]
    words = ", ".join(counts) or f"{run.progress.get('done', 0)} visited"
    return f"{words}: {run.message}" if run.message else words


class _Bars:
    def __init__(self, db: Database, runs: Mapping[int, str]) -> None:
        self.db, self.runs = db, runs
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.completed:>4.0f}/{task.total:.0f}"),
            TextColumn("{task.fields[words]}", style="dim"),
            TimeElapsedColumn(),
            console=console(),
        )
        self.tasks: dict[int, TaskID] = {}

    def show(self, still_working: Callable[[], bool]) -> list[Run]:
        width = max(map(len, self.runs.values()), default=0)
        with self.progress:
            for run_id, label in self.runs.items():
                self.tasks[run_id] = self.progress.add_task(label.ljust(width), total=1, words="")
            while True:
                working = still_working()
                rows = _read(self.db, list(self.runs))
                for run in rows:
                    self._draw(run)
                if _is_over(rows, working=working):
                    return rows
                time.sleep(0.2)

    def _draw(self, run: Run) -> None:
        total = max(run.progress.get("total", 1), 1)
        done = total if run.state not in LIVE else run.progress.get("done", 0)
        self.progress.update(self.tasks[run.id], completed=done, total=total, words=_state_words(run))


def _state_words(run: Run) -> str:
    return summary(run) if run.progress else run.state.value


def _wait(db: Database, runs: Mapping[int, str], still_working: Callable[[], bool]) -> list[Run]:
    told: set[int] = set()
    while True:
        working = still_working()
        rows = _read(db, list(runs))
        for run in rows:
            if run.state not in LIVE and run.id not in told:
                told.add(run.id)
                note(f"{runs[run.id]}: {run.state.value}, {summary(run)}")
        if _is_over(rows, working=working):
            return rows
        time.sleep(0.2)


def _is_over(rows: Sequence[Run], *, working: bool) -> bool:
    # A run that failed is due again later, and nobody here waits for that.
    waited_for = LIVE if working else (RunState.RUNNING,)
    return not any(run.state in waited_for for run in rows)


def as_rows(rows: Sequence[Run]) -> list[dict[str, Any]]:
    """Runs as plain values."""
    return [
        {
            "id": run.id,
            "kind": run.kind.value,
            "key": run.key,
            "state": run.state.value,
            "started": run.started_at,
            "ended": run.ended_at,
            **{word: run.progress.get(word, 0) for word in ("done", *_WORDS)},
            "message": run.message,
        }
        for run in rows
    ]
