"""`samla crawl-child`: the process that harvests one source; started by the worker, and light to start."""

import logging
import os
import signal

import click

from catalog.models import Run
from catalog.runs import Claim
from crawler.run import crawl_source
from samla.wiring import Program
from schedules.process import stop_when_parent_ends


@click.command("crawl-child", hidden=True)
@click.option("--run", "run_id", type=int, required=True)
@click.option("--owner", required=True)
@click.option("--attempt", type=int, required=True)
def crawl_child_command(run_id: int, owner: str, attempt: int) -> int:
    """Harvest one source under a claim that the parent process holds."""
    program = Program.from_environment()
    logging.basicConfig(
        level=program.settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True
    )
    stop_when_parent_ends(lambda: os.kill(os.getpid(), signal.SIGTERM))
    with program.db.read() as session:
        run = session.get_one(Run, run_id)
        held = Claim(run_id=run.id, kind=run.kind, key=run.key, owner=owner, attempt=attempt, params=run.params)
    crawl_source(program.db, program.blobs, program.clock, held, program.crawl_settings)
    return 0
