"""What the tests of the jobs share."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from alerts.mailer import MemoryMailer
from alerts.settings import AlertSettings
from catalog.database import Database
from indexer.engine import SearchEngine
from schedules.services import Services
from tests.support.catalogue import NOON


@pytest.fixture
def mailer() -> MemoryMailer:
    return MemoryMailer()


@pytest.fixture
def services(db: Database, engine: SearchEngine, mailer: MemoryMailer, tmp_path: Path) -> Services:
    alerts = AlertSettings(
        base_url="http://samla.test", sender="samla@samla.test", secret_key="x" * 32, mail_folder=tmp_path / "mail"
    )
    return Services(
        db=db,
        clock=lambda: NOON,
        open_engine=lambda: engine,
        open_mailer=lambda: nullcontext(mailer),
        alerts=alerts,
        home=tmp_path,
        grace_s=2.0,
    )
