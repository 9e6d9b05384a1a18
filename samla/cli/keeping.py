"""`samla backup` and `samla restore`: one file with everything that cannot be made again."""

import gzip
import sqlite3
import tarfile
import tempfile
import zlib
from pathlib import Path

import click

from samla.cli.output import note
from samla.settings import find_home
from samla.wiring import Program

#: What a backup holds besides the catalogue; the index is built anew from it.
_PARTS = ("samla.toml", "secret.key", "blobs")


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup_command(file: Path) -> None:
    """Write catalogue, raw bytes, settings and key to FILE (.tar.gz); safe while Samla runs.

    The file holds subscribers' addresses and the signing key: keep it as you keep those.
    """
    if file.exists():
        raise click.UsageError(f"{file} exists already; name a new file")
    program = Program.from_environment()
    if not program.db.is_sqlite:
        raise click.UsageError("the catalogue is in PostgreSQL: back it up with pg_dump, and copy the home folder")
    with tempfile.TemporaryDirectory(dir=program.home.path) as folder:
        copy = Path(folder) / "catalog.db"
        _copy_catalogue(program, copy)
        unfinished = file.with_name(file.name + ".part")
        with tarfile.open(unfinished, "w:gz", compresslevel=3) as archive:
            archive.add(copy, "catalog.db")
            for part in _PARTS:
                if (program.home.path / part).exists():
                    archive.add(program.home.path / part, part)
        unfinished.chmod(0o600)
        unfinished.replace(file)
    note(f"{file}: {file.stat().st_size / 1024**2:.1f} MiB")


def _copy_catalogue(program: Program, copy: Path) -> None:
    # The backup API starts over at every write of another process; VACUUM INTO reads one state.
    source = sqlite3.connect(program.home.path / "catalog.db")
    try:
        source.execute("VACUUM INTO ?", (str(copy),))
    finally:
        source.close()


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore_command(file: Path) -> None:
    """Unpack a backup into an empty SAMLA_HOME, check it, and leave the index to be built anew."""
    import os

    home = find_home(os.environ)
    if home.path.exists() and any(home.path.iterdir()):
        raise click.UsageError(f"{home.path} is not empty; set SAMLA_HOME to a new folder")
    home.path.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.path, prefix=".restoring-") as folder:
        _unpack(file, Path(folder))
        _check(Path(folder), file)
        for part in Path(folder).iterdir():
            part.rename(home.path / part.name)
    note(f"restored to {home.path}; build the index with: samla index rebuild")


def _unpack(file: Path, folder: Path) -> None:
    try:
        with tarfile.open(file) as archive:
            archive.extractall(folder, filter="data")
    # A file that was cut off gives EOFError, which Click would take for Ctrl-D.
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise click.UsageError(f"{file} is no backup of Samla, or is damaged: {error}") from error


def _check(folder: Path, file: Path) -> None:
    catalogue = folder / "catalog.db"
    if not catalogue.exists():
        raise click.UsageError(f"{file} holds no catalogue")
    connection = sqlite3.connect(catalogue)
    try:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    finally:
        connection.close()
    if verdict != "ok":
        raise click.ClickException(f"the catalogue in {file} is damaged: {verdict}")
