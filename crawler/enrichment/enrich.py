"""Everything the catalogue wants to know about a text beyond what is written in it, in one call."""

import re
from dataclasses import dataclass

from crawler.enrichment.language import detect
from crawler.enrichment.organisations import find_organisations
from crawler.enrichment.places import find_places
from crawler.enrichment.topics import find_topics
from crawler.extraction.model import Extraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrichment:
    """What was recognised in one extraction; slugs of the vocabulary, the most prominent first."""

    #: "nb", "nn", "en", "se", "da", "sv", or empty when unsure.
    language: str = ""
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()


def enrich(extraction: Extraction, *, source_language: str = "", source_county: str = "") -> Enrichment:
    """
    Recognise the language, topics, places and organisations of an extraction.

    `source_language` and `source_county` (name or slug) are what is known of the publisher; they settle what the text
    leaves open. An extraction without text is recognised by its title.
    """
    title = extraction.title
    text = extraction.text
    anonymous = _without_contacts(text, extraction)
    return Enrichment(
        language=detect(f"{title}\n{text}", declared=extraction.declared_language or source_language),
        topics=find_topics(title, [heading.text for heading in extraction.headings], text),
        places=find_places(title, anonymous, source_county=source_county),
        organisations=find_organisations(title, anonymous),
    )


def _without_contacts(text: str, extraction: Extraction) -> str:
    """The text without the names on its contact cards: a family name is often a place too."""
    names = [re.escape(contact.name) for contact in extraction.contacts if " " in contact.name.strip()]
    return re.sub("|".join(names), " … ", text) if names else text
