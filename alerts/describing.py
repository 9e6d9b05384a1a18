"""A saved search in a reader's words: «heltid» i Sted: Telemark."""

from collections.abc import Mapping

from alerts.cleaning import one_line
from alerts.texts import name_of, phrase, written_day
from catalog.vocabulary import label
from indexer.query import FACETS, SearchQuery

#: Values of one filter that are named; further ones are counted.
NAMED_VALUES = 3


def describe(
    query: SearchQuery, language: str = "nb", *, source_names: Mapping[str, str] | None = None, limit: int = 160
) -> str:
    """The search on one line, in nb, nn or en; sources go by the names given, else by their slugs."""
    text = phrase(language, "query.text", text=one_line(query.text, limit=limit // 2)) if query.text.strip() else ""
    if text and query.exact:
        text = phrase(language, "query.exact", query=text)
    limits = ", ".join([*_filters(query, language, source_names or {}), *_days(query, language)])
    if text and limits:
        text = phrase(language, "query.text_and_filters", text=text, filters=limits)
    return one_line(text or limits or phrase(language, "query.everything"), limit=limit)


def _filters(query: SearchQuery, language: str, source_names: Mapping[str, str]) -> list[str]:
    return [
        phrase(
            language,
            "query.filter",
            name=name_of(language, "facet", name),
            values=_values(name, query.filters[name], language, source_names),
        )
        for name in FACETS
        if query.filters.get(name)
    ]


def _values(name: str, values: tuple[str, ...], language: str, source_names: Mapping[str, str]) -> str:
    named = [_value(name, value, language, source_names) for value in values[:NAMED_VALUES]]
    if len(values) > NAMED_VALUES:
        named.append(f"+ {len(values) - NAMED_VALUES}")
    return phrase(language, "query.or").join(named)


def _value(name: str, value: str, language: str, source_names: Mapping[str, str]) -> str:
    if name == "source":
        return source_names.get(value, value)
    if name in {"type", "language"}:
        return name_of(language, name, value)
    return label(name, value, language)


def _days(query: SearchQuery, language: str) -> list[str]:
    days = (("query.from", query.from_on), ("query.to", query.to_on))
    return [phrase(language, key, day=written_day(language, day)) for key, day in days if day]
