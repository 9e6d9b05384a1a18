"""`samla crawl`: harvest sources now, with progress."""

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import click

from catalog.clock import utc_now
from catalog.crawl_plan import ask_crawl
from catalog.models import Run, RunKind, RunState, SourceState
from catalog.runs import free_orphans
from catalog.sources import get_source, list_sources
from samla.cli.output import fault, json_option, note, print_json
from samla.cli.watching import as_rows, watch
from samla.wiring import Program
from schedules.services import Services
from schedules.worker import work_once

logger = logging.getLogger(__name__)


@click.command("crawl")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option("--all", "everything", is_flag=True, help="Every active source.")
@click.option("--due-only", is_flag=True, help="Only addresses whose own time has come; else all are visited again.")
@click.option("--no-index", is_flag=True, help="Do not bring the index up to date afterwards.")
@json_option
def crawl_command(slugs: tuple[str, ...], everything: bool, due_only: bool, no_index: bool, as_json: bool) -> int:
    """Harvest sources now, whatever their schedule says."""
    program = Program.from_environment()
    chosen = _chosen(program, slugs, everything=everything)
    if not chosen:
        note("no source is active: samla sources resume SLUG, or samla sources add SLUG URL")
    finished = harvest(program, chosen, full=not due_only, by="cli")
    if not no_index:
        sync_with_bar(program)
    if as_json:
        print_json(as_rows(finished))
    return 0 if all(run.state is RunState.DONE for run in finished) else 1


def _chosen(program: Program, slugs: Sequence[str], *, everything: bool) -> list[str]:
    if bool(slugs) == everything:
        raise click.UsageError("name the sources to harvest, or give --all")
    with program.db.read() as session:
        if everything:
            return [source.slug for source in list_sources(session) if source.state is SourceState.ACTIVE]
        return [get_source(session, slug).slug for slug in slugs]


def harvest(program: Program, slugs: Sequence[str], *, full: bool, by: str) -> list[Run]:
    """Ask for a crawl of each source, do what nobody else does already, and show how it goes."""
    with program.db.write() as session:
        free_orphans(session, now=utc_now())
        asked = {ask_crawl(session, slug, by=by, now=utc_now(), full=full): slug for slug in slugs}
    stopping = threading.Event()
    services = program.schedule_services
    with ThreadPoolExecutor(max(services.crawls_at_once, 1), thread_name_prefix="crawl") as pool:
        tasks = [pool.submit(_work, services, run_id, stopping) for run_id in asked]
        try:
            return watch(program.db, asked, still_working=lambda: not all(task.done() for task in tasks))
        except BaseException:
            stopping.set()
            _cancel_waiting(tasks)
            note("stopping; what was fetched is kept, and the next harvest goes on from there")
            raise


def _work(services: Services, run_id: int, stopping: threading.Event) -> None:
    if stopping.is_set():
        return
    try:
        work_once(services, kinds=(RunKind.CRAWL,), run_id=run_id, stopping=stopping)
    except Exception as error:
        # The run is still in the ledger, due or with a lease that lapses.
        logger.exception("run %s could not be worked on", run_id)
        fault(f"run {run_id} could not be worked on and is left for later: {error}")


def _cancel_waiting(tasks: Sequence[Future[None]]) -> None:
    for task in tasks:
        task.cancel()


def sync_with_bar(program: Program) -> int:
    """Bring the index up to date; return how many documents changed in it."""
    from indexer.sync import sync
    from samla.cli.bars import bar

    with bar("Indexing") as on_progress:
        report = sync(program.db, program.engine, on_progress=on_progress)
    return report.applied + report.deleted
