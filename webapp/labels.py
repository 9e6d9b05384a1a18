"""What readers see for facets and their values."""

from collections.abc import Mapping

from catalog import vocabulary
from webapp.i18n import gettext


def facet_label(facet: str) -> str:
    """The name of a facet."""
    return {
        "source": gettext("Kilde"),
        "type": gettext("Type"),
        "topic": gettext("Tema"),
        "place": gettext("Sted"),
        "organisation": gettext("Organisasjon"),
        "language": gettext("Språk"),
        "year": gettext("År"),
    }[facet]


def type_label(slug: str) -> str:
    """The name of a kind of document."""
    labels = {
        "nettside": gettext("Nettside"),
        "pdf": gettext("PDF"),
        "lysbilder": gettext("Lysbilder"),
        "tekst": gettext("Tekstdokument"),
        "regneark": gettext("Regneark"),
    }
    return labels.get(slug, slug)


def short_type_label(slug: str) -> str:
    """The name of a kind of document, short enough to stand under its picture."""
    return gettext("Tekst") if slug == "tekst" else type_label(slug)


def language_label(code: str) -> str:
    """The name of a language a document is written in."""
    labels = {
        "nb": gettext("Bokmål"),
        "nn": gettext("Nynorsk"),
        "en": gettext("Engelsk"),
        "se": gettext("Nordsamisk"),
    }
    return labels.get(code, code)


def value_label(facet: str, value: str, *, sources: Mapping[str, str], language: str) -> str:
    """The name of a facet's value; `sources` are slug -> name."""
    if facet == "source":
        return sources.get(value, value)
    if facet == "type":
        return type_label(value)
    if facet == "language":
        return language_label(value)
    return vocabulary.label(facet, value, language)
