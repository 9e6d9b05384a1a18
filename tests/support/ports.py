"""Ports for servers of tests that run beside one another."""

import os


def worker_port(port: int) -> int:
    """A port to begin at that no other worker of the same test run begins at."""
    return port + 20 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
