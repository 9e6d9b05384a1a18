"""Searches as they are kept with a subscription: to JSON and back, and a key that equal searches share."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from indexer.query import FACETS, MAX_PER_PAGE, SearchQuery, Sort

#: Longer searches are refused.
MAX_TEXT = 1_000
MAX_FILTER_VALUES = 100

#: Words that mean something else in capitals.
_OPERATORS = frozenset({"OG", "ELLER", "IKKE", "IKKJE", "AND", "OR", "NOT"})


class SavedQueryError(ValueError):
    """What is stored is not a search this version understands."""


def to_json(query: SearchQuery) -> dict[str, Any]:
    """The search without page and order; equal searches give equal values."""
    filters = {name: sorted(set(values)) for name, values in sorted(query.filters.items()) if values}
    stored: dict[str, Any] = {"text": " ".join(query.text.split())}
    if filters:
        stored["filters"] = filters
    if query.from_on:
        stored["from_on"] = query.from_on.isoformat()
    if query.to_on:
        stored["to_on"] = query.to_on.isoformat()
    if query.exact:
        stored["exact"] = True
    return stored


def from_json(stored: Mapping[str, Any]) -> SearchQuery:
    """The search again, at its first page; raises SavedQueryError."""
    try:
        return SearchQuery(
            text=str(stored.get("text", "")),
            filters=_filters(stored.get("filters", {})),
            from_on=_day(stored.get("from_on")),
            to_on=_day(stored.get("to_on")),
            exact=bool(stored.get("exact", False)),
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise SavedQueryError(f"the stored search cannot be read: {error}") from error


def query_key(query: SearchQuery) -> str:
    """Equal for searches that find the same, whatever their spacing, capitals, order or page."""
    stored = to_json(query)
    stored["text"] = " ".join(_folded(word) for word in stored["text"].split())
    written = json.dumps(stored, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode("utf-8", "replace")).hexdigest()[:32]


def for_batch(query: SearchQuery) -> SearchQuery:
    """The same search, shaped so that one page holds every hit of a batch of up to MAX_PER_PAGE documents."""
    return replace(query, page=1, per_page=MAX_PER_PAGE, sort=Sort.RELEVANCE)


def _folded(word: str) -> str:
    return word if word.strip("()") in _OPERATORS else unicodedata.normalize("NFC", word).casefold()


def _filters(stored: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    unknown = set(stored) - set(FACETS)
    if unknown:
        raise ValueError(f"unknown filter {', '.join(sorted(unknown))}")
    return {name: tuple(str(value) for value in values) for name, values in stored.items()}


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
