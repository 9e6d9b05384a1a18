"""How a source is doing: a shape, and the words beside it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from catalog.models import Run, RunState, SourceState
from catalog.overview import SourceRow
from webapp.i18n import gettext

#: A due source that nobody has asked a crawl for by then: the heartbeat is not running.
OVERDUE_AFTER = timedelta(minutes=10)
#: A crawl this many times slower than usual is worth a look.
SLOW = 2
#: Runs shorter than this are never called slow.
QUICK = timedelta(minutes=5)
#: A larger share of failing addresses is worth a look.
MANY_FAILURES = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The state of a source as its row shows it."""

    #: ok, gar, treg, feil or pause: names the shape and its colour.
    shape: str
    words: str
    #: More, in a smaller line.
    detail: str = ""

    @property
    def is_trouble(self) -> bool:
        """Somebody should look."""
        return self.shape in ("feil", "treg")


def condition(row: SourceRow, *, now: datetime) -> Condition:
    """The most telling thing to say of a source."""
    return _at_work(row) or _out_of_use(row) or _in_trouble(row, now) or _in_order(row)


def _at_work(row: SourceRow) -> Condition | None:
    if row.live is None:
        return None
    if row.live.state is RunState.DUE:
        words = gettext("Venter på nytt forsøk") if row.live.attempt else gettext("Venter på tur")
        return Condition(shape="feil" if row.live.attempt else "pause", words=words, detail=row.live.message or "")
    done, total = row.live.progress.get("done"), row.live.progress.get("total")
    if isinstance(done, int) and isinstance(total, int) and total:
        return Condition(shape="gar", words=gettext("Henter, %(percent)s %%", percent=min(done, total) * 100 // total))
    return Condition(shape="gar", words=gettext("Henter"))


def _out_of_use(row: SourceRow) -> Condition | None:
    if row.source.state is SourceState.PAUSED:
        return Condition(shape="pause", words=gettext("På pause"))
    if row.source.state is SourceState.ENDED:
        return Condition(shape="pause", words=gettext("Avsluttet"), detail=row.source.ended_reason or "")
    return None


def _in_trouble(row: SourceRow, now: datetime) -> Condition | None:
    last = row.last
    if last is not None and last.state is RunState.FAILED:
        return Condition(shape="feil", words=gettext("Siste henting feilet"), detail=_first_line(last))
    if row.planned_at is not None and row.planned_at < now - OVERDUE_AFTER:
        return Condition(shape="feil", words=gettext("Skulle vært hentet"), detail=gettext("Går tidsplanen?"))
    if last is not None and last.state is RunState.DONE and not row.documents:
        return Condition(shape="feil", words=gettext("Fant ingenting"), detail=_first_line(last))
    if row.failing > max(3, row.documents * MANY_FAILURES):
        return Condition(shape="treg", words=gettext("Mange adresser feiler"))
    if is_slow(row.recent):
        return Condition(shape="treg", words=gettext("Svarer tregt"))
    return None


def _in_order(row: SourceRow) -> Condition:
    if row.last is None and row.source.harvested_at is None:
        return Condition(shape="pause", words=gettext("Ikke hentet ennå"))
    return Condition(shape="ok", words=gettext("I orden"))


def _first_line(run: Run) -> str:
    lines = (run.message or "").splitlines()
    return lines[0][:160] if lines else ""


def is_slow(recent: tuple[Run, ...]) -> bool:
    """Whether the latest run took much longer than those before it."""
    done = [run_length(run) for run in recent if run.state is RunState.DONE]
    seconds = [length.total_seconds() for length in done if length is not None]
    if len(seconds) < 4 or seconds[-1] < QUICK.total_seconds():
        return False
    return seconds[-1] > SLOW * median(seconds[:-1])


def run_length(run: Run) -> timedelta | None:
    """How long an ended run took."""
    if run.started_at is None or run.ended_at is None:
        return None
    return run.ended_at - run.started_at
