"""What a page says about itself in its head: meta tags, language, title, canonical address."""

from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.extraction.links import absolute
from crawler.extraction.markup import attribute, flat_text
from crawler.extraction.measures import Box, Measures
from crawler.extraction.robots import AGENT, RobotsDirectives, read_directives
from crawler.extraction.titles import TITLE_CHARACTERS, Title, title_of_name, without_site_name
from crawler.extraction.typography import squeeze

_META_TAGS = 400
_KEPT = {
    "author": "author",
    "generator": "generator",
    "keywords": "keywords",
    "og:site_name": "site_name",
    "og:type": "og_type",
}


def read_meta(soup: BeautifulSoup) -> dict[str, str]:
    """
    The first value of every named meta tag, by lower-case name.
    """
    found: dict[str, str] = {}
    for tag in soup.find_all("meta", limit=_META_TAGS):
        name = (
            attribute(tag, "property")
            or attribute(tag, "name")
            or attribute(tag, "itemprop")
            or attribute(tag, "http-equiv")
        ).lower()
        content = squeeze(attribute(tag, "content"))
        if name and content:
            found.setdefault(name, content[:2000])
    return found


def worth_keeping(meta: dict[str, str]) -> dict[str, str]:
    return {kept: meta[name][:500] for name, kept in _KEPT.items() if name in meta}


def declared_language(soup: BeautifulSoup, meta: dict[str, str]) -> str:
    """
    The language code of the html element or of the meta tags, as written.
    """
    html = soup.find("html")
    on_html = (attribute(html, "lang") or attribute(html, "xml:lang")) if isinstance(html, Tag) else ""
    named = (
        on_html,
        meta.get("dc.language", ""),
        meta.get("dcterms.language", ""),
        meta.get("content-language", ""),
        meta.get("og:locale", ""),
    )
    return next((code for code in named if code), "")[:20]


def description(meta: dict[str, str]) -> str:
    return next(
        (
            meta[name]
            for name in ("description", "og:description", "dc.description", "dcterms.description")
            if name in meta
        ),
        "",
    )


def canonical_address(soup: BeautifulSoup, base: str) -> str:
    """
    The address of rel=canonical in full, or an empty string.
    """
    for tag in soup.find_all("link", rel=True, limit=200):
        if "canonical" in attribute(tag, "rel").lower().split():
            return absolute(attribute(tag, "href"), base)
    return ""


def meta_robots(soup: BeautifulSoup) -> RobotsDirectives:
    """
    The directives of every meta tag addressed to all robots or to this one.
    """
    found = RobotsDirectives()
    for tag in soup.find_all("meta", limit=_META_TAGS):
        if attribute(tag, "name").lower() in ("robots", AGENT):
            found |= read_directives(attribute(tag, "content"))
    return found


def choose_title(
    soup: BeautifulSoup,
    meta: dict[str, str],
    measures: Measures,
    *,
    kept: set[int],
    url: str,
    link_text: str,
) -> Title:
    """
    The main text's first h1, an h1 that the title element repeats, og:title, the title element, the link, the address.
    """
    host = urlsplit(url).hostname or ""
    element = soup.find("title")
    whole = flat_text(element) if isinstance(element, Tag) else ""
    site_name = meta.get("og:site_name", "")
    candidates = (
        (_main_heading(measures, kept), "h1"),
        (_outer_heading(measures, whole), "h1"),
        (without_site_name(meta.get("og:title", ""), site_name=site_name, host=host), "og"),
        (without_site_name(whole, site_name=site_name, host=host), "title"),
        (squeeze(link_text), "link"),
        (title_of_name(url), "address"),
    )
    for text, source in candidates:
        if text:
            return Title(text=text[:TITLE_CHARACTERS], source=source)
    return Title(text="", source="")


def _main_heading(measures: Measures, kept: set[int]) -> str:
    return next(
        (text for box in measures.boxes if box.name == "h1" and id(box.tag) in kept and (text := flat_text(box.tag))),
        "",
    )


def _outer_heading(measures: Measures, whole_title: str) -> str:
    """
    An h1 above the landmark; in a page header it is often the site's name, so the title element must begin with it.
    """
    headings = (box for box in measures.boxes if box.name == "h1")
    return next((text for box in headings if (text := flat_text(box.tag)) and _confirms(box, text, whole_title)), "")


def _confirms(box: Box, text: str, whole_title: str) -> bool:
    return not box.in_chrome or whole_title.lower().startswith(text.lower())
