"""What is known about a document beside its text: facts and contacts."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from catalog.models import Document
from catalog.vocabulary import label
from indexer.query import SearchQuery
from webapp.i18n import gettext
from webapp.labels import language_label
from webapp.language import current_language
from webapp.links import search_url
from webapp.presenters.results import LinkView


@dataclass(frozen=True, kw_only=True)
class ContactView:
    """A contact card."""

    name: str
    role: str
    emails: tuple[str, ...]
    phones: tuple[LinkView, ...]


def list_facts(document: Document) -> list[tuple[str, tuple[LinkView, ...]]]:
    """What is known about a document, each fact with its values."""
    source = LinkView(text=document.source.name, url=url_for("sources.source", slug=document.source.slug))
    facts: list[tuple[str, tuple[LinkView, ...]]] = [(gettext("Kilde"), (source,))]
    facts.append((gettext("Tema"), tuple(_topic(slug) for slug in document.topics)))
    facts.append((gettext("Sted"), tuple(_value("place", slug) for slug in document.places)))
    facts.append((gettext("Omtaler"), tuple(_value("organisation", slug) for slug in document.organisations)))
    if document.language:
        facts.append((gettext("Språk"), (LinkView(text=language_label(document.language), url=""),)))
    return [(name, values) for name, values in facts if values]


def _topic(slug: str) -> LinkView:
    return LinkView(text=label("topic", slug, current_language()), url=url_for("topics.topic", slug=slug))


def _value(facet: str, slug: str) -> LinkView:
    return LinkView(text=label(facet, slug, current_language()), url=search_url(SearchQuery(filters={facet: (slug,)})))


def show_contact(card: dict[str, Any]) -> ContactView:
    """A contact card of a document."""
    return ContactView(
        name=str(card.get("name", "")),
        role=str(card.get("role", "")),
        emails=tuple(str(email) for email in card.get("emails", ())),
        phones=tuple(
            LinkView(text=str(phone), url="tel:" + "".join(c for c in str(phone) if c.isdigit() or c == "+"))
            for phone in card.get("phones", ())
        ),
    )
