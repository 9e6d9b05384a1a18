"""The command line over an installation in a temporary folder."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from samla.cli import _run

HOST = "https://solvik.example.org/"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a command answered."""

    code: int
    #: Standard output: results.
    out: str
    #: Standard error: progress and faults.
    err: str

    def json(self) -> Any:
        """Standard output, which must be one JSON document and nothing else."""
        return json.loads(self.out)


@dataclass(frozen=True, kw_only=True)
class Shell:
    """Runs commands in this process; SAMLA_HOME is `home`."""

    home: Path
    folder: Path
    capture: pytest.CaptureFixture[str]
    environment: pytest.MonkeyPatch

    def __call__(self, *arguments: str | Path) -> Said:
        """Run one command."""
        self.capture.readouterr()
        code = _run([str(argument) for argument in arguments])
        said = self.capture.readouterr()
        return Said(code=code, out=said.out, err=said.err)

    def add_source(self, slug: str = "solvik", url: str = HOST) -> None:
        """A source that nobody harvests here."""
        assert 0 == self("sources", "add", slug, url).code

    def set(self, **variables: str) -> None:
        """Settings by variable, e.g. WEB__PORT="9000"."""
        for name, value in variables.items():
            self.environment.setenv(f"SAMLA_{name}", value)


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell with a home that does not exist yet, and no SAMLA_ variable but that."""
    for name in [name for name in os.environ if name.startswith("SAMLA_")]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    monkeypatch.setenv("SAMLA_HOME", str(home))
    return Shell(home=home, folder=tmp_path, capture=capsys, environment=monkeypatch)
