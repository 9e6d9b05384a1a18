"""The history of a document: its versions, and what one of them changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from catalog.clock import oslo_day
from catalog.models import Document, Version
from webapp.formats import number
from webapp.i18n import gettext, ngettext
from webapp.presenters.changes import Change, Line, compare
from webapp.presenters.reading import unwrap

#: Characters of two versions together that are compared for the excerpt on the document's own page.
MAX_EXCERPT = 400_000


@dataclass(frozen=True, kw_only=True)
class EventView:
    """One event in the life of a document."""

    on: date | None
    text: str
    is_latest: bool = False
    #: The first change, shown with the latest event only.
    excerpt: Change | None = None
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangesView:
    """What one version changed."""

    title: str
    number: int
    changed_on: date
    summary: str
    changes: tuple[Change, ...]
    document_url: str
    earlier_url: str
    later_url: str


def show_events(document: Document, versions: Sequence[Version], excerpt: Change | None) -> list[EventView]:
    """The document's events, newest first; `versions` are newest first."""
    events = []
    if document.removed_at is not None:
        events.append(EventView(on=oslo_day(document.removed_at), text=gettext("Fjernet hos kilden"), is_latest=True))
    for version in versions:
        first = version.number == 1
        latest = not events and not first
        events.append(
            EventView(
                on=oslo_day(version.created_at),
                text=gettext("Funnet første gang") if first else gettext("Teksten ble endret"),
                is_latest=latest,
                excerpt=excerpt if latest else None,
                url="" if first else changes_url(document, version.number),
            )
        )
    return events


def show_changes(document: Document, version: Version, before: Version, *, is_last: bool) -> ChangesView:
    """The page of one version's changes."""
    changes = compare_versions(before, version)
    return ChangesView(
        title=document.title,
        number=version.number,
        changed_on=oslo_day(version.created_at),
        summary=_summary(changes),
        changes=tuple(changes),
        document_url=url_for("documents.document", public_id=document.public_id),
        earlier_url=changes_url(document, version.number - 1) if version.number > 2 else "",
        later_url="" if is_last else changes_url(document, version.number + 1),
    )


def _summary(changes: Sequence[Change]) -> str:
    if not changes:
        return gettext("Ordene er de samme; bare oppsettet er endret.")
    count = len(changes)
    return ngettext("%(shown)s endring i teksten.", "%(shown)s endringer i teksten.", count, shown=number(count))


def find_excerpt(version: Version, before: Version) -> Change | None:
    """The first change of a version, unless the texts are too long to compare on the way."""
    if sum(len(page.text) for each in (version, before) for page in each.pages) > MAX_EXCERPT:
        return None
    changes = compare_versions(before, version)
    return changes[0] if changes else None


def compare_versions(before: Version, after: Version) -> list[Change]:
    """The changed passages from one version to another."""
    return compare(_lines(before), _lines(after))


def _lines(version: Version) -> list[Line]:
    # Lines of print would move with every word put in; paragraphs stay.
    printed = len(version.pages) > 1
    return [
        Line(page=page.number, text=line.strip())
        for page in version.pages
        for line in (unwrap(page.text) if printed else page.text).splitlines()
        if line.strip()
    ]


def changes_url(document: Document, version_number: int) -> str:
    """The page of one version's changes."""
    return url_for("documents.changes", public_id=document.public_id, version_number=version_number)
