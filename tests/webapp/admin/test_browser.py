"""The staff's pages in a real browser: nothing axe objects to, nothing too wide, nothing the policy blocks."""

import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from catalog.database import Database
from tests.webapp.admin.conftest import PASSWORD, Browser
from tests.webapp.admin.region import make_busy_region

CHROMIUM = shutil.which("chromium")
PAGES = ["", "kilder", "kilder/solvik", "kilder/ny", "kjoringer", "kjoringer/33", "kjoringer/34", "feil"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt install chromium"),
]


@pytest.fixture
def address(app: Flask, stranger: Browser, db: Database) -> Iterator[str]:
    """The application on loopback, with a region in which something is going on."""
    make_busy_region(db)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/drift/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def sign_in(page: Any, address: str) -> None:
    page.goto(address)
    page.fill("#name", "sjef")
    page.fill("#password", PASSWORD)
    page.click("main button")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1_280), ("dark", 1_280), ("light", 320)])
def test_the_pages_are_accessible(address: str, chromium: Any, scheme: str, width: int) -> None:
    """
    No violation on any page, light and dark, and no sideways scroll on the narrowest screen.
    """
    from axe_playwright_python.sync_playwright import Axe

    # The checker is a script, which our policy would not let in.
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    sign_in(page, address)
    for path in PAGES:
        page.goto(address + path)
        found = [(rule["id"], rule["nodes"][0]["html"]) for rule in Axe().run(page).response["violations"]]

        assert [] == found, path
        assert width >= page.evaluate("document.documentElement.scrollWidth"), path
    context.close()


def test_an_admin_pauses_a_source_with_the_keyboard_and_no_script(address: str, chromium: Any) -> None:
    """
    Everything works without JavaScript, and nothing is blocked by the policy.
    """
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    sign_in(page, address)
    page.goto(address + "kilder/fjellvang")
    page.get_by_role("button", name="Sett på pause").focus()
    page.keyboard.press("Enter")

    assert "Fjellvang kommune er satt på pause." in page.get_by_role("status").inner_text()
    assert "På pause" in page.locator(".drift-hode").inner_text()
    assert [] == complaints
    context.close()
