"""
The command line.

Results go to standard output (`--json` for machines), progress and errors to standard error. Exit codes: 0 done,
1 something failed, 2 the call or the settings were wrong.
"""

import importlib
import sys
from typing import Any

import click

from samla import __version__
from samla.cli.output import fault

#: Command -> module that defines it; commands are imported when they are called.
COMMANDS = {
    "alerts": "samla.cli.alerts",
    "backup": "samla.cli.keeping",
    "crawl": "samla.cli.crawl",
    "crawl-child": "samla.cli.crawl_child",
    "demo": "samla.cli.demo",
    "doctor": "samla.cli.doctor",
    "eval": "samla.cli.search",
    "explain": "samla.cli.explain",
    "import": "samla.cli.importing",
    "index": "samla.cli.index",
    "init": "samla.cli.up",
    "restore": "samla.cli.keeping",
    "schedule": "samla.cli.schedule",
    "search": "samla.cli.search",
    "sources": "samla.cli.sources",
    "up": "samla.cli.up",
    "users": "samla.cli.users",
}
_HIDDEN = {"crawl-child"}


class LateGroup(click.Group):
    """Imports the module of a command when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        """Every command a person calls."""
        return sorted(set(COMMANDS) - _HIDDEN)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name])
        found: click.Command = getattr(module, cmd_name.replace("-", "_") + "_command")
        return found


@click.command(cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
def cli() -> None:
    """Samla harvests, searches and follows regional development material.

    The data folder is $SAMLA_HOME, or ./samla-home. Start with `samla demo`, or `samla init` and `samla up`.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run a command and end the process with its exit code."""
    try:
        sys.exit(_run(arguments))
    except KeyboardInterrupt:
        fault("stopped")
        sys.exit(130)


def _run(arguments: list[str] | None) -> int:
    from samla.cli.errors import explain_error

    try:
        result: Any = cli.main(arguments, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return 2 if isinstance(error, click.UsageError) else 1
    except click.Abort as error:
        if isinstance(error.__cause__, EOFError):
            # Click takes the end of any file for the end of the conversation.
            fault(f"a file ended too early: {error.__cause__}")
            return 1
        fault("stopped")
        return 130
    except Exception as error:
        explained = explain_error(error)
        if explained is None:
            raise
        words, code = explained
        fault(words)
        return code
    return result if isinstance(result, int) else 0
