"""`samla backup` and `samla restore`."""

import sqlite3
import stat
import tarfile
from pathlib import Path

import pytest

from tests.samla.conftest import HOST, Shell


def move_to(shell: Shell, name: str) -> Path:
    """Make another home the current one."""
    home = shell.folder / name
    shell.set(HOME=str(home))
    return home


@pytest.fixture
def kept(shell: Shell) -> Path:
    """A backup of a home with settings, a key and one document."""
    shell("init", "--no-sources")
    shell.add_source()
    folder = shell.folder / "arkiv"
    folder.mkdir()
    text = "Partnerskapet for heltid møtes to ganger i året og følger opp tiltakene sammen. " * 5
    (folder / "heltid.html").write_text(f"<title>Heltid</title><main><h1>Heltid</h1><p>{text}</p></main>", "utf-8")
    shell("import", "files", folder, "--source", "solvik")
    file = shell.folder / "samla.tar.gz"
    assert 0 == shell("backup", file).code
    return file


def test_a_backup_is_for_its_owner_alone(kept: Path) -> None:
    """It holds the signing key and subscribers' addresses; the index is not in it."""
    assert 0o600 == stat.S_IMODE(kept.stat().st_mode)
    with tarfile.open(kept) as archive:
        names = archive.getnames()
    assert {"catalog.db", "samla.toml", "secret.key", "blobs"} <= set(names)
    assert not any(name.startswith(("index", "mail", "logs")) for name in names)


def test_what_was_backed_up_is_restored(shell: Shell, kept: Path) -> None:
    """In a new home the document is found again once the index is built, and links in old mails stay valid."""
    key = (shell.home / "secret.key").read_text()
    home = move_to(shell, "restored")
    said = shell("restore", kept)
    shell("index", "rebuild")

    assert 0 == said.code
    assert "samla index rebuild" in said.err
    assert key == (home / "secret.key").read_text()
    hits = shell("search", "heltid", "--json").json()["hits"]
    assert [f"{HOST}heltid.html"] == [hit["url"] for hit in hits]
    assert [path.name for path in _blobs(shell.home)] == [path.name for path in _blobs(home)]


def _blobs(home: Path) -> list[Path]:
    return sorted(path for path in (home / "blobs").rglob("*") if path.is_file())


def test_a_backup_is_never_overwritten(shell: Shell, kept: Path) -> None:
    """An existing file is a wrong call, and stays as it was."""
    before = kept.read_bytes()
    said = shell("backup", kept)

    assert 2 == said.code
    assert "exists already; name a new file" in said.err
    assert before == kept.read_bytes()


def test_a_home_in_use_is_never_overwritten(shell: Shell, kept: Path) -> None:
    """Restoring needs an empty home, and says how to name one."""
    said = shell("restore", kept)

    assert 2 == said.code
    assert "set SAMLA_HOME to a new folder" in said.err


def test_what_is_no_backup_is_refused(shell: Shell) -> None:
    """In words, and the home stays free for another try."""
    file = shell.folder / "brev.tar.gz"
    file.write_text("Dette er ingen sikkerhetskopi.")
    said = shell("restore", file)

    assert 2 == said.code
    assert "is no backup of Samla" in said.err
    assert not shell.home.exists() or not any(shell.home.iterdir())


def test_an_archive_of_something_else_is_refused(shell: Shell) -> None:
    """It holds no catalogue; nothing of it is left behind."""
    other = shell.folder / "annet.txt"
    other.write_text("Noe annet.")
    file = shell.folder / "annet.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        archive.add(other, "annet.txt")
    said = shell("restore", file)

    assert 2 == said.code
    assert "holds no catalogue" in said.err
    assert not shell.home.exists() or not any(shell.home.iterdir())


def test_a_backup_that_was_cut_off_is_refused(shell: Shell, kept: Path) -> None:
    """A copy that stopped half-way is told as such, without a traceback."""
    cut = shell.folder / "cut.tar.gz"
    cut.write_bytes(kept.read_bytes()[:-2_000])
    move_to(shell, "restored")
    said = shell("restore", cut)

    assert 2 == said.code
    assert "cut.tar.gz is no backup of Samla, or is damaged" in said.err
    assert not any((shell.folder / "restored").iterdir())


def test_a_backup_with_an_address_outside_is_refused(shell: Shell) -> None:
    """An archive cannot write beside the home."""
    evil = shell.folder / "evil.txt"
    evil.write_text("x")
    file = shell.folder / "evil.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        archive.add(evil, "../outside.txt")
    said = shell("restore", file)

    assert 2 == said.code
    assert not (shell.folder / "outside.txt").exists()


def test_a_folder_that_does_not_exist_is_named(shell: Shell) -> None:
    """A backup into nowhere says where, with exit code 1."""
    shell.add_source()
    said = shell("backup", shell.folder / "borte" / "samla.tar.gz")

    assert 1 == said.code
    assert "borte" in said.err


def test_what_is_only_in_the_write_ahead_log_is_backed_up(shell: Shell) -> None:
    """While another process has the catalogue open, the backup has all that was committed."""
    shell.add_source()
    writer = sqlite3.connect(shell.home / "catalog.db", isolation_level=None)
    writer.execute("PRAGMA wal_autocheckpoint=0")
    writer.execute("UPDATE source SET name = 'Solvik kommune'")
    said = shell("backup", shell.folder / "live.tar.gz")
    writer.close()
    move_to(shell, "restored")
    shell("restore", shell.folder / "live.tar.gz")

    assert 0 == said.code, said.err
    assert ["Solvik kommune"] == [row["name"] for row in shell("sources", "list", "--json").json()]


def test_nothing_unfinished_is_left(shell: Shell, kept: Path) -> None:
    """Neither beside the backup nor in the home."""
    assert not list(kept.parent.glob("*.part"))
    assert not [path for path in shell.home.iterdir() if path.name.startswith("tmp")]
