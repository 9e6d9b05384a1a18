"""`samla schedule`: the jobs, and running one of them now."""

import click

from catalog import runs
from catalog.clock import utc_now
from catalog.models import Run, RunState
from samla.cli.output import json_option, note, print_rows
from samla.wiring import Program
from schedules.jobs import JOBS
from schedules.worker import work_once


@click.group("schedule")
def schedule_command() -> None:
    """The jobs that `samla up` does by itself."""


@schedule_command.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """List the jobs and how often each is looked at."""
    rows = [{"name": job.kind.value, "every": str(job.every), "what": job.label} for job in JOBS.values()]
    print_rows(rows, as_json=as_json)


@schedule_command.command("once")
@click.argument("name", type=click.Choice([kind.value for kind in JOBS]))
@click.option("--key", default=None, help="What it works on; for crawls a source's slug. Default: whatever is due.")
def once_command(name: str, key: str | None) -> int:
    """Run a job now, in this process; exits 1 when a run failed."""
    program = Program.from_environment()
    job = next(job for job in JOBS.values() if job.kind.value == name)
    failed = 0
    services = program.schedule_services
    keys = [key] if key else list(job.due(services, utc_now())) or ["all"] * (name != "crawl")
    for each in keys:
        with program.db.write() as session:
            run_id = runs.ask(session, job.kind, each, by="cli", now=utc_now())
        work_once(services, kinds=(job.kind,), run_id=run_id)
        with program.db.read() as session:
            run = session.get_one(Run, run_id)
            failed += run.state is not RunState.DONE
            note(f"{name} {each}: {run.state.value}" + (f", {run.message}" if run.message else ""))
    if not keys:
        note(f"nothing is due for {name}")
    return 1 if failed else 0
