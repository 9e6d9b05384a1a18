"""The results page: its heading, what was searched, the hits, and ways on when there are none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import url_for

from catalog.models import Document
from indexer.engine import SearchPage
from indexer.query import MAX_PAGE, SearchQuery, Sort
from webapp.formats import number
from webapp.i18n import gettext, ngettext
from webapp.links import search_url
from webapp.presenters.facets import (
    ChipView,
    FacetView,
    YearView,
    show_chips,
    show_facets,
    show_years,
)
from webapp.presenters.hits import HitView, show_hit
from webapp.presenters.pagination import PageLink, show_pages
from webapp.search_args import (
    API,
    Fault,
    Problem,
    SearchArgs,
    search_query_string,
    without_filters,
    write_search,
)
from webapp.searching import Search

#: Word forms that are named; naming them all would help nobody.
SHOWN_FORMS = 8
#: Characters of the typed words in headings.
MAX_SHOWN = 120


@dataclass(frozen=True, kw_only=True)
class LinkView:
    """A text and where it leads."""

    text: str
    url: str
    is_current: bool = False
    #: What follows the link in the sentence.
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class EmptyView:
    """What is said when nothing was found."""

    heading: str
    #: The filters in force, or nothing.
    limits: tuple[str, ...]
    tips: tuple[LinkView, ...]


@dataclass(frozen=True, kw_only=True)
class ResultsView:
    """Everything the results page shows."""

    title: str
    heading: str
    #: What stands in the search field: always what was typed.
    text: str
    #: The corrected words that were searched instead, or None.
    corrected: LinkView | None
    #: The words as typed, when corrected ones were searched.
    original: LinkView | None
    #: Corrected words that could be searched, or None.
    suggestion: LinkView | None
    forms: tuple[str, ...]
    #: The same search for the words as typed and no others; None when it is that already.
    exact: LinkView | None
    #: The search with word forms, when this one is without.
    inexact: LinkView | None
    remarks: tuple[str, ...]
    problems: tuple[str, ...]
    chips: tuple[ChipView, ...]
    chip_count: str
    reset_url: str
    facets: tuple[FacetView, ...]
    years: tuple[YearView, ...]
    from_typed: str
    to_typed: str
    #: Parameters that the filter form carries on: order and exactness.
    carried: tuple[tuple[str, str], ...]
    #: Parameters of the search that a subscription saves.
    saved: tuple[tuple[str, str], ...]
    range: str
    sorts: tuple[LinkView, ...]
    hits: tuple[HitView, ...]
    pages: tuple[PageLink, ...]
    #: Said when not all hits can be leafed through, else empty.
    beyond: str
    api_url: str
    empty: EmptyView | None


def show_results(
    asked: SearchArgs, search: Search, documents: Mapping[int, Document], sources: Mapping[str, str]
) -> ResultsView:
    """The page for a search that was done."""
    page, query = search.page, search.page.query
    chips = show_chips(query, sources)
    hits = tuple(show_hit(hit, documents, query) for hit in page.hits if hit.id in documents)
    heading = _heading(page)
    return ResultsView(
        title=_title(page),
        heading=heading,
        text=asked.query.text,
        **_corrections(asked.query, search),
        forms=page.expansions[:SHOWN_FORMS],
        exact=None if query.exact else _to_exact(query),
        inexact=_to_inexact(query) if query.exact else None,
        remarks=tuple(filter(None, (remark_text(remark) for remark in page.remarks))),
        problems=tuple(problem_text(problem) for problem in asked.problems),
        chips=tuple(chips),
        chip_count=number(len(chips)) if chips else "",
        reset_url=search_url(without_filters(query)),
        facets=tuple(show_facets(page, sources)),
        years=tuple(show_years(page)),
        from_typed=asked.from_typed,
        to_typed=asked.to_typed,
        carried=_carried(query),
        saved=saved_parameters(query),
        range=_range(page),
        sorts=tuple(_sorts(query)),
        hits=hits,
        pages=tuple(show_pages(query.page, page.total, query.per_page, lambda to: search_url(query.at_page(to)))),
        beyond=_beyond(page),
        api_url=f"{url_for('api.search')}?{search_query_string(query, API)}",
        empty=None if page.total else _empty(search, heading, chips),
    )


def _heading(page: SearchPage) -> str:
    query = page.query
    if query.text and not page.total:
        return gettext("Ingen treff på «%(text)s»", text=_shown(query.text))
    shown = number(page.total)
    if query.text:
        text = _shown(query.text)
        return ngettext(
            "%(shown)s treff på «%(text)s»", "%(shown)s treff på «%(text)s»", page.total, shown=shown, text=text
        )
    if not page.total:
        return gettext("Ingen dokumenter")
    return ngettext("%(shown)s dokument", "%(shown)s dokumenter", page.total, shown=shown)


def _shown(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN].rstrip() + " …"


def _title(page: SearchPage) -> str:
    hits = ngettext("%(shown)s treff", "%(shown)s treff", page.total, shown=number(page.total))
    where = gettext("side %(number)s", number=page.query.page) if page.query.page > 1 else ""
    return " – ".join(filter(None, (_shown(page.query.text) or gettext("Alt materialet"), hits, where)))


def _corrections(typed: SearchQuery, search: Search) -> dict[str, LinkView | None]:
    query = search.page.query
    links: dict[str, LinkView | None] = {"corrected": None, "original": None, "suggestion": None}
    if search.is_corrected:
        links["corrected"] = LinkView(text=query.text, url=search_url(query))
        links["original"] = LinkView(text=typed.text, url=search_url(replace(typed, exact=True, page=1)))
    elif search.page.suggestion:
        better = replace(query, text=search.page.suggestion, page=1)
        links["suggestion"] = LinkView(text=better.text, url=search_url(better))
    return links


def _to_exact(query: SearchQuery) -> LinkView:
    return LinkView(text=gettext("Bare nøyaktig slik du skrev det"), url=search_url(replace(query, exact=True, page=1)))


def _to_inexact(query: SearchQuery) -> LinkView:
    return LinkView(
        text=gettext("Ta med bøyninger og andre skrivemåter"), url=search_url(replace(query, exact=False, page=1))
    )


def remark_text(code: str) -> str:
    """A sentence about what of the typed words was not understood."""
    sentences = {
        "too-long": gettext("Søket var for langt; bare de første 256 tegnene er brukt."),
        "too-many-words": gettext("Søket hadde for mange ord; bare de første 32 er brukt."),
        "too-deep": gettext("Parentesene var for mange inni hverandre; ordene er søkt som de står."),
        "unknown-field": gettext("Ordet foran kolon er ikke et felt vi kjenner; det er søkt som et vanlig ord."),
        "empty-field": gettext("Det sto ingenting etter kolon; feltet er ikke brukt."),
        "short-prefix": gettext("Stjerne virker bare etter minst tre bokstaver."),
        "open-quote": gettext("Det mangler et sluttanførselstegn; vi har satt det til slutt."),
        "open-bracket": gettext("Det mangler en parentes; vi har satt den til slutt."),
        "stray-operator": gettext("OG, ELLER eller IKKE sto uten ord på begge sider og er ikke brukt."),
        "negated-filter": gettext("Et filter kan ikke stå med minus foran; det er ikke brukt."),
        "unknown-year": gettext("Året etter kolon er ikke et årstall; det er søkt som et vanlig ord."),
        "inner-star": gettext("Stjerne virker bare sist i et ord."),
        "no-words": gettext("Søket har ingen ord, bare tegn; her er alt materialet."),
        "any-word": gettext("Ingen dokumenter har alle ordene. Her er de som har noen av dem, de beste først."),
        "cut-short": gettext("Søket tok for lang tid og ble avbrutt; tallene kan være for lave."),
    }
    return sentences.get(code, "")


def problem_text(problem: Problem) -> str:
    """A sentence about a parameter that was left out."""
    shown = problem.value[:40]
    match problem.fault:
        case Fault.NOT_A_DAY:
            return gettext(
                "«%(value)s» er ikke et år eller en dato. Skriv for eksempel 2026 eller 2026-11-22.", value=shown
            )
        case Fault.BACKWARDS:
            return gettext("Til er før fra, så vi har bare brukt fra.")
        case Fault.OUT_OF_RANGE:
            return gettext("Du kan bla fram til side %(last)s. Avgrens søket for å se resten.", last=MAX_PAGE)
        case Fault.TOO_LONG:
            return gettext("«%(value)s …» er for langt og er ikke brukt.", value=shown)
        case _:
            return gettext("Vi forstår ikke «%(value)s», så det er ikke brukt.", value=shown)


def _carried(query: SearchQuery) -> tuple[tuple[str, str], ...]:
    bare = replace(query, filters={}, from_on=None, to_on=None, text="", page=1)
    return tuple(write_search(bare))


def saved_parameters(query: SearchQuery) -> tuple[tuple[str, str], ...]:
    """What a subscription to the search needs to know: not its order or page."""
    return tuple(write_search(replace(query, sort=Sort.RELEVANCE, page=1)))


def _range(page: SearchPage) -> str:
    if not page.total:
        return ""
    first = (page.query.page - 1) * page.query.per_page + 1
    last = min(first + page.query.per_page - 1, page.total)
    if first > last:
        return ""
    return gettext("Viser %(first)s–%(last)s", first=number(first), last=number(last))


def _sorts(query: SearchQuery) -> list[LinkView]:
    names = {
        Sort.RELEVANCE: gettext("Mest relevant"),
        Sort.NEWEST: gettext("Nyeste"),
        Sort.OLDEST: gettext("Eldste"),
    }
    return [
        LinkView(text=name, url=search_url(replace(query, sort=sort, page=1)), is_current=sort is query.sort)
        for sort, name in names.items()
    ]


def _beyond(page: SearchPage) -> str:
    reachable = MAX_PAGE * page.query.per_page
    if page.total <= reachable or page.query.page < MAX_PAGE:
        return ""
    return gettext("Her slutter de første %(count)s treffene. Avgrens søket for å se resten.", count=number(reachable))


def _empty(search: Search, heading: str, chips: Sequence[ChipView]) -> EmptyView:
    free = without_filters(search.page.query)
    tips = [_unfiltered(free, search.without_filters)] if search.without_filters else []
    tips += [_single_word(replace(free, text=word), found) for word, found in search.single_words]
    return EmptyView(heading=heading, limits=tuple(chip.label for chip in chips), tips=tuple(tips))


def _unfiltered(query: SearchQuery, found: int) -> LinkView:
    after = ngettext(", så får du %(count)s treff", ", så får du %(count)s treff", found, count=number(found))
    return LinkView(text=gettext("Fjern filtrene"), url=search_url(query), after=after)


def _single_word(query: SearchQuery, found: int) -> LinkView:
    after = ngettext(" (%(count)s treff)", " (%(count)s treff)", found, count=number(found))
    return LinkView(text=gettext("Prøv bare «%(word)s»", word=query.text), url=search_url(query), after=after)
