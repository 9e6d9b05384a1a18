"""How commands speak: results on standard output, everything else on standard error."""

import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console


@cache
def console() -> "Console":
    """Standard error, with colours and bars when it is a terminal."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def fault(message: str) -> None:
    """One message about what went wrong."""
    click.echo(f"samla: {message}", err=True)


def note(message: str) -> None:
    """One message about what goes on."""
    click.echo(message, err=True)


def print_json(value: object) -> None:
    """One JSON document; instants and days in ISO 8601."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def print_rows(rows: Sequence[dict[str, Any]], *, as_json: bool, empty: str = "nothing") -> None:
    """A table, or the same rows as JSON."""
    if as_json:
        print_json(list(rows))
        return
    if not rows:
        note(empty)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row.values()))
    # A pipe has no width: 80 columns would break every address.
    width = None if sys.stdout.isatty() else 200
    Console(file=sys.stdout, highlight=False, width=width).print(table)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    return str(value)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
