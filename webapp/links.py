"""Addresses of our pages and of the originals."""

from urllib.parse import urlencode

from flask import url_for

from catalog.models import Document, DocumentStatus
from indexer.query import SearchQuery
from webapp.reading_parts import part_of_page
from webapp.search_args import search_query_string, write_search


def search_url(query: SearchQuery) -> str:
    """The results page of a search."""
    return _with_query(url_for("search.results"), search_query_string(query))


def document_url(public_id: str, query: SearchQuery | None = None, *, page: int | None = None) -> str:
    """The page of a document, which marks the words of the search it was found by."""
    pairs = write_search(query) if query is not None else []
    if page and part_of_page(page) > 1:
        pairs.append(("del", str(part_of_page(page))))
    address = _with_query(url_for("documents.document", public_id=public_id), urlencode(pairs))
    return f"{address}#side-{page}" if page else address


def original_url(document: Document, page: int | None = None) -> str:
    """The source's own address; for a PDF at a page, which every browser understands."""
    return f"{document.url}#page={page}" if page and document.type == "pdf" else document.url


def is_linkable(document: Document) -> bool:
    """True while the source still has the document at its address."""
    return document.status is DocumentStatus.CURRENT


def _with_query(address: str, query_string: str) -> str:
    return f"{address}?{query_string}" if query_string else address
