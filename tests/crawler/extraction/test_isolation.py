"""Documents that crash, hang or swell harm nobody but themselves."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.extraction.isolation import Zygote, extract_isolated, is_small_page
from crawler.extraction.model import ExtractionStatus
from crawler.extraction.zygote import Limits
from tests.crawler.extraction.samples import build_docx, fetched

LIMITS = Limits(memory_bytes=600 << 20, cpu_seconds=1, wall_seconds=1.5)
READER = "tests.crawler.extraction.misbehaving:read"


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """A zygote whose reader does as it is told."""
    with Zygote(limits=LIMITS, reader=READER) as running:
        yield running


@pytest.mark.parametrize(
    ("deed", "status"),
    [
        ("abort", ExtractionStatus.CRASHED),
        ("exit", ExtractionStatus.CRASHED),
        ("chatter", ExtractionStatus.CRASHED),
        ("hang", ExtractionStatus.TIMEOUT),
        ("spin", ExtractionStatus.TIMEOUT),
        pytest.param(
            "swell",
            ExtractionStatus.TOO_BIG,
            marks=pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not limit address space"),
        ),
        ("leave a child", ExtractionStatus.TIMEOUT),
    ],
)
def test_bad_document_costs_only_itself(zygote: Zygote, deed: str, status: ExtractionStatus) -> None:
    """A document's end is told by its status, and the next one is read by the same process."""
    before = zygote.pid

    found = zygote.extract(fetched(deed))

    assert (status, True) == (found.status, bool(found.error))
    assert ("next", before) == (zygote.extract(fetched("next")).title, zygote.pid)


def test_too_much_output_is_too_big() -> None:
    """A document that gives more than it may is stopped."""
    with Zygote(limits=Limits(output_bytes=1000), reader=READER) as zygote:
        assert ExtractionStatus.TOO_BIG is zygote.extract(fetched("x" * 5000)).status


def test_dead_zygote_is_replaced() -> None:
    """When the process itself is killed between two documents, the next is read by another."""
    with Zygote(limits=LIMITS, reader=READER) as zygote:
        first = zygote.pid
        kill(first)

        assert "after" == zygote.extract(fetched("after")).title
        assert first != zygote.pid


def test_zygote_killed_under_a_document_marks_it_crashed() -> None:
    """The document that was being read is marked, and the next one is read."""
    with Zygote(limits=LIMITS, reader=READER) as zygote:
        timer = threading.Timer(0.3, os.kill, (zygote.pid, signal.SIGKILL))
        timer.start()

        assert ExtractionStatus.CRASHED is zygote.extract(fetched("hang")).status
        assert "after" == zygote.extract(fetched("after")).title


def kill(pid: int | None) -> None:
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


def test_zygote_that_cannot_start_marks_the_document() -> None:
    """A reader that does not exist gives a crashed extraction and no exception."""
    with Zygote(limits=LIMITS, reader="crawler.extraction.nowhere:read") as zygote:
        assert ExtractionStatus.CRASHED is zygote.extract(fetched("x")).status


def test_threads_take_turns(zygote: Zygote) -> None:
    """Calls from several threads each get their own answer."""
    titles: dict[str, str] = {}

    def ask(name: str) -> None:
        titles[name] = zygote.extract(fetched(name)).title

    threads = [threading.Thread(target=ask, args=(f"document {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {f"document {number}": f"document {number}" for number in range(8)} == titles


def test_zygote_ends_with_its_caller(tmp_path: Path) -> None:
    """A killed caller leaves no process behind."""
    script = (
        "import time; from crawler.extraction.isolation import Zygote\n"
        "with Zygote() as zygote: print(zygote.pid, flush=True); time.sleep(60)\n"
    )
    caller = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
    assert caller.stdout is not None
    pid = int(caller.stdout.readline())
    caller.kill()
    caller.wait()
    caller.stdout.close()

    assert gone(pid)


def gone(pid: int) -> bool:
    """True when the process ends within ten seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").exists() and ") Z " in Path(f"/proc/{pid}/stat").read_text():
            return True
        time.sleep(0.05)
    return False


def test_zygote_inherits_nothing() -> None:
    """The process holds its socket and the standard streams, and no file the caller has open."""
    with Path(__file__).open() as held, Zygote(limits=LIMITS, reader=READER) as zygote:
        if not Path("/proc/self/fd").exists():
            pytest.skip("needs /proc")
        os.set_inheritable(held.fileno(), True)
        zygote.extract(fetched("x"))
        targets = {str(entry.readlink()) for entry in Path(f"/proc/{zygote.pid}/fd").iterdir()}

        assert __file__ not in targets


def test_small_pages_are_read_here() -> None:
    """Small markup is read in this process, everything else in its own."""
    small, docx, long, dense = b"<html><p>x", build_docx(("Normal", "x")), b"<html>" + b"x" * (2 << 20), b"<p>" * 30_000

    assert [True, False, False, False] == [is_small_page(body) for body in (small, docx, long, dense)]


def test_documents_are_read_in_isolation() -> None:
    """A web page and a document give the same as without isolation."""
    with Zygote() as zygote:
        read = [
            extract_isolated(zygote, fetched(body)).text
            for body in (b"<main>Side</main>", build_docx(("Normal", "Fil")))
        ]

    assert ["Side", "Fil"] == read


def test_closed_zygote_starts_again() -> None:
    """A call after closing starts another process."""
    zygote = Zygote(limits=LIMITS, reader=READER)
    try:
        zygote.extract(fetched("x"))
        zygote.close()

        assert "again" == zygote.extract(fetched("again")).title
    finally:
        zygote.close()
