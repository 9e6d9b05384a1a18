"""One search, from the query to the page of hits; the same for every embedded engine."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from time import perf_counter

from indexer.analysis import Analysis
from indexer.engine import FacetCount, Hit, PageHit, SearchPage
from indexer.engines.deadline import Deadline
from indexer.engines.records import Stored
from indexer.engines.selection import page_plan, select
from indexer.engines.snapshot import Ranked, RankedPage, Snapshot, Tally
from indexer.parsing import parse, with_typed_filters
from indexer.passages import Highlighter
from indexer.plan import Stream
from indexer.planning import make_plan
from indexer.query import FACETS, MAX_PAGE, MAX_PER_PAGE, SearchQuery

#: The remark of an answer that is not complete, because the search took too long.
CUT_SHORT = "cut-short"
BEST_PAGES = 3
#: Extra documents asked for when some of the hits are several documents of one work.
_SLACK = 20
_MOST_ALSO = 1000


class Search:
    """One query against one snapshot."""

    def __init__(
        self,
        snapshot: Snapshot,
        query: SearchQuery,
        analysis: Analysis,
        *,
        within: Collection[int] | None,
        deadline: Deadline,
    ) -> None:
        self._snapshot = snapshot
        self._query = query
        self._analysis = analysis
        self._deadline = deadline
        self._plan = make_plan(query, analysis, relaxed=query.relaxed)
        self._selection = select(with_typed_filters(query), self._plan, within)
        self._highlighter = Highlighter(self._plan, analysis)

    def answer(self) -> SearchPage:
        """The page of hits that the query asks for."""
        started = perf_counter()
        tally, facets = self._count()
        shown = self._shown(tally)
        also = self._also(shown, tally)
        stored = {ranked.id: self._snapshot.read(ranked.address) for ranked in shown}
        pages = self._pages([doc_id for doc_id, content in stored.items() if content.paged])
        hits = tuple(
            self._hit(ranked, stored[ranked.id], pages.get(ranked.id, ()), also.get(ranked.id, ())) for ranked in shown
        )
        remarks = parse(self._query.text).remarks
        return SearchPage(
            query=self._query,
            total=tally.total,
            hits=hits,
            facets=facets,
            expansions=self._highlighter.forms,
            remarks=(*remarks, CUT_SHORT) if self._deadline.missed else remarks,
            took_ms=(perf_counter() - started) * 1000,
        )

    def _count(self) -> tuple[Tally, dict[str, tuple[FacetCount, ...]]]:
        """Every facet that has a filter is counted without it, in a count of its own."""
        filtered = self._selection.filtered
        tally = self._snapshot.tally(self._selection, tuple(name for name in FACETS if name not in filtered))
        counts = dict(tally.counts)
        for name in filtered:
            if not self._deadline.passed():
                counts |= self._snapshot.tally(self._selection.without(name), (name,)).counts
        return tally, {name: _ordered(name, counts.get(name, {})) for name in FACETS}

    def _shown(self, tally: Tally) -> list[Ranked]:
        """The best document of each work on this page of hits."""
        per_page = min(max(self._query.per_page, 1), MAX_PER_PAGE)
        page = max(self._query.page, 1)
        start = (page - 1) * per_page
        if page > MAX_PAGE or start >= tally.total:
            return []
        return self._best_of_works(start + per_page, tally)[start : start + per_page]

    def _best_of_works(self, needed: int, tally: Tally) -> list[Ranked]:
        limit = needed + _SLACK if tally.twins else needed
        while True:
            ranked = self._snapshot.rank(self._selection, self._query.sort, limit)
            best = {each.work: each for each in reversed(ranked)}
            if len(best) >= needed or len(ranked) < limit:
                return [each for each in ranked if best[each.work] is each]
            limit *= 2

    def _also(self, shown: Sequence[Ranked], tally: Tally) -> dict[int, tuple[int, ...]]:
        best = {ranked.work: ranked.id for ranked in shown if ranked.work in tally.twins}
        if not best:
            return {}
        others: dict[int, list[int]] = defaultdict(list)
        for ranked in self._snapshot.rank(
            replace(self._selection, works=frozenset(best)), self._query.sort, _MOST_ALSO
        ):
            if ranked.id != best[ranked.work]:
                others[best[ranked.work]].append(ranked.id)
        return {doc_id: tuple(ids) for doc_id, ids in others.items()}

    def _pages(self, ids: Sequence[int]) -> Mapping[int, Sequence[RankedPage]]:
        """
        The pages of each document that match, best first.

        Where the words of a hit are spread over its pages, those that have any of them.
        """
        found: dict[int, list[RankedPage]] = defaultdict(list)
        for relaxed in (False, True):
            missing = [doc_id for doc_id in ids if doc_id not in found]
            plan = page_plan(make_plan(self._query, self._analysis, relaxed=True) if relaxed else self._plan)
            if plan is None or not missing or self._deadline.passed():
                break
            for page in self._snapshot.pages(plan, missing):
                found[page.doc_id].append(page)
        for pages in found.values():
            pages.sort(key=lambda page: (-page.score, page.number))
        return found

    def _hit(self, ranked: Ranked, stored: Stored, pages: Sequence[RankedPage], also: tuple[int, ...]) -> Hit:
        best = tuple(
            PageHit(number=page.number, snippet=self._highlighter.snippet(self._snapshot.read(page.address).text))
            for page in pages[:BEST_PAGES]
        )
        return Hit(
            id=ranked.id,
            score=ranked.score,
            title=self._highlighter.mark(stored.title),
            snippet=best[0].snippet if best else self._highlighter.snippet(stored.text),
            pages=best,
            page_numbers=tuple(sorted(page.number for page in pages)),
            also=also,
        )


def find_titles(snapshot: Snapshot, prefix: str, analysis: Analysis, limit: int) -> list[str]:
    """Titles with every word of the prefix, the last of them unfinished."""
    *words, start = analysis.streams(prefix)[Stream.SURFACE].split() or [""]
    if not start or limit < 1:
        return []
    titles = snapshot.titles(words, start, limit * 5)
    typed = prefix.strip().casefold()
    unique = {title.casefold(): title for title in reversed(titles)}
    ordered = sorted(unique.items(), key=lambda pair: (not pair[0].startswith(typed), len(pair[0]), pair[0]))
    return [title for _, title in ordered[:limit]]


def _ordered(facet: str, counts: Mapping[str, int]) -> tuple[FacetCount, ...]:
    """The largest first and equal ones by alphabet; years in their own order."""
    pairs = sorted(counts.items())
    if facet != "year":
        pairs.sort(key=itemgetter(1), reverse=True)
    return tuple(FacetCount(value=value, count=count) for value, count in pairs if count)
