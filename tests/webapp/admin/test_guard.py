"""Every page under /drift is guarded, whatever is added later."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.webapp.admin.conftest import Browser

OPEN = {"admin.login_form", "admin.log_in"}
ADMIN_ONLY = {"admin.new_source", "admin.add_source", "admin.rebuild_index"}


def rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("admin.")]


def path_of(rule: Rule) -> str:
    return rule.rule.replace("<slug>", "solvik").replace("<int:run_id>", "1").replace("<int:entry_id>", "1")


def test_no_page_is_open_to_strangers(app: Flask, stranger: Browser) -> None:
    """
    Every route but the login sends a stranger there, whatever the method.
    """
    for rule in rules(app):
        if rule.endpoint in OPEN:
            continue
        ask = stranger.post if "POST" in (rule.methods or ()) else stranger.get
        answer = ask(path_of(rule))

        assert 303 == answer.status_code, rule.endpoint
        assert answer.location.startswith("/drift/logg-inn"), rule.endpoint


def test_every_form_needs_our_token(app: Flask, admin: Browser) -> None:
    """
    A form from another site changes nothing.
    """
    posts = [rule for rule in rules(app) if "POST" in (rule.methods or ())]
    assert len(posts) >= 12
    for rule in posts:
        assert 400 == admin.client.post(path_of(rule)).status_code, rule.endpoint
        assert 400 == admin.post(path_of(rule), token="forged").status_code, rule.endpoint


def test_nothing_is_changed_by_a_link(app: Flask) -> None:
    """
    A route takes a form or shows a page, never both.
    """
    for rule in rules(app):
        assert (rule.methods or set()) - {"HEAD", "OPTIONS"} in ({"GET"}, {"POST"}), rule.endpoint


@pytest.mark.parametrize("endpoint", sorted(ADMIN_ONLY))
def test_what_only_admins_may_do(app: Flask, editor: Browser, endpoint: str) -> None:
    """
    An editor is told so.
    """
    rule = next(rule for rule in rules(app) if rule.endpoint == endpoint)
    ask = editor.post if "POST" in (rule.methods or ()) else editor.get
    answer = ask(path_of(rule))

    assert 403 == answer.status_code
    assert "bare en administrator" in answer.get_data(as_text=True)


def test_an_editor_may_see_and_do_the_rest(app: Flask, editor: Browser) -> None:
    """
    No other route answers that an editor may not.
    """
    for rule in rules(app):
        if rule.endpoint in OPEN | ADMIN_ONLY | {"admin.log_out"}:
            continue
        ask = editor.post if "POST" in (rule.methods or ()) else editor.get
        assert ask(path_of(rule)).status_code in (200, 303, 404), rule.endpoint


def test_pages_are_not_kept_or_listed(admin: Browser) -> None:
    """
    Neither by caches nor by search engines, and under the same strict policy as all pages.
    """
    answer = admin.get("/drift/")

    assert "no-store" == answer.headers["Cache-Control"]
    assert "noindex" == answer.headers["X-Robots-Tag"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_readers_get_no_cookie(stranger: Browser) -> None:
    """
    Only the staff's pages use one.
    """
    assert "Set-Cookie" not in stranger.get("/").headers
