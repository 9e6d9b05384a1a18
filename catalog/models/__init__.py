"""The tables of the catalogue."""

from catalog.models.alert import (
    Delivery,
    DeliveryStatus,
    Digest,
    Frequency,
    Match,
    Subscription,
    SubscriptionState,
)
from catalog.models.crawl import FAILURES, EntryKind, EntryState, Fetch, FrontierEntry, Outcome
from catalog.models.document import Document, DocumentStatus, Link, Page, Version
from catalog.models.run import LIVE, Run, RunKind, RunState
from catalog.models.source import ShowText, Source, SourceState
from catalog.models.staff import AuditEntry, Role, Throttle, User
from catalog.models.types import Base, UtcDateTime

__all__ = [
    "FAILURES",
    "LIVE",
    "AuditEntry",
    "Base",
    "Delivery",
    "DeliveryStatus",
    "Digest",
    "Document",
    "DocumentStatus",
    "EntryKind",
    "EntryState",
    "Fetch",
    "Frequency",
    "FrontierEntry",
    "Link",
    "Match",
    "Outcome",
    "Page",
    "Role",
    "Run",
    "RunKind",
    "RunState",
    "ShowText",
    "Source",
    "SourceState",
    "Subscription",
    "SubscriptionState",
    "Throttle",
    "User",
    "UtcDateTime",
    "Version",
]
