"""A search for readers: when no document has all the words, those that have some of them."""

from dataclasses import replace

from indexer.engine import SearchEngine, SearchPage
from indexer.query import SearchQuery

#: The remark of an answer in which any one word was enough.
ANY_WORD = "any-word"


def search_generously(engine: SearchEngine, query: SearchQuery) -> SearchPage:
    """
    The hits of a query; when there are none for several words, the hits of any of them, with the remark "any-word".

    Alerts ask the engine itself: a mail about a document with half of the words is noise.
    """
    page = engine.search(query)
    if page.total or query.exact or len(query.text.split()) < 2:
        return page
    relaxed = engine.search(replace(query, relaxed=True))
    if not relaxed.total:
        return page
    return replace(relaxed, query=query, remarks=(*relaxed.remarks, ANY_WORD))
