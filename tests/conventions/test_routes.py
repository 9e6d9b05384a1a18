"""
Every route that changes something is guarded.

The staff's routes have one guard, tried in tests/webapp/admin/test_guard.py; these are the others.
"""

import pytest
from flask import Flask

from tests.conventions.reference import rules

#: Endpoint -> an address, the headers and form of somebody who may not, and the answer.
GUARDS = {
    # Sent from a page of somebody else's.
    "alerts.subscribe": ("/varsler", {"Sec-Fetch-Site": "cross-site"}, {"epost": "leser@solvik.example.org"}, 403),
    # A token that we did not sign.
    "alerts.confirm_subscription": ("/varsler/bekreft/forged", {}, {}, 404),
    # One click, from any mail program: the signed token is the only guard there may be (RFC 8058).
    "alerts.unsubscribe": ("/varsler/avmeld/forged", {}, {"List-Unsubscribe": "One-Click"}, 404),
}
SAFE = {"GET", "HEAD", "OPTIONS"}


def changing(app: Flask) -> set[str]:
    return {rule.endpoint for rule in rules(app) if (rule.methods or set()) - SAFE}


def test_every_route_that_changes_something_has_a_guard(app: Flask) -> None:
    """It is the staff's, or its own guard is tried here."""
    assert set(GUARDS) == {endpoint for endpoint in changing(app) if not endpoint.startswith("admin.")}


@pytest.mark.parametrize("endpoint", GUARDS)
def test_the_guard_refuses(app: Flask, endpoint: str) -> None:
    """Whoever may not is refused before anything happens."""
    address, headers, form, status = GUARDS[endpoint]

    assert status == app.test_client().post(address, headers=headers, data=form).status_code


def test_every_staff_page_is_under_one_address(app: Flask) -> None:
    """What is under /drift is the staff's, and nothing else is: one rule in a proxy covers it."""
    assert {rule.rule.startswith("/drift/") for rule in rules(app) if rule.endpoint.startswith("admin.")} == {True}
    assert not [rule for rule in rules(app) if rule.rule.startswith("/drift") and "admin." not in rule.endpoint]


def test_every_route_is_one_method(app: Flask) -> None:
    """A route shows or changes, never both."""
    methods = {rule.endpoint: (rule.methods or set()) - {"HEAD", "OPTIONS"} for rule in rules(app)}

    assert {} == {endpoint: each for endpoint, each in methods.items() if each not in ({"GET"}, {"POST"})}
