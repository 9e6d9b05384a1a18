"""`samla demo`: the whole walk on an invented region, from nothing to an answer and an alert."""

import json
import os
import secrets
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

import click
from sqlalchemy import select

from alerts import compose, matching, outbox
from alerts.mailer import open_mailer
from catalog import sources, staff
from catalog.clock import utc_now
from catalog.models import Delivery, Role, Run
from demo.region import SITES, DemoSite
from demo.searches import PICKS
from demo.server import RunningRegion, free_ports, serve
from samla.cli.changes import describe_changes
from samla.cli.crawl import harvest, sync_with_bar
from samla.cli.demo_subscriber import ADDRESS, QUERY, subscribe_demo_reader
from samla.cli.output import console, note
from samla.cli.serving import free_port, heartbeat, listen_for_signals, wait_for, web_server
from samla.settings import Home, load_settings
from samla.wiring import Program

_SETTINGS = """\
# The demo's settings; see docs/reference/settings.md for all there are.
[crawl]
# The demo region's partner sites are served on this machine.
allow_addresses = ["127.0.0.0/8"]
sources_at_once = 8
contact = "https://samla.example.org/robot"
"""


@click.command("demo")
@click.option(
    "--day", type=click.IntRange(1, 2), default=None, help="The region's day; default 1, and 2 from the second time on."
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".demo"),
    show_default=True,
    help="Where the demo's data is kept.",
)
@click.option(
    "--port", type=int, default=8000, show_default=True, help="The web front end's port, or the next free one."
)
@click.option("--once", is_flag=True, help="Harvest, index and match, then end.")
def demo_command(day: int | None, folder: Path, port: int, once: bool) -> int:
    """Serve the demo region, harvest it, index it and open the web front end."""
    demo = _open(folder.absolute(), day, port)
    with ExitStack() as stack:
        region = stack.enter_context(_serve(demo))
        _add_sources(demo.program, region)
        runs = _walk(demo)
        (demo.folder / "last-day").write_text(str(demo.day))
        if not once:
            asked_to_end = listen_for_signals()
            stack.enter_context(web_server(demo.program, "127.0.0.1", demo.port))
            stack.enter_context(heartbeat(demo.program))
            _say_what_to_try(demo)
            wait_for(asked_to_end)
            note("ending the web front end, the jobs and the partner sites …")
    return 0 if all(run.state.value == "done" for run in runs) else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Demo:
    folder: Path
    day: int
    ports: dict[str, int]
    port: int
    program: Program
    began_at: datetime
    #: Nothing was harvested before.
    is_first: bool


def _open(folder: Path, day: int | None, port: int) -> _Demo:
    home = Home(folder / "home")
    home.path.mkdir(parents=True, exist_ok=True)
    if not home.settings_file.exists():
        home.settings_file.write_text(_SETTINGS, encoding="utf-8")
    os.environ["SAMLA_HOME"] = str(home.path)
    port = free_port("127.0.0.1", port)
    settings = load_settings(home, os.environ)
    settings = settings.model_copy(update={"web": settings.web.model_copy(update={"port": port})})
    last_day = folder / "last-day"
    return _Demo(
        folder=folder,
        day=day or (2 if last_day.exists() else 1),
        ports=_ports(folder / "ports.json"),
        port=port,
        program=Program(home=home, settings=settings),
        began_at=utc_now(),
        is_first=not last_day.exists(),
    )


def _serve(demo: _Demo) -> RunningRegion:
    try:
        return serve(demo.folder / "region", day=demo.day, ports=demo.ports)
    except OSError as error:
        words = (
            f"{error.strerror}\nThe demo in {demo.folder} is perhaps running already: end it, or use another --folder."
        )
        raise click.ClickException(words) from error


def _ports(file: Path) -> dict[str, int]:
    """The sites' ports, the same every time: an address is what a document is known by."""
    if not file.exists():
        file.write_text(json.dumps(free_ports()))
    ports: dict[str, int] = json.loads(file.read_text())
    return ports


def _add_sources(program: Program, region: RunningRegion) -> None:
    with program.db.write() as session:
        for site in SITES:
            if sources.find_source(session, site.slug) is None:
                sources.add_source(session, _draft(site, region), now=utc_now())


def _draft(site: DemoSite, region: RunningRegion) -> sources.SourceDraft:
    return sources.SourceDraft(
        slug=site.slug,
        name=site.name,
        kind=site.kind,
        start_url=region.url(site.slug),
        allow=[region.url(site.slug, prefix) for prefix in site.allow_prefixes],
        deny=[region.url(site.slug, prefix) for prefix in site.deny_prefixes],
        language=site.language,
        max_pages=site.max_pages,
        delay_s=site.crawl_delay,
    )


def _walk(demo: _Demo) -> Sequence[Run]:
    program = demo.program
    note(f"Day {demo.day} in the demo region: harvesting {len(SITES)} partner sites on loopback")
    runs = harvest(program, [site.slug for site in SITES], full=True, by="demo")
    sync_with_bar(program)
    subscribe_demo_reader(program)
    matching.match_new(program.db, program.engine, program.clock)
    compose.compose_due(program.db, program.clock, program.alert_settings)
    with open_mailer(program.alert_settings) as mailer:
        outbox.deliver_pending(program.db, mailer, program.clock)
    if not demo.is_first:
        for line in describe_changes(program.db, since=demo.began_at):
            note(line)
    return runs


def _say_what_to_try(demo: _Demo) -> None:
    program, base = demo.program, demo.program.base_url
    name, password = _staff_account(demo)
    console().print(f"\n[bold]Samla is at {base}[/bold]   (Ctrl-C ends everything)\n")
    for query in PICKS:
        note(f"  {base}/sok?{urlencode({'q': query})}")
    note(f"\nFor staff:  {base}/drift   name {name}, password {password}")
    note(f"Mail:       {program.home.mail}   (.eml files; {_count_mails(program)} so far)")
    note(f"            {ADDRESS} follows «{QUERY}»; subscribe from any result page to get your own")
    if demo.day == 1:
        note("\nRun `make demo` again for the day after: pages change, appear, move and go, and mail goes out.")
    else:
        note("\n`make demo DAY=1` brings the first day back; `rm -r .demo` begins anew.")


def _staff_account(demo: _Demo) -> tuple[str, str]:
    file = demo.folder / "staff-password"
    if not file.exists():
        file.write_text(secrets.token_urlsafe(12))
        with demo.program.db.write() as session:
            if staff.find_user(session, "demo") is None:
                staff.add_user(session, "demo", file.read_text(), Role.ADMIN, now=utc_now())
    return "demo", file.read_text()


def _count_mails(program: Program) -> int:
    with program.db.read() as session:
        return len(session.scalars(select(Delivery.id).where(Delivery.sent_at.is_not(None))).all())
