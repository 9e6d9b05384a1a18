"""The options with which a command describes a search; the same names as in the API."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from indexer.query import FACETS, MAX_PAGE, MAX_PER_PAGE, PER_PAGE, SearchQuery, Sort

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day as 2026-11-22, or a year, which means its first or last day."""

    name = "day"

    def __init__(self, *, last: bool = False) -> None:
        self.last = last

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day."""
        text = str(value)
        try:
            if len(text) == 4:
                return date(int(text), 12, 31) if self.last else date(int(text), 1, 1)
            return date.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is no day: write 2026-11-22, or a year", param, ctx)


def query_options(command: F) -> F:
    """Adds the filters of a search to a command; read them with read_query."""
    for name in reversed(FACETS):
        command = click.option(f"--{name}", multiple=True, help=f"Only this {name} (repeatable).")(command)
    command = click.option("--from", "from_on", type=Day(), help="Dated on or after this day or year.")(command)
    command = click.option("--to", "to_on", type=Day(last=True), help="Dated on or before this day or year.")(command)
    return click.option("--exact", is_flag=True, help="The words as written only.")(command)


def paging_options(command: F) -> F:
    """Adds order and paging to a command."""
    sorts = click.Choice([sort.value for sort in Sort])
    command = click.option("--sort", type=sorts, default=Sort.RELEVANCE.value, show_default=True)(command)
    command = click.option("--page", type=click.IntRange(1, MAX_PAGE), default=1, show_default=True)(command)
    return click.option("--per-page", type=click.IntRange(1, MAX_PER_PAGE), default=PER_PAGE, show_default=True)(
        command
    )


def read_query(text: str, options: dict[str, Any]) -> SearchQuery:
    """The search that was described."""
    return SearchQuery(
        text=text,
        filters={name: tuple(sorted(options[name])) for name in FACETS if options.get(name)},
        from_on=options.get("from_on"),
        to_on=options.get("to_on"),
        sort=Sort(options.get("sort", Sort.RELEVANCE)),
        page=options.get("page", 1),
        per_page=options.get("per_page", PER_PAGE),
        exact=options.get("exact", False),
    )
