"""The crawl job: one child process per run, watched until it ends."""

from collections.abc import Callable

from catalog.models import Run
from schedules.process import ChildEnd, run_child
from schedules.services import JobContext, JobFailed


class CrawlFailed(JobFailed):
    """The child process ended badly; the message is the end of what it said."""


class CrawlStalled(JobFailed):
    """The child process made no progress for too long and was stopped."""


def crawl(context: JobContext) -> str | None:
    """
    Harvest the claimed source in a child process, which beats and closes the run itself.

    Raises CrawlFailed, or RunLost and Stopped when the child had to be stopped.
    """
    services, held = context.services, context.held
    command = [
        *services.child_command,
        f"--run={held.run_id}",
        f"--owner={held.owner}",
        f"--attempt={held.attempt}",
    ]
    end = run_child(
        command,
        log=services.home / "logs" / f"crawl-{held.key}.log",
        should_stop=_stop_order(context),
        environment=services.child_environment,
        grace_s=services.grace_s,
    )
    if not end.was_stopped and end.code != 0:
        raise CrawlFailed(describe(end))
    return None


def describe(end: ChildEnd) -> str:
    """One or two lines for the admin: how the process ended, and the last it said."""
    how = f"ended with code {end.code}" if end.code >= 0 else f"was ended by signal {-end.code}"
    last = end.tail[-1_500:] or "it wrote nothing"
    return f"the crawl process {how}:\n{last}"


def _stop_order(context: JobContext) -> Callable[[], bool]:
    """A question that raises when the child must be stopped."""
    limit, clock = context.services.stalled_after, context.clock
    seen: object = None
    changed_at = looked_at = clock()

    def should_stop() -> bool:
        nonlocal seen, changed_at, looked_at
        context.heart.check()
        if clock() - looked_at < limit / 10:
            return False
        looked_at = clock()
        progress = _progress(context)
        if progress != seen:
            seen, changed_at = progress, looked_at
        if looked_at - changed_at > limit:
            raise CrawlStalled(f"the crawl process made no progress for {limit} and was stopped")
        return False

    return should_stop


def _progress(context: JobContext) -> object:
    with context.db.read() as session:
        run = session.get(Run, context.held.run_id)
        return None if run is None else run.progress
