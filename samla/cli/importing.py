"""`samla import`: material that can no longer be fetched, from web archive files or a folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from samla.cli.output import fault, note
from samla.wiring import Program

if TYPE_CHECKING:
    from crawler.extraction.model import FetchedPage


@click.group("import")
def import_command() -> None:
    """Bring in material without fetching it."""


@import_command.command("warc")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--source", "slug", required=True, help="The source the pages belong to.")
def warc_command(path: Path, slug: str) -> int:
    """Import the answers in a WARC file (.warc or .warc.gz) whose addresses are inside the source's scope."""
    from warcio.exceptions import ArchiveLoadFailed

    from crawler.archive_import import read_warc

    try:
        return _import(Program.from_environment(), slug, read_warc(path), named=f"{path} as a WARC file")
    except ArchiveLoadFailed as error:
        fault(f"{path} is no WARC file, or is damaged: {error}")
        return 1


@import_command.command("files")
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--source", "slug", required=True, help="The source the files belong to.")
@click.option("--at", "address", default="", help="The address the folder stands for; default: the source's start.")
def files_command(path: Path, slug: str, address: str) -> int:
    """Import every file of a folder, as if each stood at its path below an address."""
    from catalog.sources import get_source
    from crawler.archive_import import read_folder

    program = Program.from_environment()
    with program.db.read() as session:
        start = address or get_source(session, slug).start_url
    return _import(program, slug, read_folder(path, start), named=str(path))


def _import(program: Program, slug: str, pages: Iterator["FetchedPage"], *, named: str) -> int:
    from crawler.archive_import import import_pages
    from samla.cli.crawl import sync_with_bar

    report = import_pages(program.db, program.blobs, program.clock, slug, pages)
    sync_with_bar(program)
    for refusal in report.refused[:20]:
        note(refusal)
    if not (report.kept or report.unchanged or report.refused):
        fault(f"nothing to import was found in {named}")
    note(f"{report.kept} kept, {report.unchanged} known already, {len(report.refused)} left out")
    return 0 if report.kept or report.unchanged else 1
