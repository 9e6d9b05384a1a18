"""One hit as the results page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from catalog.clock import oslo_day
from catalog.models import Document, DocumentStatus, ShowText
from catalog.vocabulary import label
from indexer.engine import Hit
from indexer.query import SearchQuery
from webapp.formats import long_date, number
from webapp.i18n import gettext, ngettext
from webapp.labels import language_label, short_type_label
from webapp.language import LANGUAGES, current_language
from webapp.links import document_url, original_url
from webapp.presenters.ruler import Ruler, make_ruler

#: Page hits that are shown; the ruler and a link tell of the others.
SHOWN_PAGES = 2


@dataclass(frozen=True, kw_only=True)
class PageHitView:
    """A page with a hit."""

    label: str
    url: str
    snippet: Markup


@dataclass(frozen=True, kw_only=True)
class AlsoView:
    """The same text at another address."""

    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class HitView:
    """A document in a list."""

    url: str
    title: Markup
    #: "pdf", "nettside" …: chooses the picture.
    type: str
    #: Short enough to stand under the picture.
    type_label: str
    #: The document's language when it is not the page's, else empty.
    lang: str
    snippet: Markup
    source_name: str
    #: "48 sider", or empty.
    extent: str
    date_on: date
    topics: tuple[str, ...]
    language_label: str
    #: What has become of it, or empty.
    status: str
    pages: tuple[PageHitView, ...] = ()
    #: "Treff på 5 sider til", or empty.
    more_pages: str = ""
    ruler: Ruler | None = None
    also: tuple[AlsoView, ...] = ()


def show_hit(hit: Hit, documents: Mapping[int, Document], query: SearchQuery) -> HitView:
    """A hit; the source decides how much of the text is shown."""
    document = documents[hit.id]
    shows = document.source.show_text is not ShowText.NONE
    pages = hit.pages[:SHOWN_PAGES] if shows else ()
    more = len(hit.page_numbers) - len(pages)
    return _show(
        document,
        title=hit.title,
        snippet=_own_snippet(hit) if shows else Markup(""),
        query=query,
        pages=tuple(
            PageHitView(
                label=page_label(document.type, page.number),
                url=document_url(document.public_id, query, page=page.number),
                snippet=page.snippet,
            )
            for page in pages
        ),
        more_pages=_more_pages(document.type, more) if pages and more > 0 else "",
        ruler=make_ruler(document.page_count, hit.page_numbers) if shows else None,
        also=tuple(_also(documents[other]) for other in hit.also if other in documents),
    )


def _own_snippet(hit: Hit) -> Markup:
    """The snippet of the whole document, unless the first page hit says the same right below it."""
    return Markup("") if hit.pages and hit.pages[0].snippet == hit.snippet else hit.snippet


def show_document(document: Document) -> HitView:
    """A document that was not searched for."""
    shows = document.source.show_text is not ShowText.NONE
    snippet = escape(_shorten(document.description)) if shows else Markup("")
    return _show(document, title=escape(document.title), snippet=snippet, query=None)


def _show(
    document: Document,
    *,
    title: Markup,
    snippet: Markup,
    query: SearchQuery | None,
    pages: tuple[PageHitView, ...] = (),
    more_pages: str = "",
    ruler: Ruler | None = None,
    also: tuple[AlsoView, ...] = (),
) -> HitView:
    language = current_language()
    foreign = document.language not in ("", language)
    return HitView(
        url=document_url(document.public_id, query),
        title=title or escape(document.url),
        type=document.type,
        type_label=short_type_label(document.type),
        lang=document.language if foreign else "",
        snippet=snippet,
        source_name=document.source.name,
        extent=extent(document),
        date_on=document.date_on,
        topics=tuple(label("topic", slug, language) for slug in document.topics[:1]),
        language_label=language_label(document.language) if foreign and document.language in LANGUAGES else "",
        status=status_text(document),
        pages=pages,
        more_pages=more_pages,
        ruler=ruler,
        also=also,
    )


def _also(document: Document) -> AlsoView:
    return AlsoView(name=document.source.name, url=original_url(document))


def extent(document: Document) -> str:
    """How long a document is, in its own units; empty for a web page."""
    count = document.page_count
    if document.type == "lysbilder":
        return ngettext("%(shown)s lysbilde", "%(shown)s lysbilder", count, shown=number(count))
    if document.type == "regneark":
        return ngettext("%(shown)s ark", "%(shown)s ark", count, shown=number(count))
    if document.type == "nettside" or count < 2:
        return ""
    return ngettext("%(shown)s side", "%(shown)s sider", count, shown=number(count))


def page_label(type_: str, page: int) -> str:
    """'Side 12', 'Lysbilde 9' or 'Ark 2'."""
    if type_ == "lysbilder":
        return gettext("Lysbilde %(number)s", number=page)
    if type_ == "regneark":
        return gettext("Ark %(number)s", number=page)
    return gettext("Side %(number)s", number=page)


def _more_pages(type_: str, count: int) -> str:
    if type_ == "lysbilder":
        return ngettext("Treff på %(num)s lysbilde til", "Treff på %(num)s lysbilder til", count)
    if type_ == "regneark":
        return ngettext("Treff på %(num)s ark til", "Treff på %(num)s ark til", count)
    return ngettext("Treff på %(num)s side til", "Treff på %(num)s sider til", count)


def status_text(document: Document) -> str:
    """What has become of a document that is no longer where it was, or empty."""
    if document.status is DocumentStatus.CURRENT:
        return ""
    if document.status is DocumentStatus.MOVED:
        return gettext("Flyttet hos kilden")
    if document.removed_at is None:
        return gettext("Fjernet hos kilden")
    return gettext("Fjernet hos kilden %(day)s", day=long_date(oslo_day(document.removed_at)))


def _shorten(text: str, length: int = 220) -> str:
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0] + " …"
