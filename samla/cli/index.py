"""`samla index`: bring the search index up to date, build it anew, and tell how it stands."""

import click

from indexer.sync import count_pending, rebuild, sync
from samla.cli.bars import bar
from samla.cli.output import json_option, note, print_json, print_rows
from samla.wiring import Program


@click.group("index")
def index_command() -> None:
    """The search index; it can be thrown away and built anew at any time."""


@index_command.command("sync")
@json_option
def sync_command(as_json: bool) -> None:
    """Index what has changed."""
    program = Program.from_environment()
    with bar("Indexing") as on_progress:
        report = sync(program.db, program.engine, on_progress=on_progress)
    if as_json:
        print_json({"applied": report.applied, "deleted": report.deleted, "rebuilt": report.rebuilt})
    else:
        note(f"{report.applied} documents indexed, {report.deleted} taken out")


@index_command.command("rebuild")
@json_option
def rebuild_command(as_json: bool) -> None:
    """Build a fresh index beside the live one, and swap; searches go on meanwhile."""
    program = Program.from_environment()
    with bar("Rebuilding") as on_progress:
        count = rebuild(program.db, program.engine, on_progress=on_progress)
    if as_json:
        print_json({"documents": count})
    else:
        note(f"the new index holds {count} documents and is in use")


@index_command.command("status")
@json_option
def status_command(as_json: bool) -> int:
    """Show what the index holds and what waits."""
    program = Program.from_environment()
    engine = program.engine
    with program.db.read() as session:
        pending = count_pending(session)
    current = engine.is_current()
    row = {
        "engine": program.settings.index.engine,
        "documents": engine.count() if current else 0,
        "pending": pending,
        "current": current,
        "fingerprint": engine.fingerprint(),
        "folder": str(program.home.index),
    }
    if as_json:
        print_json(row)
    else:
        print_rows([row], as_json=False)
        if not current:
            note("the index is missing or of another version: samla index rebuild")
    return 0 if current else 1
