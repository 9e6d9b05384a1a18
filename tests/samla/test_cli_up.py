"""`samla up`: the whole service as one process."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.samla.conftest import Shell
from tests.support.smtp import free_port

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@contextmanager
def service(*options: str) -> Iterator["subprocess.Popen[str]"]:
    """`samla up` while the block lasts; killed when it does not end by itself."""
    command = [sys.executable, "-m", "samla", "up", *options]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def ask(port: int, path: str, *, within_s: float = 30) -> bytes:
    """The answer of the service, as soon as it is there."""
    until = time.monotonic() + within_s
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                return bytes(answer.read())
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def test_pages_jobs_and_an_end_in_good_order(shell: Shell) -> None:
    """It says where it is, builds the missing index by itself, and ends with 0 when asked to."""
    shell("init", "--no-sources")
    port = free_port()
    with service("--port", str(port)) as process:
        ready = json.loads(ask(port, "/-/readyz"))
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=60)[1]

    assert "ok" == ready["status"]
    assert f"Samla is at http://127.0.0.1:{port} " in said
    assert 0 == process.returncode, said


def test_the_web_alone_does_no_jobs(shell: Shell) -> None:
    """With --only web the index stays missing, and the service says that it is not ready and what to do."""
    port = free_port()
    with service("--port", str(port), "--only", "web"):
        alive = json.loads(ask(port, "/-/healthz"))

        assert {"status": "ok"} == alive
        with pytest.raises(urllib.error.HTTPError, match="503") as refusal:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/-/readyz", timeout=10)
        with refusal.value as answer:
            assert "samla index rebuild" in answer.read().decode()
    assert not shell("index", "status", "--json").json()["current"]


def test_the_jobs_alone_open_no_port(shell: Shell) -> None:
    """With --only jobs the index is built, and nobody listens."""
    port = free_port()
    with service("--port", str(port), "--only", "jobs") as process:
        until = time.monotonic() + 60
        while not shell("index", "status", "--json").json()["current"]:
            assert time.monotonic() < until
            time.sleep(0.5)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=2)
        process.send_signal(signal.SIGTERM)
        assert 0 == process.wait(timeout=60)


def test_a_port_in_use_is_told(shell: Shell) -> None:
    """In one line that says what to do, with exit code 1."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with service("--port", str(port)) as process:
            said = process.communicate(timeout=60)[1]

    assert 1 == process.returncode
    assert re.search(rf"cannot listen on 127\.0\.0\.1:{port}: .*--port", said)
    assert "Traceback" not in said
