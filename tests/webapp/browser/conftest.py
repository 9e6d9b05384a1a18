"""A real browser on a real server; skipped where there is no Chromium."""

import shutil
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from waitress.server import create_server

from tests.webapp.conftest import Region
from webapp.assets import assets_missing

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed (Debian's package chromium)")
    if assets_missing():
        pytest.skip("the assets are not built: run `make assets`")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


def serve(app: Flask) -> Iterator[str]:
    """The application on a port of its own; gives its address."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


@pytest.fixture(scope="session")
def site(browser: Browser, region: Region) -> Iterator[str]:
    """The address of the filled region."""
    yield from serve(region.app)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a fresh context, at a usual width."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
