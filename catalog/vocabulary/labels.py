"""What a reader sees for a facet value."""

from catalog.vocabulary.model import Place, PlaceKind
from catalog.vocabulary.organisations import organisations
from catalog.vocabulary.places import places
from catalog.vocabulary.topics import topics


def label(facet: str, slug: str, language: str = "nb") -> str:
    """The name of a topic, place or organisation; the slug itself for what the vocabulary does not know."""
    if facet == "topic" and (topic := topics().get(slug)):
        return topic.name(language)
    if facet == "place" and (place := places().get(slug)):
        return _place_label(place)
    if facet == "organisation" and (organisation := organisations().get(slug)):
        return organisation.name(language)
    return slug


def _place_label(place: Place) -> str:
    if place.shares_name:
        return f"{place.name} ({places()[place.county].name})"
    if place.kind is PlaceKind.COUNTY and place.slug.endswith("-fylke"):
        return f"{place.name} fylke"
    return place.name
