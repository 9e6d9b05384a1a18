"""A search as the results page does it: with a second try for a misspelt query, and counts for the way on."""

from dataclasses import dataclass, replace

from indexer.engine import SearchEngine, SearchPage
from indexer.generous import ANY_WORD, search_generously
from indexer.query import SearchQuery
from webapp.search_args import without_filters

#: Words of a fruitless search that are tried alone.
MAX_TRIED = 3


@dataclass(frozen=True, kw_only=True)
class Search:
    """What was found, and what could be found instead."""

    page: SearchPage
    #: True when the words are the engine's correction of what was typed.
    is_corrected: bool = False
    #: Hits without the filters, when there are none with them.
    without_filters: int = 0
    #: Single words of the query that do have hits.
    single_words: tuple[tuple[str, int], ...] = ()


def run_search(engine: SearchEngine, query: SearchQuery) -> Search:
    """
    Search; when no document has all the words, for the corrected ones, and else for any of them.

    An exact search is never corrected. Raises EngineError.
    """
    page = search_generously(engine, query)
    if page.total and ANY_WORD not in page.remarks:
        return Search(page=page)
    if page.suggestion and not query.exact:
        corrected = engine.search(replace(query, text=page.suggestion, page=1))
        if corrected.total:
            return Search(page=corrected, is_corrected=True)
    if page.total:
        return Search(page=page)
    return Search(page=page, without_filters=_unfiltered(engine, query), single_words=_single_words(engine, query))


def _unfiltered(engine: SearchEngine, query: SearchQuery) -> int:
    free = without_filters(query)
    return _count(engine, free) if free != replace(query, page=1) else 0


def _single_words(engine: SearchEngine, query: SearchQuery) -> tuple[tuple[str, int], ...]:
    words = [word for word in query.text.split() if len(word) > 2 and word.isalnum()]
    if len(words) < 2:
        return ()
    free = without_filters(query)
    longest = sorted(dict.fromkeys(words), key=len, reverse=True)[:MAX_TRIED]
    tried = [(word, _count(engine, replace(free, text=word))) for word in longest]
    return tuple((word, count) for word, count in tried if count)


def _count(engine: SearchEngine, query: SearchQuery) -> int:
    return engine.search(replace(query, per_page=1)).total
