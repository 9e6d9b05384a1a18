"""`samla init` and `samla up`: make a home, and run the whole service in one process."""

import logging
from contextlib import ExitStack
from dataclasses import replace

import click

from catalog import sources
from catalog.clock import utc_now
from indexer.sync import rebuild
from samla.cli.output import note
from samla.cli.shipped import SHIPPED
from samla.settings import find_home
from samla.settings_file import settings_template
from samla.wiring import Program


@click.command("init")
@click.option("--no-sources", is_flag=True, help="Start with an empty source list.")
@click.option("--contact", default="", help="Where partners can reach you about the robot; sent with every request.")
def init_command(no_sources: bool, contact: str) -> None:
    """Create the data folder with samla.toml and the shipped sources (paused)."""
    import os

    home = find_home(os.environ)
    home.path.mkdir(parents=True, exist_ok=True)
    if home.settings_file.exists():
        note(f"{home.settings_file} is there already and stays as it is")
    else:
        home.settings_file.write_text(settings_template(contact=contact), encoding="utf-8")
    program = Program.from_environment()
    added = 0 if no_sources else _add_shipped(program)
    home.secret_key(program.settings)
    if not program.engine.is_current():
        rebuild(program.db, program.engine)
    note(f"{home.path} is ready with {added} new sources, all paused.")
    note("Check each source's terms, then: samla sources resume SLUG; samla users add NAME; samla up")


def _add_shipped(program: Program) -> int:
    added = 0
    with program.db.write() as session:
        for draft in SHIPPED:
            if sources.find_source(session, draft.slug) is None:
                sources.add_source(session, draft, now=utc_now())
                sources.pause(session, draft.slug)
                added += 1
    return added


@click.command("up")
@click.option("--host", default=None, help="The address to listen on; default from the settings.")
@click.option("--port", type=int, default=None, help="The port to listen on; default from the settings.")
@click.option("--only", type=click.Choice(["web", "jobs"]), help="One half of it, to run the two as separate services.")
def up_command(host: str | None, port: int | None, only: str | None) -> None:
    """Run the web front end and the scheduled jobs until stopped."""
    from samla.cli.serving import heartbeat, listen_for_signals, wait_for, web_server
    from schedules.scheduler import run_until_signalled

    program = _listening_at(Program.from_environment(), host, port)
    logging.basicConfig(level=program.settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # It says every tick; what ticks lead to is in the run ledger.
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    if only == "jobs":
        note("Samla does its scheduled jobs; Ctrl-C ends it")
        run_until_signalled(program.schedule_services)
        return
    host, port = program.settings.web.host, program.settings.web.port
    asked_to_end = listen_for_signals()
    with ExitStack() as stack:
        stack.enter_context(web_server(program, host, port))
        if only is None:
            stack.enter_context(heartbeat(program))
        note(f"Samla is at {program.base_url} (listening on {host}:{port}); Ctrl-C ends it")
        wait_for(asked_to_end)
        note("ending; running jobs are given back and go on next time")


def _listening_at(program: Program, host: str | None, port: int | None) -> Program:
    """The program with another address to listen on, which is also what links name when no base_url is set."""
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    web = program.settings.web.model_copy(update=given)
    return replace(program, settings=program.settings.model_copy(update={"web": web}))
