"""`samla sources`: the partners' sites."""

import re
from typing import Any

import click

from catalog import sources
from catalog.clock import utc_now
from catalog.documents import count_documents_by_source
from catalog.models import ShowText, Source
from samla.cli.output import json_option, note, print_json, print_rows
from samla.wiring import Program

_UNITS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


@click.group("sources")
def sources_command() -> None:
    """The sites that are harvested."""


class Interval(click.ParamType[int]):
    """A span of time such as 30m, 12h, 1d or 2w, in seconds."""

    name = "interval"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Seconds."""
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"(\d+)([mhdw])", str(value))
        if match is None:
            self.fail(f"{value!r} is no interval: write a number and m, h, d or w, such as 12h or 1d", param, ctx)
        return int(match[1]) * _UNITS[match[2]]


@sources_command.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """List every source with its state."""
    with Program.from_environment().db.read() as session:
        counts = count_documents_by_source(session)
        rows = [
            {
                "slug": source.slug,
                "name": source.name,
                "state": source.state.value,
                "documents": counts.get(source.id, 0),
                "harvested": source.harvested_at,
                "next": source.next_crawl_at,
                "start": source.start_url,
            }
            for source in sources.list_sources(session)
        ]
    print_rows(rows, as_json=as_json, empty="no sources yet: samla sources add SLUG URL")


@sources_command.command("add")
@click.argument("slug")
@click.argument("url")
@click.option("--name", default="", help="The name readers see.")
@click.option(
    "--kind", default="other", help="county, municipality, ministry, agency, programme, university, council, archive …"
)
@click.option("--allow", multiple=True, help="Address prefix inside scope (repeatable); default: the whole site.")
@click.option("--deny", multiple=True, help="Address prefix outside scope (repeatable).")
@click.option("--seed", multiple=True, help="One more address to start from (repeatable).")
@click.option("--language", type=click.Choice(["", "nb", "nn", "en"]), default="", help="What the site mostly writes.")
@click.option("--county", default="", help="The county its bare place names mean, e.g. telemark.")
@click.option(
    "--show-text",
    type=click.Choice([each.value for each in ShowText]),
    default=ShowText.FULL.value,
    show_default=True,
    help="How much of the text may be shown.",
)
@click.option("--paused", is_flag=True, help="Do not harvest it until it is resumed.")
@click.option("--max-pages", type=int, default=20_000, show_default=True, help="Stop finding addresses here.")
@click.option(
    "--every", "every_s", type=Interval(), default="1d", show_default=True, help="How often, e.g. 12h, 1d, 1w."
)
@click.option("--delay", "delay_s", type=float, default=1.0, show_default=True, help="Seconds between requests.")
@json_option
def add_command(as_json: bool, paused: bool, **draft: Any) -> None:
    """Add a site: a SLUG for commands and addresses, and the URL to start from."""
    program = Program.from_environment()
    draft["start_url"], draft["seeds"] = draft.pop("url"), draft.pop("seed")
    draft["show_text"] = ShowText(draft["show_text"])
    with program.db.write() as session:
        source = sources.add_source(session, sources.SourceDraft(**draft), now=utc_now())
        if paused:
            sources.pause(session, source.slug)
        described = describe(source)
    if as_json:
        print_json(described)
    else:
        note(f"added {described['slug']}; harvest it now with: samla crawl {described['slug']}")


def describe(source: Source) -> dict[str, Any]:
    """Every column of a source."""
    return {column.key: getattr(source, column.key) for column in Source.__table__.columns}


@sources_command.command("show")
@click.argument("slug")
@json_option
def show_command(slug: str, as_json: bool) -> None:
    """Show everything about a source."""
    with Program.from_environment().db.read() as session:
        described = describe(sources.get_source(session, slug))
    if as_json:
        print_json(described)
    else:
        print_rows([{"": name, " ": value} for name, value in described.items()], as_json=False)


@sources_command.command("pause")
@click.argument("slug")
def pause_command(slug: str) -> None:
    """Harvest a source no more until it is resumed."""
    with Program.from_environment().db.write() as session:
        sources.pause(session, slug)
    note(f"{slug} is paused; its documents can still be found")


@sources_command.command("resume")
@click.argument("slug")
def resume_command(slug: str) -> None:
    """Harvest a paused or ended source again."""
    with Program.from_environment().db.write() as session:
        sources.resume(session, slug, now=utc_now())
    note(f"{slug} is harvested again, first time now")


@sources_command.command("remove")
@click.argument("slug")
@click.option("--reason", default="removed by the operator", show_default=True, help="Kept with the source.")
def remove_command(slug: str, reason: str) -> None:
    """End a source: never harvested again; its documents stay and can be found."""
    with Program.from_environment().db.write() as session:
        sources.end(session, slug, reason=reason, now=utc_now())
    note(f"{slug} has ended; its documents stay and can be found (samla sources resume takes it up again)")


@sources_command.command("explain")
@click.argument("slug")
@click.argument("url")
@json_option
def explain_command(slug: str, url: str, as_json: bool) -> None:
    """Say what this source would do with an address."""
    from samla.cli.explain import explain_in_source

    with Program.from_environment().db.read() as session:
        print_rows(explain_in_source(session, sources.get_source(session, slug), url), as_json=as_json)
