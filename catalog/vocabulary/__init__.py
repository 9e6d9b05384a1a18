"""What Samla knows beforehand about the region: places, organisations and topics, with their names and dates."""

from catalog.vocabulary.labels import label
from catalog.vocabulary.model import (
    Domain,
    Organisation,
    OrganisationName,
    Period,
    Place,
    PlaceKind,
    Topic,
)
from catalog.vocabulary.organisations import domains, organisations, todays_organisations
from catalog.vocabulary.places import county_slug, places, regions, todays_places
from catalog.vocabulary.slugs import slugify
from catalog.vocabulary.topics import topics

__all__ = [
    "Domain",
    "Organisation",
    "OrganisationName",
    "Period",
    "Place",
    "PlaceKind",
    "Topic",
    "county_slug",
    "domains",
    "label",
    "organisations",
    "places",
    "regions",
    "slugify",
    "todays_organisations",
    "todays_places",
    "topics",
]
