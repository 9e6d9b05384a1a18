"""`samla users`: staff accounts."""

import sys

import click

from catalog import staff
from catalog.clock import utc_now
from catalog.models import Role
from samla.cli.output import json_option, note, print_rows
from samla.wiring import Program


@click.group("users")
def users_command() -> None:
    """Staff who may log in to /drift."""


@users_command.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """List the accounts."""
    with Program.from_environment().db.read() as session:
        rows = [
            {"name": user.name, "role": user.role.value, "created": user.created_at, "disabled": user.disabled_at}
            for user in staff.list_users(session)
        ]
    print_rows(rows, as_json=as_json, empty="no accounts yet: samla users add NAME")


@users_command.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.ADMIN.value, show_default=True)
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="- reads standard input.")
def add_command(name: str, role: str, password: str) -> None:
    """Add an account."""
    with Program.from_environment().db.write() as session:
        staff.add_user(session, name, _given(password), Role(role), now=utc_now())
    note(f"{name} can log in at /drift")


@users_command.command("password")
@click.argument("name")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="- reads standard input.")
def password_command(name: str, password: str) -> None:
    """Set a new password; sessions that are open end."""
    with Program.from_environment().db.write() as session:
        staff.change_password(session, name, _given(password))
    note(f"{name} has a new password")


@users_command.command("enable")
@click.argument("name")
def enable_command(name: str) -> None:
    """Let an account that was shut out in again."""
    with Program.from_environment().db.write() as session:
        staff.enable(session, name)
    note(f"{name} can log in again")


def _given(password: str) -> str:
    return sys.stdin.readline().rstrip("\n") if password == "-" else password  # noqa: S105 - the sign for stdin


@users_command.command("disable")
@click.argument("name")
def disable_command(name: str) -> None:
    """Shut an account out at once."""
    with Program.from_environment().db.write() as session:
        staff.disable(session, name, now=utc_now())
    note(f"{name} is shut out, also where already logged in")
