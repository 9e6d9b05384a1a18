"""
Writes the parts of docs/reference that are made from the code; tests hold the files against it.

    .venv/bin/python -m tests.conventions.reference
"""

import inspect
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType, UnionType
from typing import Any, Literal, get_args, get_origin

import click
from flask import Flask
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from werkzeug.routing import Rule

from samla.cli import cli
from samla.settings import PREFIX, Home, Settings
from samla.wiring import Program
from schedules.jobs import JOBS
from webapp import create_app

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
_MADE = "<!-- Made by `python -m tests.conventions.reference`; change the code, then run it again. -->"

_SETTINGS = f"""\
# Settings

{_MADE}

Settings stand in `samla.toml` in the data folder, which is `$SAMLA_HOME` or `./samla-home`.
`samla init` writes the file with every setting commented out at its default.

A variable wins over the file: `{PREFIX}WEB__PORT=9000` is `port` under `[web]`, with two underscores after the section.
In a variable a list is separated by commas.
A name that ends in `_FILE` names a file to read the value from, which keeps secrets out of the environment:
`{PREFIX}MAIL__SMTP_PASSWORD_FILE=/run/secrets/smtp`.

Settings are read once, at start.
An unknown key or an impossible value ends the start with exit code 2 and a line that says where it stands.
"""
_CLI = f"""\
# Command line

{_MADE}

In a checkout the program is called as `.venv/bin/python -m samla`; where the wheel is installed, as `samla`.
The data folder is `$SAMLA_HOME`, or `./samla-home`.

Results go to standard output, as JSON with `--json`.
Progress, remarks and errors go to standard error.

| Exit code | Meaning |
| --- | --- |
| 0 | Done. |
| 1 | Something failed, or nothing was found. |
| 2 | The call or the settings were wrong; the message says what to do. |
| 130 | Stopped with Ctrl-C; what was done is kept. |
"""
_ROUTES = f"""\
# Routes

{_MADE}

Every page is also at `/nn` (nynorsk) and `/en` (English) in front of its address; bokmål stands at the root.
No page for readers sets a cookie.

Forms are guarded, each kind in its own way:

- Staff forms carry a token of the session, and staff pages send whoever is not signed in to the login page.
- `POST /varsler` takes forms from our own pages only (Sec-Fetch-Site, else Origin), has a field that people do not see,
  and takes twenty tries an hour from one address. Its answer is the same for every e-mail address.
- `POST /varsler/bekreft/…` and `POST /varsler/avmeld/…` act on the signed token in the address.
  Unsubscribing takes no other proof, because mail programs do it on their own (RFC 8058).

Addresses of results use these parameters:
`q`, `kilde`, `type`, `tema`, `sted`, `organisasjon`, `sprak`, `aar`, `fra`, `til`, `sorter`, `side`, `noeyaktig`.
"""
_JOBS = f"""\
# Jobs

{_MADE}

`samla up` looks at these intervals whether there is work, and does it.
Every job may be run at any time by hand, and twice: `samla schedule once NAME`.
Runs are rows in the run ledger; a killed run is taken up again by the next process.
One crawl per source, and one run of every other job, goes on at a time.
"""


def settings_reference() -> str:
    """Every setting: key, variable, value, default and what it is for."""
    sections = {name: field.annotation for name, field in Settings.model_fields.items() if _is_section(field)}
    top = {name: field for name, field in Settings.model_fields.items() if name not in sections}
    parts = [_SETTINGS, "## At the top of the file\n", _settings_table("", top)]
    for name, section in sections.items():
        assert section is not None
        parts += [f"## [{name}]\n", f"{inspect.getdoc(section)}\n", _settings_table(name, section.model_fields)]
    return "\n".join(parts)


def _is_section(field: FieldInfo) -> bool:
    return isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)


def _settings_table(section: str, fields: Mapping[str, FieldInfo]) -> str:
    lines = ["| Key | Variable | Value | Default | What |", "| --- | --- | --- | --- | --- |"]
    for name, field in fields.items():
        variable = PREFIX + (f"{section}__{name}" if section else name).upper()
        default = f"`{_default(field)}`" if field.default not in ("", ()) else ""
        what = (field.description or "").replace("|", "\\|")
        lines.append(f"| `{name}` | `{variable}` | {_value_words(field)} | {default} | {what} |")
    return "\n".join(lines) + "\n"


def _default(field: FieldInfo) -> str:
    return str(field.default).lower() if isinstance(field.default, bool) else str(field.default)


def _value_words(field: FieldInfo) -> str:
    kind: Any = field.annotation
    if get_origin(kind) is Literal:
        return ", ".join(f"`{each}`" for each in get_args(kind))
    if get_origin(kind) is UnionType:
        kind = get_args(kind)[0]
    words = {bool: "true or false", int: "whole number", float: "number", str: "text"}.get(kind, "list of texts")
    lowest, highest = (_limit(field, name) for name in ("ge", "le"))
    above = _limit(field, "gt")
    if lowest is not None and highest is not None:
        return f"{words}, {lowest} to {highest}"
    return f"{words} above {above}" if above is not None else words


def _limit(field: FieldInfo, name: str) -> Any:
    return next((getattr(each, name) for each in field.metadata if getattr(each, name, None) is not None), None)


def cli_reference() -> str:
    """Every command with its arguments and options."""
    return _CLI + "".join(f"\n{part}" for part in _command_parts(cli, "samla"))


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command a person calls, with the words it is called by."""
    yield from _commands(cli, "samla")


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield name, command
        return
    context = click.Context(command, info_name=name)
    for each in command.list_commands(context):
        found = command.get_command(context, each)
        assert found is not None
        yield from _commands(found, f"{name} {each}")


def _command_parts(command: click.Command, name: str) -> Iterator[str]:
    for words, each in _commands(command, name):
        context = click.Context(each, info_name=words)
        usage = " ".join([words, *each.collect_usage_pieces(context)])
        yield f"## {words}\n\n    {usage}\n\n{inspect.cleandoc(each.help or '')}\n{_options_table(each, context)}"


def _options_table(command: click.Command, context: click.Context) -> str:
    options = [param for param in command.params if isinstance(param, click.Option)]
    records = [record for record in (option.get_help_record(context) for option in options) if record is not None]
    if not records:
        return ""
    lines = [f"| `{_cell(names)}` | {_cell(words)} |" for names, words in records]
    return "\n| Option | What |\n| --- | --- |\n" + "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    # A bar ends a cell even inside code.
    return " ".join(text.split()).replace("|", "\\|")


def rules(app: Flask) -> list[Rule]:
    """Every route, the readers' first."""
    return sorted(
        app.url_map.iter_rules(), key=lambda rule: (rule.rule.startswith(("/drift", "/-", "/api")), rule.rule)
    )


def routes_reference(app: Flask) -> str:
    """Every route: method, address, who may use it, and what it does."""
    lines = ["", "| Method | Address | Who | What |", "| --- | --- | --- | --- |"]
    for rule in rules(app):
        view = app.view_functions[rule.endpoint]
        what = (inspect.getdoc(view) or "").splitlines()[0]
        methods = " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        lines.append(f"| {methods} | `{rule.rule}` | {_who(rule, view)} | {what} |")
    return _ROUTES + "\n".join(lines) + "\n"


def _who(rule: Rule, view: Callable[..., Any]) -> str:
    if not rule.endpoint.startswith("admin.") or rule.rule.endswith("/logg-inn"):
        return "everybody"
    # The decorator that keeps editors out is the only one in use.
    return "admins" if hasattr(view, "__wrapped__") else "staff"


def jobs_reference() -> str:
    """Every job: its name, how often it is looked at, and what it does."""
    lines = ["", "| Name | Looked at every | Works on | What |", "| --- | --- | --- | --- |"]
    for job in JOBS.values():
        every = str(job.every) if job.every else "only when asked"
        works_on = "one source" if job.kind.value == "crawl" else "everything"
        lines.append(f"| `{job.kind.value}` | {every} | {works_on} | {job.label} |")
    return _JOBS + "\n".join(lines) + "\n"


def make_app(folder: Path) -> Flask:
    """The application over an empty installation."""
    return create_app(Program(home=Home(folder), settings=Settings()).web_services)


def references(app: Flask) -> Mapping[str, str]:
    """File name -> what it should hold."""
    return MappingProxyType(
        {
            "settings.md": settings_reference(),
            "cli.md": cli_reference(),
            "routes.md": routes_reference(app),
            "jobs.md": jobs_reference(),
        }
    )


def main() -> None:
    """Write the files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in references(make_app(Path(folder))).items():
            (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
