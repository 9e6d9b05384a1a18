"""The web server and the heartbeat in one process, until somebody stops it."""

import logging
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
import waitress

from samla.wiring import Program
from schedules import scheduler
from webapp import create_app


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next free one above it; raises UsageError after a hundred."""
    for port in range(wanted, wanted + 100):
        with socket.socket() as probe:
            # As the server itself will: a port whose last connections linger is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise click.UsageError(f"no free port from {wanted} to {wanted + 99} on {host}; choose one with --port")


def _proxy(address: str) -> dict[str, Any]:
    """What waitress is told about a proxy in front of it."""
    if not address:
        return {}
    return {
        "trusted_proxy": address,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }


@contextmanager
def web_server(program: Program, host: str, port: int) -> Iterator[None]:
    """Answer requests in threads of this process as long as the block lasts."""
    app, threads = create_app(program.web_services), program.settings.web.threads
    try:
        server = waitress.create_server(
            app, host=host, port=port, threads=threads, ident=None, **_proxy(program.settings.web.trusted_proxy)
        )
    except OSError as error:
        words = f"cannot listen on {host}:{port}: {error.strerror}; name another with --host and --port"
        raise click.ClickException(words) from error
    thread = threading.Thread(target=server.run, name="web", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.close()
        thread.join(timeout=5)


@contextmanager
def heartbeat(program: Program) -> Iterator[None]:
    """Do the scheduled jobs in threads of this process as long as the block lasts."""
    running = scheduler.start(program.schedule_services)
    try:
        yield
    finally:
        running.stop()


def listen_for_signals() -> threading.Event:
    """An event that is set when the process is asked to end (SIGINT or SIGTERM); call it before anything is started."""
    asked = threading.Event()

    def on_signal(number: int, _frame: object) -> None:
        logging.getLogger(__name__).info("%s received", signal.Signals(number).name)
        asked.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    return asked


def wait_for(asked: threading.Event) -> None:
    """Return when the event is set."""
    # With a time-out, so that a signal is noticed on every platform.
    while not asked.wait(1.0):
        pass
