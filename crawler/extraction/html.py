"""Reads a web page: landmark, main text, headings, links, contacts, dates and what the head says."""

from bs4 import BeautifulSoup

from crawler.extraction import mime as mimes
from crawler.extraction.contacts import find_contacts
from crawler.extraction.dates import find_dates
from crawler.extraction.decode import decode
from crawler.extraction.landmarks import Landmark, find_landmark
from crawler.extraction.links import base_address, find_links
from crawler.extraction.markup import bound, flat_text, parse
from crawler.extraction.measures import Measures
from crawler.extraction.metadata import (
    canonical_address,
    choose_title,
    declared_language,
    description,
    meta_robots,
    read_meta,
    worth_keeping,
)
from crawler.extraction.model import DocumentType, Extraction, ExtractionStatus, FetchedPage, Heading, PageText
from crawler.extraction.prune import kept_elements, visible_elements
from crawler.extraction.render import render
from crawler.extraction.robots import read_directives

HEADINGS = 500
#: A main text below this is poor: something else is tried.
_POOR_CHARACTERS = 60
_POOR_WITHOUT_LANDMARK = 200
#: trafilatura parses with lxml, which takes minutes on some hostile pages; it only sees small ones with sane tags.
_SECOND_OPINION_CHARACTERS = 300_000
_SECOND_OPINION_ATTRIBUTES = 100
_SECOND_OPINION_TAGS = 5_000


def read_html(page: FetchedPage) -> Extraction:
    """
    Read everything a web page offers; a cut or empty page says so in its status.
    """
    text, was_cut = bound(decode(page.body, page.content_type))
    soup = parse(text)
    measures = Measures(soup)
    landmark = find_landmark(measures)
    if landmark is None:
        return Extraction(
            type=DocumentType.WEB, status=ExtractionStatus.EMPTY, mime=mimes.HTML, error="The page holds no elements."
        )
    kept = kept_elements(measures, landmark)
    main_text, provenance = _main_text(text, measures, landmark, kept)
    return _assemble(page, soup, measures, kept, main_text=main_text, provenance=provenance, was_cut=was_cut)


def _assemble(
    page: FetchedPage,
    soup: BeautifulSoup,
    measures: Measures,
    kept: set[int],
    *,
    main_text: str,
    provenance: str,
    was_cut: bool,
) -> Extraction:
    meta, base = read_meta(soup), base_address(soup, page.url)
    robots = meta_robots(soup) | read_directives(page.robots_tag)
    title = choose_title(soup, meta, measures, kept=kept, url=page.url, link_text=page.link_text)
    dates = find_dates(soup, meta, main_text=main_text, page_text=_page_text(measures), url=page.url)
    status, error = _judge(main_text, was_cut)
    return Extraction(
        type=DocumentType.WEB,
        status=status,
        error=error,
        mime=mimes.HTML,
        title=title.text,
        title_source=title.source,
        description=description(meta),
        declared_language=declared_language(soup, meta),
        published_on=dates.published_on,
        published_source=dates.published_source,
        updated_on=dates.updated_on,
        updated_source=dates.updated_source,
        pages=(PageText(number=1, text=main_text),) if main_text else (),
        headings=_headings(measures, kept),
        links=find_links(soup, base, in_main=lambda tag: id(tag) in kept, page_nofollow=robots.nofollow),
        contacts=find_contacts(measures),
        noindex=robots.noindex,
        nofollow=robots.nofollow,
        canonical_url=canonical_address(soup, base),
        provenance=provenance,
        metadata=worth_keeping(meta),
    )


def _judge(main_text: str, was_cut: bool) -> tuple[ExtractionStatus, str]:
    if was_cut:
        status = ExtractionStatus.PARTIAL if main_text else ExtractionStatus.TOO_BIG
        return status, "The page is above 5 million characters or 100,000 elements; only its beginning was read."
    if not main_text:
        return ExtractionStatus.EMPTY, "The page holds no text; it may be drawn by scripts."
    return ExtractionStatus.OK, ""


def _main_text(markup: str, measures: Measures, landmark: Landmark, kept: set[int]) -> tuple[str, str]:
    """
    The text of the kept elements and the layer that found it; a poor one is replaced by a better, if there is any.
    """
    root = landmark.box
    text = render(root.tag, kept)
    if landmark.kind == "body" and len(text) < _POOR_WITHOUT_LANDMARK:
        other = _second_opinion(markup, measures)
        if len(other) > len(text):
            return other, "trafilatura"
    if len(text) < _POOR_CHARACTERS:
        text = max(text, render(root.tag, visible_elements(measures, root)), key=len)
    return text, landmark.kind


def _second_opinion(markup: str, measures: Measures) -> str:
    """
    What trafilatura takes for the main text; empty for pages it could choke on.
    """
    few = len(markup) <= _SECOND_OPINION_CHARACTERS and len(measures.boxes) <= _SECOND_OPINION_TAGS
    if not few or any(len(box.tag.attrs) > _SECOND_OPINION_ATTRIBUTES for box in measures.boxes):
        return ""
    from trafilatura import extract as extract_main_text

    found = extract_main_text(markup, include_comments=False, favor_recall=True)
    return found.strip() if isinstance(found, str) else ""


def _page_text(measures: Measures) -> str:
    """
    Everything a reader sees, furniture and all: date stamps often stand in the footer.
    """
    body = next((box for box in measures.boxes if box.name == "body"), measures.boxes[0])
    return render(body.tag, visible_elements(measures, body))


def _headings(measures: Measures, kept: set[int]) -> tuple[Heading, ...]:
    levels = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
    boxes = (box for box in measures.boxes if box.name in levels and id(box.tag) in kept)
    found = (Heading(text=text[:300], level=levels[box.name]) for box in boxes if (text := flat_text(box.tag)))
    return tuple(heading for heading, _ in zip(found, range(HEADINGS), strict=False))
