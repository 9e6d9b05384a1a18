"""Fixtures of the alert tests: settings that write mails to a folder, and the walk from harvest to mail."""

from pathlib import Path

import pytest

from alerts.settings import AlertSettings
from catalog.database import Database
from indexer.engine import SearchEngine
from tests.support.alerts import Desk


@pytest.fixture
def settings(tmp_path: Path) -> AlertSettings:
    """An installation without a mail server."""
    return AlertSettings(
        base_url="https://samla.example.org",
        sender="varsel@samla.example.org",
        secret_key="a key for tests",
        mail_folder=tmp_path / "mail",
    )


@pytest.fixture
def desk(db: Database, engine: SearchEngine, settings: AlertSettings) -> Desk:
    """Everything an alert test does, a line each."""
    return Desk(db=db, engine=engine, settings=settings)
