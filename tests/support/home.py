"""A whole installation in a temporary folder, driven through the command line as its operator would."""

import email
import json
import os
import subprocess
import sys
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from samla.settings import Home, load_settings
from samla.wiring import Program

ROOT = Path(__file__).resolve().parents[2]


class TestHome:
    """A data folder with its settings; every command is a process of its own."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("SAMLA_")}
        self.environment |= {
            "SAMLA_HOME": str(folder),
            "SAMLA_CRAWL__ALLOW_ADDRESSES": "127.0.0.0/8",
            "SAMLA_WEB__BASE_URL": "http://samla.test",
        }

    def samla(self, *arguments: str, expect: int = 0) -> str:
        """Run a command; return what it wrote to standard output."""
        done = subprocess.run(
            self.command(*arguments), env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=120
        )
        assert expect == done.returncode, done.stderr
        return done.stdout

    def json(self, *arguments: str, expect: int = 0) -> Any:
        """Run a command with --json; return what it printed."""
        return json.loads(self.samla(*arguments, "--json", expect=expect))

    def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a command that goes on, in a process group of its own."""
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def command(self, *arguments: str) -> list[str]:
        """The command line that starts the program."""
        return [sys.executable, "-m", "samla", *arguments]

    def program(self) -> Program:
        """The same installation, opened in this process."""
        home = Home(self.folder)
        return Program(home=home, settings=load_settings(home, self.environment))

    def mails(self) -> list[EmailMessage]:
        """The mails sent so far, oldest first."""
        return [
            email.message_from_bytes(path.read_bytes(), policy=policy.default)  # type: ignore[misc]
            for path in sorted((self.folder / "mail").glob("*.eml"))
        ]
