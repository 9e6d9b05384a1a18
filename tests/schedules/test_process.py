"""Child processes: how they end, how they are stopped, and what they leave behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from schedules.process import LOG_BYTES, ChildEnd, append_to_log, run_child

POLITE = "import signal,sys,time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(7)); print('up', flush=True)\n"
STUBBORN = "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True)\n"
WAIT = "time.sleep(60)"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "logs" / "crawl-solvik.log"


def run(script: str, log: Path, should_stop: Callable[[], bool] = lambda: False, grace_s: float = 5.0) -> ChildEnd:
    return run_child([sys.executable, "-c", script], log=log, should_stop=should_stop, poll_s=0.02, grace_s=grace_s)


def says_up(log: Path) -> Callable[[], bool]:
    return lambda: log.exists() and b"up" in log.read_bytes()


def wait_until(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        if true():
            return True
        time.sleep(0.02)
    return False


def test_a_child_that_ends_well(log: Path) -> None:
    """
    Code 0, and what it wrote is in the log.
    """
    end = run("print('fetched 3 pages')", log)

    assert ChildEnd(code=0, tail="fetched 3 pages", was_stopped=False) == end
    assert "fetched 3 pages\n" == log.read_text()


def test_a_child_that_fails_leaves_its_last_words(log: Path) -> None:
    """
    The end of a long output is kept, which is where the error stands.
    """
    end = run("print('x' * 100_000); raise SystemExit('no such source')", log)

    assert 1 == end.code
    assert end.tail.endswith("no such source")
    assert len(end.tail) <= 4_096


def test_a_child_killed_by_a_signal_says_which(log: Path) -> None:
    """
    An out-of-memory kill is told apart from an exit code.
    """
    end = run("import os,signal; os.kill(os.getpid(), signal.SIGKILL)", log)

    assert (-signal.SIGKILL, False) == (end.code, end.was_stopped)


def test_a_polite_child_ends_at_the_first_word(log: Path) -> None:
    """
    SIGTERM is enough for a child that listens.
    """
    end = run(POLITE + WAIT, log, says_up(log))

    assert (7, True) == (end.code, end.was_stopped)


def test_a_stubborn_child_is_killed_after_the_grace(log: Path) -> None:
    """
    SIGKILL ends what ignores SIGTERM.
    """
    end = run(STUBBORN + WAIT, log, says_up(log), grace_s=0.2)

    assert (-signal.SIGKILL, True) == (end.code, end.was_stopped)


def test_what_the_child_started_ends_with_it(log: Path) -> None:
    """
    The whole process group gets the signals.
    """
    grandchild = (
        "import subprocess,sys,time\np = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])"
    )
    tell = "\nprint('up', p.pid, flush=True); time.sleep(60)"

    run(grandchild + tell, log, says_up(log))

    pid = int(log.read_text().split()[1])
    assert wait_until(lambda: not _is_alive(pid))


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_an_order_to_stop_may_be_an_exception(log: Path) -> None:
    """
    The child is ended before the exception goes on.
    """

    def lost() -> bool:
        if says_up(log)():
            raise LookupError("the run was taken over")
        return False

    with pytest.raises(LookupError, match="taken over"):
        run(POLITE + "print('pid', __import__('os').getpid(), flush=True);" + WAIT, log, lost)


def test_the_environment_can_be_given(log: Path) -> None:
    """
    A child learns its home from the environment.
    """
    given = {**os.environ, "SAMLA_HOME": "/somewhere"}
    command = [sys.executable, "-c", "import os; print(os.environ['SAMLA_HOME'])"]

    end = run_child(command, log=log, should_stop=lambda: False, environment=given)

    assert "/somewhere" == end.tail


def test_a_full_log_is_put_aside(log: Path) -> None:
    """
    Three older logs are kept, the newest as .1.
    """
    for number in range(6):
        append_to_log(log, b"%d" % number * LOG_BYTES)

    kept = sorted(path.name for path in log.parent.iterdir())
    assert [log.name, f"{log.name}.1", f"{log.name}.2", f"{log.name}.3"] == kept
    assert b"4" == log.with_name(f"{log.name}.1").read_bytes()[:1]


def test_a_child_notices_that_its_parent_was_killed(tmp_path: Path) -> None:
    """
    After kill -9 of the parent the child's standard input ends, and it stops by itself.
    """
    mark = tmp_path / "mark"
    child = (
        "import pathlib,time\nfrom schedules.process import stop_when_parent_ends\n"
        f"mark = pathlib.Path({str(mark)!r})\n"
        "stop_when_parent_ends(lambda: (mark.write_text('orphan'), __import__('os')._exit(0)))\n"
        "mark.write_text('up'); time.sleep(60)"
    )
    parent = (
        "import sys,pathlib\nfrom schedules.process import run_child\n"
        f"run_child([sys.executable, '-c', {child!r}], log=pathlib.Path({str(tmp_path / 'log')!r}),"
        " should_stop=lambda: False)"
    )
    process = subprocess.Popen([sys.executable, "-c", parent])
    assert wait_until(lambda: mark.exists() and mark.read_text() == "up")

    process.kill()
    process.wait()

    assert wait_until(lambda: mark.read_text() == "orphan")
