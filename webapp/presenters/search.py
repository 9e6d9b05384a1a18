"""The answer to a search in the documented shape, for the API and for the command line."""

from typing import Any

from sqlalchemy.orm import Session

from catalog.models import Document, ShowText
from indexer.engine import Hit, SearchPage
from indexer.query import SearchQuery
from webapp.labels import value_label
from webapp.queries import documents_by_id, source_names
from webapp.search_args import API

#: Facets in the order they are answered and shown.
FACETS = ("source", "type", "topic", "place", "organisation", "language", "year")


def search_answer(session: Session, page: SearchPage, *, language: str = "nb") -> dict[str, Any]:
    """A page of hits as plain values that JSON can carry; labels are in the language."""
    wanted = {number for hit in page.hits for number in (hit.id, *hit.also)}
    documents = documents_by_id(session, wanted)
    sources = source_names(session)
    return {
        "query": describe_query(page.query),
        "total": page.total,
        "took_ms": round(page.took_ms, 1),
        "suggestion": page.suggestion,
        "expansions": list(page.expansions),
        "remarks": list(page.remarks),
        # A document that left the catalogue since it was indexed is left out.
        "hits": [_hit(hit, documents) for hit in page.hits if hit.id in documents],
        "facets": {
            name: [
                {
                    "value": each.value,
                    "label": value_label(name, each.value, sources=sources, language=language),
                    "count": each.count,
                }
                for each in page.facets.get(name, ())
            ]
            for name in FACETS
        },
    }


def describe_query(query: SearchQuery) -> dict[str, Any]:
    """The query by the names its parameters have in the API."""
    described: dict[str, Any] = {API.text: query.text}
    described |= {name: list(query.filters.get(name, ())) for name in FACETS}
    described |= {
        API.from_on: query.from_on.isoformat() if query.from_on else None,
        API.to_on: query.to_on.isoformat() if query.to_on else None,
        API.sort: query.sort.value,
        API.page: query.page,
        API.per_page: query.per_page,
        API.exact: query.exact,
    }
    return described


def _hit(hit: Hit, documents: dict[int, Document]) -> dict[str, Any]:
    document = documents[hit.id]
    shows = document.source.show_text is not ShowText.NONE
    return {
        "id": document.public_id,
        "url": document.url,
        "title": document.title,
        "source": document.source.slug,
        "type": document.type,
        "language": document.language,
        "topics": list(document.topics),
        "places": list(document.places),
        "organisations": list(document.organisations),
        "published_on": document.published_on.isoformat() if document.published_on else None,
        "updated_on": document.updated_on.isoformat() if document.updated_on else None,
        "snippet": str(hit.snippet) if shows else "",
        "pages": [{"number": page.number, "snippet": str(page.snippet)} for page in hit.pages] if shows else [],
        "also_at": [documents[number].url for number in hit.also if number in documents],
        "status": document.status.value,
    }
