"""
The process that stays warm and forks once for every document; run as `python -m crawler.extraction.zygote FD READER`.

It is started by exec, never forked from the crawler, so it holds no sockets, threads or database connections of it.
It ends when the socket to its caller closes.
"""

import contextlib
import gc
import importlib
import os
import pickle
import resource
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from crawler.extraction.model import Extraction, FetchedPage

#: What is worth importing before the first document.
PRELOADED = (
    "crawler.extraction.html",
    "crawler.extraction.pdf",
    "crawler.extraction.docx",
    "crawler.extraction.opendocument",
    "crawler.extraction.slides",
    "crawler.extraction.sheet",
    "crawler.extraction.plain",
)
_LENGTH = struct.Struct("<Q")
_CHUNK = 1 << 20


class Ending(StrEnum):
    """How a document's process ended."""

    DONE = "done"
    OUT_OF_MEMORY = "out_of_memory"
    TOO_SLOW = "too_slow"
    TOO_MUCH_OUTPUT = "too_much_output"
    DIED = "died"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one document may use."""

    memory_bytes: int = 1536 << 20
    cpu_seconds: int = 20
    wall_seconds: float = 60.0
    output_bytes: int = 128 << 20
    #: Where the operating system keeps to it, the largest file the process may write.
    file_bytes: int = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one document; the extraction is still pickled, for its bytes are not to be trusted."""

    ending: Ending
    pickled: bytes = b""
    detail: str = ""


def send(channel: socket.socket, value: object) -> None:
    body = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    channel.sendall(_LENGTH.pack(len(body)))
    channel.sendall(body)


def receive(channel: socket.socket) -> bytes:
    """
    Return one pickled message; raises EOFError when the other side has closed.
    """
    (length,) = _LENGTH.unpack(_receive_exactly(channel, _LENGTH.size))
    return _receive_exactly(channel, length)


def _receive_exactly(channel: socket.socket, length: int) -> bytes:
    received = bytearray()
    while len(received) < length:
        chunk = channel.recv(min(_CHUNK, length - len(received)))
        if not chunk:
            raise EOFError("The other side closed the channel.")
        received += chunk
    return bytes(received)


def serve(channel: socket.socket, read: Callable[[FetchedPage], Extraction]) -> None:
    """
    Answer one request after another until the caller closes the channel.
    """
    while True:
        try:
            page, limits = pickle.loads(receive(channel))  # noqa: S301 - from the process that started this one
        except (EOFError, ConnectionError):
            return
        answer = run_in_fork(read, page, limits, channel)
        try:
            send(channel, answer)
        except ConnectionError:
            return


def run_in_fork(
    read: Callable[[FetchedPage], Extraction], page: FetchedPage, limits: Limits, channel: socket.socket
) -> Answer:
    """
    Read one document in a fork of this process and reap it, however it ends.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        channel.close()
        _run_and_exit(read, page, limits, writing)
    os.close(writing)
    try:
        output, ending = _collect(reading, limits, channel)
    finally:
        os.close(reading)
    if ending is not Ending.DONE:
        _kill(pid)
    _, status = os.waitpid(pid, 0)
    return _conclude(output, ending, status)


def _run_and_exit(read: Callable[[FetchedPage], Extraction], page: FetchedPage, limits: Limits, writing: int) -> None:
    """
    The life of the forked process; never returns.
    """
    code = 1
    try:
        os.setsid()
        # Should the zygote be killed meanwhile, nobody is left to kill this process; the alarm is.
        signal.alarm(int(limits.wall_seconds) + 5)
        _silence()
        limit(limits)
        try:
            result = b"+" + pickle.dumps(read(page), pickle.HIGHEST_PROTOCOL)
        except MemoryError:
            result = b"-"
        with open(writing, "wb", closefd=False) as pipe:
            pipe.write(result)
        code = 0
    finally:
        os._exit(code)


def limit(limits: Limits) -> None:
    """
    Set the resource limits, each as far as the operating system knows it: macOS ignores the one on memory.
    """
    wanted = (
        ("RLIMIT_AS", limits.memory_bytes, limits.memory_bytes),
        ("RLIMIT_CPU", limits.cpu_seconds, limits.cpu_seconds + 1),
        ("RLIMIT_FSIZE", limits.file_bytes, limits.file_bytes),
        ("RLIMIT_NOFILE", 128, 128),
        ("RLIMIT_CORE", 0, 0),
    )
    for name, soft, hard in wanted:
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (soft, hard))


def _silence() -> None:
    """
    Native readers write complaints to the standard streams; nobody reads them there.
    """
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _collect(reading: int, limits: Limits, channel: socket.socket) -> tuple[bytes, Ending]:
    """
    Read what the child writes until it closes, is too slow or writes too much; exits when the caller is gone.
    """
    output = bytearray()
    until = time.monotonic() + limits.wall_seconds
    while True:
        left = until - time.monotonic()
        ready = select.select([reading, channel.fileno()], [], [], left)[0] if left > 0 else []
        if not ready or channel.fileno() in ready:
            # The caller never speaks while it waits: a readable channel means that it has closed.
            return b"", Ending.TOO_SLOW
        chunk = os.read(reading, _CHUNK)
        if not chunk:
            return bytes(output), Ending.DONE
        output += chunk
        if len(output) > limits.output_bytes:
            return b"", Ending.TOO_MUCH_OUTPUT


def _kill(pid: int) -> None:
    """
    Kill the child and all it may have started.
    """
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _conclude(output: bytes, ending: Ending, status: int) -> Answer:
    if ending is not Ending.DONE:
        return Answer(ending=ending)
    code = os.waitstatus_to_exitcode(status)
    if code in (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGALRM):
        return Answer(ending=Ending.TOO_SLOW)
    if code < 0:
        return Answer(ending=Ending.DIED, detail=f"signal {signal.Signals(-code).name}")
    if output[:1] == b"+" and code == 0:
        return Answer(ending=Ending.DONE, pickled=output[1:])
    return (
        Answer(ending=Ending.OUT_OF_MEMORY)
        if output == b"-"
        else Answer(ending=Ending.DIED, detail=f"exit code {code}")
    )


def load(reader: str) -> Callable[[FetchedPage], Extraction]:
    """
    Import "module:function".
    """
    module, _, name = reader.partition(":")
    function: Callable[[FetchedPage], Extraction] = getattr(importlib.import_module(module), name)
    return function


def main(descriptor: int, reader: str) -> None:
    """
    Warm up and serve on the inherited socket.
    """
    # Ctrl-C reaches the whole group; the caller decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = socket.socket(fileno=descriptor)
    for module in PRELOADED:
        importlib.import_module(module)
    read = load(reader)
    gc.collect()
    gc.freeze()
    serve(channel, read)


if __name__ == "__main__":
    # Under its own name, so that answers are pickled as classes the caller knows.
    importlib.import_module("crawler.extraction.zygote").main(int(sys.argv[1]), sys.argv[2])
