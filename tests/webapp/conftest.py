"""The application over an empty catalogue and an index in memory."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from alerts.settings import AlertSettings
from catalog.clock import Clock
from catalog.database import Database
from indexer.engine import SearchEngine
from webapp import WebServices, WebSettings, create_app

BASE_URL = "https://samla.example.org"
SECRET = "not-a-secret-outside-tests"


@pytest.fixture
def alert_settings(tmp_path: Path) -> AlertSettings:
    """Mails become files."""
    return AlertSettings(
        base_url=BASE_URL, sender="varsler@samla.example.org", secret_key=SECRET, mail_folder=tmp_path / "mail"
    )


@pytest.fixture
def web(db: Database, engine: SearchEngine, clock: Clock, alert_settings: AlertSettings) -> WebServices:
    """The services of the application."""
    settings = WebSettings(base_url=BASE_URL, secret_key=SECRET, secure_cookies=False, testing=True)
    return WebServices(settings=settings, db=db, engine=engine, clock=clock, alerts=alert_settings)


@pytest.fixture
def app(web: WebServices) -> Flask:
    """The application."""
    return create_app(web)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Asks the application for pages, without a network."""
    return app.test_client()
