"""Reads documents in a process of their own that may hang, swell or crash without harm; for the crawler to call."""

import contextlib
import io
import pickle
import socket
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from crawler.extraction import mime as mimes
from crawler.extraction.model import Extraction, ExtractionStatus, FetchedPage
from crawler.extraction.outcome import refuse
from crawler.extraction.read import extract
from crawler.extraction.zygote import Answer, Ending, Limits, receive, send

#: HTML below both is read in the calling process.
_SMALL_BYTES = 1 << 20
_FEW_TAGS = 20_000
#: Time for the zygote to start, or to answer after the document's own time is up.
_PATIENCE_SECONDS = 30.0
#: Where the packages are, so that the new interpreter finds them wherever it starts.
_ROOT = Path(__file__).resolve().parents[2]
_TRUSTED = frozenset({("datetime", "date"), ("datetime", "datetime")})
_TRUSTED_MODULE = "crawler.extraction.model"
_ANSWERS = {
    Ending.OUT_OF_MEMORY: (ExtractionStatus.TOO_BIG, "The document needs more memory than it may have."),
    Ending.TOO_MUCH_OUTPUT: (ExtractionStatus.TOO_BIG, "The document gives more text than it may."),
    Ending.TOO_SLOW: (ExtractionStatus.TIMEOUT, "The document takes longer to read than it may."),
    Ending.DIED: (ExtractionStatus.CRASHED, "The document crashed its reader"),
}


class Zygote:
    """
    A warm process that reads documents, each in a fork of its own.

    It is started by exec at the first call or on entering the context, so it may be made at any time, also when a
    reactor, threads or database connections exist. Calls from several threads wait for one another.
    A zygote that dies is replaced; the document it died with is marked as crashed.
    """

    def __init__(self, *, limits: Limits | None = None, reader: str = "crawler.extraction.read:extract") -> None:
        self._limits = limits or Limits()
        self._reader = reader
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None

    def __enter__(self) -> Self:
        with self._lock:
            self._running_channel()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def extract(self, page: FetchedPage) -> Extraction:
        """
        Read a document in a fork; whatever it does, the answer is an extraction.
        """
        with self._lock:
            try:
                answer = self._ask(page)
            except (EOFError, OSError, pickle.UnpicklingError) as error:
                self._stop()
                answer = Answer(ending=Ending.DIED, detail=f"the process that reads documents ended: {error}")
        return _conclude(page, answer)

    def close(self) -> None:
        """
        End the process; a later call starts another.
        """
        with self._lock:
            self._stop()

    def _ask(self, page: FetchedPage) -> Answer:
        channel = self._running_channel()
        send(channel, (page, self._limits))
        answer = pickle.loads(receive(channel))  # noqa: S301 - from our own zygote; the document's part of it stays pickled
        if not isinstance(answer, Answer):
            raise pickle.UnpicklingError("The answer is of another kind.")
        return answer

    def _running_channel(self) -> socket.socket:
        if self._process is not None and self._process.poll() is not None:
            self._stop()
        if self._channel is None:
            self._channel, self._process = self._start()
        return self._channel

    def _start(self) -> tuple[socket.socket, "subprocess.Popen[bytes]"]:
        ours, theirs = socket.socketpair()
        with theirs:
            # Nothing in the command comes from outside.
            command = [sys.executable, "-m", "crawler.extraction.zygote", str(theirs.fileno()), self._reader]
            process = subprocess.Popen(command, cwd=_ROOT, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])  # noqa: S603
        ours.settimeout(self._limits.wall_seconds + _PATIENCE_SECONDS)
        return ours, process

    def _stop(self) -> None:
        """
        Close the channel, which ends the process; kill it when it does not.
        """
        if self._channel is not None:
            self._channel.close()
        if self._process is not None:
            try:
                self._process.wait(timeout=2)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._channel, self._process = None, None


def extract_isolated(zygote: Zygote, page: FetchedPage) -> Extraction:
    """
    Read small web pages here and everything else in a process of its own.
    """
    return extract(page) if is_small_page(page.body) else zygote.extract(page)


def is_small_page(body: bytes) -> bool:
    """
    True for markup that this process can read safely and soon.
    """
    return len(body) <= _SMALL_BYTES and mimes.looks_like_markup(body) and body.count(b"<") <= _FEW_TAGS


def _conclude(page: FetchedPage, answer: Answer) -> Extraction:
    if answer.ending is Ending.DONE:
        with contextlib.suppress(Exception):
            return _load(answer.pickled)
        answer = Answer(ending=Ending.DIED, detail="its answer cannot be read")
    status, error = _ANSWERS[answer.ending]
    detail = f" ({answer.detail})." if answer.detail else "."
    return refuse(_mime(page), status, error.rstrip(".") + detail)


def _mime(page: FetchedPage) -> str:
    """
    The type by the first bytes; the rest of a file that killed its reader is not looked at again.
    """
    return mimes.sniff_start(page)


def _load(pickled: bytes) -> Extraction:
    extraction = _Unpickler(io.BytesIO(pickled)).load()
    if not isinstance(extraction, Extraction):
        raise pickle.UnpicklingError("The answer is not an extraction.")
    return extraction


class _Unpickler(pickle.Unpickler):
    """
    Builds nothing but extractions: a taken-over reader must not reach its caller through its answer.
    """

    def find_class(self, module: str, name: str) -> Any:
        if module == _TRUSTED_MODULE or (module, name) in _TRUSTED:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not part of an extraction.")
