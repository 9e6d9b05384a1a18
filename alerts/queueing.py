"""Puts a mail in the outbox: complete, once per key, in the caller's transaction."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, formataddr

from sqlalchemy.orm import Session

from alerts.cleaning import one_line
from alerts.rendering import Rendering
from alerts.rows import insert_once
from alerts.settings import AlertSettings
from catalog.clock import OSLO
from catalog.models import Delivery, DeliveryStatus

SUBJECT_LENGTH = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A mail before it has a place in the outbox."""

    #: What it is for; the same key is never queued twice.
    key: str
    address: str
    language: str
    subject: str
    rendering: Rendering
    #: Beside the ones every mail has.
    headers: Mapping[str, str] = field(default_factory=dict)


def queue_mail(session: Session, draft: Draft, *, now: datetime, settings: AlertSettings) -> int | None:
    """Put the mail in the outbox; the delivery's id, or None when its key is there already."""
    return insert_once(
        session,
        Delivery,
        key=draft.key,
        address=draft.address,
        message_id=message_id(draft.key, settings),
        subject=one_line(draft.subject, limit=SUBJECT_LENGTH),
        text=draft.rendering.text,
        html=draft.rendering.html,
        headers=_headers(draft, now, settings),
        status=DeliveryStatus.PENDING,
        attempts=0,
        not_before=now,
        created_at=now,
    )


def message_id(key: str, settings: AlertSettings) -> str:
    """The same for the same key, so that a mail sent again can be known as the same."""
    kind = key.partition(":")[0]
    return f"<{kind}.{hashlib.sha256(key.encode()).hexdigest()[:24]}@{settings.domain}>"


def _headers(draft: Draft, now: datetime, settings: AlertSettings) -> dict[str, str]:
    always = {
        "From": formataddr((one_line(settings.sender_name), settings.sender)),
        "Date": format_datetime(now.astimezone(OSLO)),
        "Content-Language": draft.language,
        "Auto-Submitted": "auto-generated",
    }
    if settings.reply_to:
        always["Reply-To"] = settings.reply_to
    return always | dict(draft.headers)
