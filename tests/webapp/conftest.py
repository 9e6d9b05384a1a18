"""The application over an empty catalogue, and over one that is filled and only read."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from alerts.settings import AlertSettings
from catalog.clock import Clock
from catalog.database import Database
from catalog.models import Document
from indexer.engine import SearchEngine
from tests.support.catalogue import NOON
from tests.support.databases import fresh_catalogue
from tests.support.region import fill_region
from webapp import WebServices, WebSettings, create_app

BASE_URL = "https://samla.example.org"
SECRET = "not-a-secret-outside-tests"


def make_services(db: Database, engine: SearchEngine, clock: Clock, folder: Path) -> WebServices:
    """Services with test settings; mails become files."""
    alerts = AlertSettings(base_url=BASE_URL, sender="varsler@samla.example.org", secret_key=SECRET, mail_folder=folder)
    settings = WebSettings(
        base_url=BASE_URL,
        secret_key=SECRET,
        secure_cookies=False,
        contact="post@samla.example.org",
        testing=True,
    )
    return WebServices(settings=settings, db=db, engine=engine, clock=clock, alerts=alerts)


@pytest.fixture
def web(db: Database, engine: SearchEngine, clock: Clock, tmp_path: Path) -> WebServices:
    """The services of the application."""
    return make_services(db, engine, clock, tmp_path / "mail")


@pytest.fixture
def app(web: WebServices) -> Flask:
    """The application over an empty catalogue."""
    return create_app(web)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Asks the application for pages, without a network."""
    return app.test_client()


@dataclass(frozen=True, kw_only=True)
class Region:
    """The invented region behind an application; tests only read it."""

    app: Flask
    documents: dict[str, Document]

    @property
    def client(self) -> FlaskClient:
        """Asks it for pages."""
        return self.app.test_client()

    def get(self, path: str) -> str:
        """The text of a page."""
        return self.client.get(path).text


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """The invented region, indexed once for all tests that only read."""
    from indexer.engines import open_engine

    folder = tmp_path_factory.mktemp("region")
    engine = open_engine("tantivy", None)
    with fresh_catalogue(folder) as db:
        documents = fill_region(db, engine)
        app = create_app(make_services(db, engine, lambda: NOON, folder / "mail"))
        yield Region(app=app, documents=documents)
