"""`samla alerts`: subscriptions, matches and mail."""

import re
from dataclasses import asdict
from typing import Any

import click

from alerts import overview
from alerts.compose import compose_due
from alerts.mailer import open_mailer
from alerts.matching import match_new
from alerts.outbox import deliver_pending
from catalog.clock import utc_now
from catalog.models import SubscriptionState
from samla.cli.output import json_option, note, print_json, print_rows
from samla.cli.query_options import query_options, read_query
from samla.wiring import Program


@click.group("alerts")
def alerts_command() -> None:
    """Subscriptions and the mails that come of them."""


@alerts_command.command("list")
@click.option("--state", type=click.Choice([state.value for state in SubscriptionState]), help="Only in this state.")
@json_option
def list_command(state: str | None, as_json: bool) -> None:
    """List the subscriptions."""
    with Program.from_environment().db.read() as session:
        lines = overview.list_subscriptions(session, state=SubscriptionState(state) if state else None)
    rows = [
        {
            "id": line.id,
            "address": line.address,
            "follows": line.topic,
            "frequency": line.frequency.value,
            "state": line.state.value,
            "since": line.created_at,
            "matches": line.matches,
        }
        for line in lines
    ]
    print_rows(rows, as_json=as_json, empty="nobody follows anything yet")


@alerts_command.command("preview")
@click.argument("query")
@query_options
@click.option("--days", type=click.IntRange(1, 365), default=30, show_default=True, help="How far back.")
@json_option
def preview_command(query: str, days: int, as_json: bool, **options: Any) -> None:
    """Show what a subscription to this search would have found lately."""
    program = Program.from_environment()
    found = overview.preview(program.db, program.engine, read_query(query, options), now=utc_now(), days=days)
    rows = [
        {
            "title": hit.title,
            "source": hit.source,
            "changed": hit.changed_at,
            "news": hit.is_news,
            "passage": re.sub(r"</?mark>", "*", hit.passage),
        }
        for hit in found.hits
    ]
    if as_json:
        print_json({"follows": found.topic, "days": found.days, "total": found.total, "hits": rows})
    else:
        print_rows(rows, as_json=False, empty="nothing")
        note(f"{found.total} documents in {found.days} days")


@alerts_command.command("match")
@json_option
def match_command(as_json: bool) -> None:
    """Match new versions against the subscriptions."""
    program = Program.from_environment()
    report = match_new(program.db, program.engine, program.clock)
    if as_json:
        print_json(asdict(report))
    else:
        note(f"{report.closed} new versions looked at, {report.matched} matches")


@alerts_command.command("digest")
@json_option
def digest_command(as_json: bool) -> None:
    """Compose the mails whose time has come."""
    program = Program.from_environment()
    count = compose_due(program.db, program.clock, program.alert_settings)
    print_json({"composed": count}) if as_json else note(f"{count} mails composed")


@alerts_command.command("deliver")
@json_option
def deliver_command(as_json: bool) -> None:
    """Send the mails that are due."""
    program = Program.from_environment()
    with open_mailer(program.alert_settings) as mailer:
        count = deliver_pending(program.db, mailer, program.clock)
    print_json({"attempted": count}) if as_json else note(f"{count} mails attempted; samla doctor shows what failed")
