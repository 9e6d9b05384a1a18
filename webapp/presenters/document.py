"""The page of one document: the original first, then the text as we have read it, and what is known about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup

from catalog.clock import oslo_day
from catalog.models import Document, Page, ShowText
from catalog.urls import host
from indexer.passages import Highlighter
from indexer.query import SearchQuery
from webapp.formats import day_within, long_date
from webapp.i18n import gettext
from webapp.labels import type_label
from webapp.language import current_language
from webapp.links import document_url, is_linkable, original_url, search_url
from webapp.presenters.facts import ContactView, list_facts, show_contact
from webapp.presenters.hits import extent, page_label, status_text
from webapp.presenters.reading import ReadingPage, heading_anchor, headings_of_page, read_blocks, unwrap
from webapp.presenters.results import LinkView
from webapp.presenters.ruler import Ruler, make_ruler
from webapp.presenters.versions import EventView
from webapp.queries import LinkedFile
from webapp.reading_parts import Part

#: Passages shown of a source that lets us show no more.
SHOWN_SNIPPETS = 5
#: Headings in the outline; more is no overview.
MAX_OUTLINE = 60


@dataclass(frozen=True, kw_only=True)
class OutlineView:
    """A heading and where it stands."""

    text: str
    url: str
    #: The page number, or nothing for a document without pages.
    page: int | None
    is_below: bool


@dataclass(frozen=True, kw_only=True)
class DocumentView:
    """Everything the document page shows."""

    title: str
    #: The document's language when it is not the page's, else empty.
    lang: str
    kind: str
    dates: tuple[str, ...]
    status: str
    reservation: str
    original: LinkView | None
    #: The original's address, also when it leads nowhere any more.
    address: str
    permanent_url: str
    back_url: str
    citation: str
    follow: LinkView | None
    outline: tuple[OutlineView, ...]
    #: Why the text is not shown in full, or empty.
    withheld: str
    snippets: tuple[Markup, ...]
    pages: tuple[ReadingPage, ...]
    parts: tuple[LinkView, ...]
    ruler: Ruler | None
    hit_pages: tuple[LinkView, ...]
    facts: tuple[tuple[str, tuple[LinkView, ...]], ...]
    contacts: tuple[ContactView, ...]
    events: tuple[EventView, ...]
    files: tuple[LinkView, ...]
    linked_from: tuple[LinkView, ...]
    also: tuple[LinkView, ...]


@dataclass(frozen=True, kw_only=True)
class Material:
    """What the page is made of."""

    document: Document
    pages: Sequence[Page]
    part: Part
    query: SearchQuery
    highlighter: Highlighter | None
    events: Sequence[EventView]
    files: Sequence[LinkedFile]
    linked_from: Sequence[Document]
    also: Sequence[Document]


def show_document_page(material: Material, *, base_url: str) -> DocumentView:
    """The page; how much of the text it shows is the source's decision."""
    document, query = material.document, material.query
    policy = document.source.show_text
    hits = _pages_with_hits(material)
    address = url_for("documents.document", public_id=document.public_id)
    return DocumentView(
        title=document.title or document.url,
        lang="" if document.language in ("", current_language()) else document.language,
        kind=" · ".join(filter(None, (_kind(document), document.source.name))),
        dates=tuple(_dates(document)),
        status=status_text(document),
        reservation=reservation_text(document.reservation),
        original=_original(document),
        address=document.url,
        permanent_url=f"{base_url}{address}",
        back_url="" if query.is_empty else search_url(query),
        citation=_citation(document),
        follow=_follow(document),
        outline=tuple(_outline(material)) if policy is ShowText.FULL else (),
        withheld=_withheld(policy),
        snippets=tuple(_snippets(material, hits)) if policy is ShowText.SNIPPET else (),
        pages=tuple(_reading_pages(material, hits)) if policy is ShowText.FULL else (),
        parts=tuple(_parts(material)) if policy is ShowText.FULL else (),
        ruler=make_ruler(document.page_count, hits) if policy is not ShowText.NONE else None,
        hit_pages=tuple(_hit_links(material, hits)) if policy is not ShowText.NONE else (),
        facts=tuple(list_facts(document)),
        contacts=tuple(show_contact(card) for card in document.contacts),
        events=tuple(material.events),
        files=tuple(_file(each) for each in material.files),
        linked_from=tuple(_to_document(each) for each in material.linked_from),
        also=tuple(_to_original(each) for each in material.also),
    )


def _kind(document: Document) -> str:
    return ", ".join(filter(None, (type_label(document.type), extent(document))))


def _dates(document: Document) -> list[str]:
    dates = []
    if document.published_on:
        dates.append(gettext("Publisert %(day)s", day=long_date(document.published_on)))
    if document.updated_on and document.updated_on != document.published_on:
        dates.append(gettext("Oppdatert %(day)s", day=long_date(document.updated_on)))
    dates.append(gettext("Sist sjekket %(day)s", day=day_within(oslo_day(document.seen_at))))
    return dates


def reservation_text(code: str) -> str:
    """Why the text may be incomplete, in a reader's words; empty when it is whole."""
    if not code:
        return ""
    sentences = {
        "partial": gettext("Vi fikk ikke lest hele dokumentet. Originalen kan ha mer."),
        "empty": gettext("Vi fant ingen tekst her. Originalen kan ha bilder eller tabeller."),
        "needs_ocr": gettext("Dokumentet er skannet, og teksten kan ikke leses ennå."),
        "encrypted": gettext("Dokumentet er låst, og teksten kan ikke leses."),
        "too_big": gettext("Dokumentet er for stort til å leses helt."),
    }
    return sentences.get(code, gettext("Vi fikk ikke lest dokumentet. Åpne originalen for å se det."))


def _original(document: Document) -> LinkView | None:
    if not is_linkable(document):
        return None
    if document.type == "nettside":
        return LinkView(text=gettext("Åpne originalen"), url=document.url)
    text = gettext("Åpne originalen (%(kind)s)", kind=type_label(document.type))
    return LinkView(text=text, url=document.url)


def _citation(document: Document) -> str:
    when = document.published_on or document.updated_on
    year = f" ({when.year})" if when else ""
    return f"{document.source.name}{year}. {document.title}. {document.url}"


def _follow(document: Document) -> LinkView | None:
    if not document.topics:
        return None
    slug = document.topics[0]
    return LinkView(text=gettext("Varsle meg om temaet"), url=url_for("topics.topic", slug=slug) + "#varsle")


def _outline(material: Material) -> list[OutlineView]:
    paged = _is_paged(material.document)
    headings = material.document.headings[:MAX_OUTLINE]
    top = min((int(each["level"]) for each in headings), default=1)
    outline = [_heading(material, each, paged=paged, top=top) for each in headings]
    # A single heading is the title once more.
    return outline if len(outline) > 1 else []


def _heading(material: Material, heading: dict[str, Any], *, paged: bool, top: int) -> OutlineView:
    page = int(heading.get("page", 1))
    return OutlineView(
        text=str(heading["text"]),
        url=_page_url(material, page) if paged else f"#{heading_anchor(str(heading['text']))}",
        page=page if paged else None,
        is_below=int(heading["level"]) > top,
    )


def _is_paged(document: Document) -> bool:
    return document.page_count > 1


def _page_url(material: Material, page: int) -> str:
    if material.part.holds(page):
        return f"#side-{page}"
    return document_url(material.document.public_id, material.query, page=page)


def _withheld(policy: ShowText) -> str:
    if policy is ShowText.NONE:
        return gettext("Kilden vil ikke at teksten vises her. Åpne originalen for å lese den.")
    if policy is ShowText.SNIPPET:
        return gettext("Kilden vil at bare utdrag vises her. Åpne originalen for å lese resten.")
    return ""


def _pages_with_hits(material: Material) -> list[int]:
    if material.highlighter is None:
        return []
    return [page.number for page in material.pages if material.highlighter.matches(page.text)]


def _snippets(material: Material, hits: Sequence[int]) -> list[Markup]:
    if material.highlighter is None:
        return [Markup.escape(page.text[:300]) for page in material.pages[:1]]
    chosen = [page for page in material.pages if page.number in hits] or list(material.pages[:1])
    return [material.highlighter.snippet(page.text) for page in chosen[:SHOWN_SNIPPETS]]


def _reading_pages(material: Material, hits: Sequence[int]) -> list[ReadingPage]:
    return [
        _reading_page(material, page, has_hits=page.number in hits)
        for page in material.pages
        if material.part.holds(page.number)
    ]


def _reading_page(material: Material, page: Page, *, has_hits: bool) -> ReadingPage:
    document = material.document
    headings = headings_of_page(document.headings, page.number)
    printed = document.type == "pdf"
    text = unwrap(page.text, headings) if printed else page.text
    mark = material.highlighter.mark if material.highlighter else Markup.escape
    return ReadingPage(
        number=page.number,
        label=page_label(document.type, page.number) if _is_paged(document) else "",
        original_url=original_url(document, page.number) if printed and is_linkable(document) else "",
        blocks=read_blocks(text, headings, mark),
        has_hits=has_hits,
    )


def _parts(material: Material) -> list[LinkView]:
    part = material.part
    return [
        LinkView(
            text=gettext("Side %(first)s–%(last)s", first=each.first, last=each.last),
            url=document_url(material.document.public_id, material.query, page=each.first),
            is_current=each.number == part.number,
        )
        for each in part.all_parts()
    ]


def _hit_links(material: Material, hits: Sequence[int]) -> list[LinkView]:
    if not _is_paged(material.document):
        return []
    return [LinkView(text=str(page), url=_page_url(material, page)) for page in hits]


def _file(file: LinkedFile) -> LinkView:
    if file.document is None:
        return LinkView(text=file.text or file.url, url=file.url, after=host(file.url))
    return LinkView(
        text=file.document.title or file.text or file.url,
        url=document_url(file.document.public_id),
        after=_kind(file.document),
    )


def _to_original(document: Document) -> LinkView:
    return LinkView(text=document.source.name, url=original_url(document), after=host(document.url))


def _to_document(document: Document) -> LinkView:
    return LinkView(
        text=document.title or document.url, url=document_url(document.public_id), after=document.source.name
    )
