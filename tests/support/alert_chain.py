"""
A process that harvests, indexes, matches, composes and delivers until everything has been told; tests kill it.

    python -m tests.support.alert_chain DATABASE_URL INDEX_FOLDER SMTP_PORT START DOCUMENTS

Its clock begins at START and goes on a quarter of an hour per round.
"""

import sys
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from alerts.compose import compose_due
from alerts.matching import match_new
from alerts.outbox import deliver_pending
from alerts.settings import AlertSettings, SmtpSettings
from alerts.smtp import SmtpMailer
from alerts.sweep import recover_lost_work
from catalog.database import Database
from catalog.models import Delivery, DeliveryStatus, Document, Match, Source, Version
from indexer.engine import EngineBusy
from indexer.engines import open_engine
from indexer.sync import count_pending, sync
from tests.support.catalogue import make_document

#: Documents per round: few, so that there are many moments to be killed at.
STEP = 8


def main(url: str, index: str, port: str, start: str, documents: str) -> None:
    """Go round until everything has been told."""
    db, engine = Database(url), open_engine("tantivy", Path(index))
    smtp = SmtpSettings(host="127.0.0.1", port=int(port), starttls=False)
    settings = AlertSettings(
        base_url="https://samla.example.org",
        sender="varsel@samla.example.org",
        secret_key="a key for tests",
        smtp=smtp,
        mail_folder=Path(index),
    )
    moment = datetime.fromisoformat(start)
    while True:
        now = moment
        _harvest(db, int(documents), now)
        recover_lost_work(db, lambda: now)  # noqa: B023
        try:
            sync(db, engine)
        except EngineBusy:
            continue
        match_new(db, engine, lambda: now)  # noqa: B023
        compose_due(db, lambda: now, settings)  # noqa: B023
        with SmtpMailer(smtp, sender=settings.sender) as mailer:
            deliver_pending(db, mailer, lambda: now)  # noqa: B023
        if _is_done(db, int(documents)):
            return
        moment += timedelta(minutes=15)


def _harvest(db: Database, documents: int, now: datetime) -> None:
    with db.read() as session:
        source = session.scalars(select(Source)).one()
        known = session.scalar(select(func.count()).select_from(Document)) or 0
    for number in range(known, min(known + STEP, documents)):
        text = f"Partnerskap om heltid, del {number}."
        url = f"{source.start_url}nr-{number}"
        make_document(db, source, url=url, title=f"Dokument-{number}.", pages=(text,), at=now)


def _is_done(db: Database, documents: int) -> bool:
    with db.read() as session:
        if session.scalar(select(func.count()).select_from(Document)) != documents:
            return False
        left = (
            select(func.count()).select_from(Version).where(Version.matched_at.is_(None)),
            select(func.count()).select_from(Match).where(Match.digest_id.is_(None)),
            select(func.count()).select_from(Delivery).where(Delivery.status != DeliveryStatus.SENT),
        )
        return count_pending(session) == 0 and not any(session.scalar(each) for each in left)


if __name__ == "__main__":
    main(*sys.argv[1:])
