"""Runs one child process: its log, the way it is stopped, and what it left behind when it went wrong."""

import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

logger = logging.getLogger(__name__)

#: How much of the end of its output is kept to explain a failure.
TAIL_BYTES = 4_096
#: A log larger than this is put aside; so many are kept.
LOG_BYTES = 2_000_000
LOGS_KEPT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildEnd:
    """How a child process ended."""

    #: The exit code; minus the signal when one ended it.
    code: int
    #: The end of what it wrote.
    tail: str
    #: We told it to stop.
    was_stopped: bool


def run_child(
    command: Sequence[str],
    *,
    log: Path,
    should_stop: Callable[[], bool],
    environment: Mapping[str, str] | None = None,
    poll_s: float = 0.25,
    grace_s: float = 10.0,
) -> ChildEnd:
    """
    Run the command to its end; without an environment it inherits ours.

    When `should_stop` says so or raises, the child and everything it started get SIGTERM, and SIGKILL after the grace.
    The child's standard input stays open for as long as this process lives: its end tells the child that we died.
    """
    child = subprocess.Popen(  # noqa: S603 - the command comes from the wiring
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        start_new_session=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    output = _Output(child.stdout, log)
    was_stopped = True
    try:
        was_stopped = _watch(child, should_stop, poll_s)
    finally:
        _end(child, grace_s)
        child.stdin.close()
        output.join()
    return ChildEnd(code=child.returncode, tail=output.tail, was_stopped=was_stopped)


def _watch(child: subprocess.Popen[bytes], should_stop: Callable[[], bool], poll_s: float) -> bool:
    while child.poll() is None:
        if should_stop():
            return True
        with suppress(subprocess.TimeoutExpired):
            child.wait(poll_s)
    return False


def _end(child: subprocess.Popen[bytes], grace_s: float) -> None:
    if child.poll() is None:
        _signal_group(child.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            child.wait(grace_s)
    if child.returncode != 0:
        # What a crashed or stubborn child had started must not live on.
        _signal_group(child.pid, signal.SIGKILL)
    child.wait()


def _signal_group(leader: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)


class _Output:
    """Copies a child's output to its log, and remembers the end of it."""

    def __init__(self, stream: IO[bytes], log: Path) -> None:
        self._stream = stream
        self._log = log
        self._end = b""
        self._thread = threading.Thread(target=self._pump, name=f"log-{log.stem}", daemon=True)
        self._thread.start()

    @property
    def tail(self) -> str:
        return self._end.decode("utf-8", "replace").strip()

    def join(self) -> None:
        # A grandchild that escaped may hold the pipe open; it is not waited for.
        self._thread.join(timeout=5)
        if not self._thread.is_alive():
            self._stream.close()

    def _pump(self) -> None:
        while chunk := os.read(self._stream.fileno(), 65_536):
            self._end = (self._end + chunk)[-TAIL_BYTES:]
            try:
                append_to_log(self._log, chunk)
            except OSError as error:
                # The child must never wait for a full disk.
                logger.warning("cannot write %s: %s", self._log, error)


def append_to_log(log: Path, chunk: bytes) -> None:
    """Add to a log, putting it aside as .1, .2 … when it has grown too large."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size + len(chunk) > LOG_BYTES:
        for number in range(LOGS_KEPT - 1, 0, -1):
            older = log.with_name(f"{log.name}.{number}")
            if older.exists():
                older.replace(log.with_name(f"{log.name}.{number + 1}"))
        log.replace(log.with_name(f"{log.name}.1"))
    with log.open("ab") as file:
        file.write(chunk)


def stop_when_parent_ends(on_end: Callable[[], None], *, stdin: int = 0) -> None:
    """For the child's side: call `on_end` from a thread when the process that started this one is gone."""

    def watch() -> None:
        # A plain read: Python's own stdin object must not be locked when the interpreter ends.
        while os.read(stdin, 1):
            time.sleep(0.01)
        on_end()

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
