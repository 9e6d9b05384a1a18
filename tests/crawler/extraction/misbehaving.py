"""A reader that does what the document tells it to, for the isolation tests; runs in the zygote's forks."""

import os
import time

from crawler.extraction.model import DocumentType, Extraction, ExtractionStatus, FetchedPage


def read(page: FetchedPage) -> Extraction:
    """Behave as the body says; an unknown word is read as text."""
    word = page.body.decode()
    if word in _DEEDS:
        _DEEDS[word]()
    return Extraction(type=DocumentType.TEXT, status=ExtractionStatus.OK, mime="text/plain", title=word)


def _spin() -> None:
    while True:
        pass


def _swell() -> None:
    blocks = []
    while True:
        # More than the limit at once: touching it bit by bit could outlast the time limit on a busy machine.
        blocks.append(bytearray(1 << 30))


def _chatter() -> None:
    raise SystemExit(os.write(1, b"noise") and 0)


def _leave_a_child() -> None:
    if os.fork() == 0:
        time.sleep(60)
    time.sleep(60)


_DEEDS = {
    "abort": os.abort,
    "exit": lambda: os._exit(3),
    "hang": lambda: time.sleep(60),
    "spin": _spin,
    "swell": _swell,
    "chatter": _chatter,
    "leave a child": _leave_a_child,
}
