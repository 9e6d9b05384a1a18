"""A built region for the tests that read it, and a served one for those that ask it."""

import http.client
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo.answers import Answer, read_manifest
from demo.build import build
from demo.server import RunningRegion, free_ports, serve
from tests.support.ports import worker_port

PORTS = {
    slug: 8710 + number
    for number, slug in enumerate(
        (
            "solvang",
            "austre-solvang",
            "lindvik",
            "skarsdal",
            "departementet",
            "betre-i-lag",
            "midtdalsradet",
            "universitetet",
        )
    )
}


@dataclass(frozen=True, kw_only=True)
class BuiltDay:
    """One day of the region as files."""

    folder: Path
    answers: Mapping[str, Mapping[str, Answer]]

    def body(self, slug: str, path: str) -> bytes:
        """
        The bytes a site answers with.
        """
        return (self.folder / self.answers[slug][path].file).read_bytes()


@dataclass(frozen=True, kw_only=True)
class Got:
    """An answer as it came over the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Get = Callable[..., Got]


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this session builds the region."""
    return tmp_path_factory.mktemp("region")


@pytest.fixture(scope="session")
def day_one(root: Path) -> BuiltDay:
    """The region on day 1, at ports nobody listens on."""
    folder = build(root, day=1, ports=PORTS)
    return BuiltDay(folder=folder, answers=read_manifest(folder))


@pytest.fixture(scope="session")
def day_two(root: Path, day_one: BuiltDay) -> BuiltDay:
    """The region on day 2."""
    folder = build(root, day=2, ports=PORTS)
    return BuiltDay(folder=folder, answers=read_manifest(folder))


@pytest.fixture(scope="session")
def served_root(tmp_path_factory: pytest.TempPathFactory, root: Path, day_one: BuiltDay) -> Path:
    """A folder of its own for the served region, with the documents already built."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "documents").symlink_to(root / "documents")
    return folder


@pytest.fixture
def region(served_root: Path) -> Iterator[RunningRegion]:
    """The region, served on free ports, on day 1."""
    with serve(served_root, day=1, ports=free_ports(worker_port(21710))) as running:
        yield running


@pytest.fixture
def get(region: RunningRegion) -> Get:
    """Ask a site for a path, following nothing."""

    def ask(slug: str, path: str, *, method: str = "GET", **headers: str) -> Got:
        host = region.url(slug, "").removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=10)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return Got(status=answer.status, headers=dict(answer.getheaders()), body=answer.read())
        finally:
            connection.close()

    return ask
