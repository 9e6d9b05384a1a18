"""
Runs a command with a private, temporary PostgreSQL server: `python -m tests.support.postgres COMMAND…`.

The command finds the server in SAMLA_TEST_DATABASE_URL. Ends with 77 when no PostgreSQL is installed.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

NOT_INSTALLED = 77
#: Durability is of no use to a server that lives for one command.
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def find_programs() -> Path | None:
    """The folder with initdb and postgres, of the newest version there is."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def running_server(programs: Path) -> Iterator[str]:
    """The address of a server that lives while the block runs."""
    with tempfile.TemporaryDirectory(prefix="samla-postgres-", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        if os.geteuid() == 0:
            # The server refuses to run as root.
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        initdb = [programs / "initdb", "-D", data, "-U", "samla", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        subprocess.run(_as_owner(initdb), check=True, stdout=subprocess.DEVNULL, cwd=folder)
        port = _free_port()
        options = [option for setting in _FAST for option in ("-c", setting)]
        listen = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-p", str(port)]
        with (Path(folder) / "log").open("wb") as log:
            server = subprocess.Popen(
                _as_owner([programs / "postgres", "-D", data, *listen, *options]), stderr=log, stdout=log, cwd=folder
            )
        try:
            _wait_for(server, port, Path(folder) / "log")
            yield f"postgresql+psycopg://samla@127.0.0.1:{port}/postgres"
        finally:
            # Fast shutdown: sessions that are still open are ended. setpriv became the server itself.
            server.send_signal(2)
            server.wait(timeout=30)


def _as_owner(command: Sequence[str | Path]) -> list[str]:
    words = [str(word) for word in command]
    if os.geteuid() != 0:
        return words
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *words]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    import psycopg

    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="samla", dbname="postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-2000:]}")


def main(command: Sequence[str]) -> int:
    """Run the command with a server; its exit code."""
    programs = find_programs()
    if programs is None:
        print("PostgreSQL is not installed; on Debian: apt install postgresql", file=sys.stderr)
        return NOT_INSTALLED
    with running_server(programs) as url:
        return subprocess.run(command, env={**os.environ, "SAMLA_TEST_DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit("usage: python -m tests.support.postgres COMMAND…")
    sys.exit(main(sys.argv[1:]))
