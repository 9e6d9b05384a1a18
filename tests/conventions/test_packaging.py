"""What is installed from a wheel is whole."""

import subprocess
import tomllib
from pathlib import Path

import pytest

from samla.settings import Home, load_settings
from samla.wiring import Program
from tests.conventions.repository import PACKAGES, ROOT, files, read

WHEEL = tomllib.loads(read("pyproject.toml"))["tool"]["hatch"]["build"]["targets"]["wheel"]
#: Built before a wheel is, and not in Git.
BUILT = {"webapp/static/built/": "webapp/static/built/**", "*.mo": "webapp/translations/**/*.mo"}


def test_every_package_is_shipped() -> None:
    """Every folder of Python but tests and measurements."""
    folders = {name.split("/")[0] for name in files() if name.count("/") == 1 and name.endswith("/__init__.py")}

    assert sorted(PACKAGES) == sorted(WHEEL["packages"])
    assert set(PACKAGES) == folders - {"tests", "bench"}


def test_what_is_built_is_shipped() -> None:
    """Hatch leaves out what Git ignores, unless it is named as an artifact."""
    ignored = set(read(".gitignore").split())

    assert set(BUILT) <= ignored
    assert set(BUILT.values()) == set(WHEEL["artifacts"])


def test_data_is_shipped() -> None:
    """No file of a package fits a pattern of .gitignore, by which Hatch would leave it out."""
    ours = [name for name in files() if name.split("/")[0] in PACKAGES]
    asked = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin"],
        cwd=ROOT,
        input="\n".join(ours),
        capture_output=True,
        text=True,
    )
    if asked.returncode not in (0, 1):
        pytest.skip("needs a Git checkout: " + asked.stderr.strip())

    assert [] == asked.stdout.splitlines()
    assert any(name.startswith("catalog/vocabulary/data/") for name in ours)


def test_the_program_can_be_called() -> None:
    """The wheel brings the command `samla`."""
    assert {"samla": "samla.cli:main"} == tomllib.loads(read("pyproject.toml"))["project"]["scripts"]


def test_the_example_settings_are_valid(tmp_path: Path) -> None:
    """What deploy/samla.toml sets can be set, and the alerts take it."""
    (tmp_path / "samla.toml").write_text(read("deploy/samla.toml"), encoding="utf-8")
    home = Home(tmp_path)
    program = Program(home=home, settings=load_settings(home, {}))

    assert "https://samla.example.org" == program.base_url
    assert "smtp.example.org" == getattr(program.alert_settings.smtp, "host", None)
