"""The links of a page: absolute, without fragment, each address once."""

import re
from collections.abc import Callable
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from crawler.extraction.markup import attribute, flat_text
from crawler.extraction.model import Link

LINKS = 20_000
ADDRESS_CHARACTERS = 2_000
_DOCUMENT = re.compile(
    r"\.(?:pdf|docx?|docm|dotx|pptx?|pptm|ppsx?|xlsx?|xlsm|od[tsp]|rtf|csv)(?:$|[?&;])"
    r"|getfile\.php/|/attachment/(?:download|inline)/|/@@(?:download|display-file)/"
    r"|/_f/[^?#]*\w|/(?:content|global|site)assets/[^?#]*\.(?!html?\b|aspx?\b|jpe?g\b|png\b|gif\b|svg\b|webp\b|mp4\b)\w{3,5}(?:$|\?)",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|svg|webp|ico|mp4|mp3|css|js)(?:$|\?)", re.IGNORECASE)
_SPACE = re.compile(r"[\t\r\n\f]+")
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)


def looks_like_document(address: str) -> bool:
    """
    True for addresses that look like files to download.
    """
    address = address.partition("#")[0]
    return bool(_DOCUMENT.search(address)) and not _PICTURE.search(address)


def absolute(address: str, base: str) -> str:
    """
    The address in full, without fragment; empty when it is not one of http or https.
    """
    address = _SPACE.sub("", address).strip()
    if not address or len(address) > ADDRESS_CHARACTERS:
        return ""
    try:
        full = urldefrag(urljoin(base, address)).url.replace(" ", "%20")
        parts = urlsplit(full)
        # A port that is not a number is only noticed when it is read.
        _ = parts.port
    except ValueError:
        return ""
    return parts.geturl() if parts.scheme in ("http", "https") and parts.hostname else ""


def base_address(soup: BeautifulSoup, url: str) -> str:
    """
    What relative addresses are relative to: the first base element, or the page itself.
    """
    for tag in soup.find_all("base", href=True, limit=1):
        return absolute(attribute(tag, "href"), url) or url
    return url


def find_links(
    soup: BeautifulSoup, base: str, *, in_main: Callable[[Tag], bool], page_nofollow: bool = False
) -> tuple[Link, ...]:
    """
    Return every link once, in document order; the one in the main text describes it when there are several.
    """
    found: dict[str, Link] = {}
    for tag in soup.find_all(["a", "area", "frame", "link", "meta"]):
        url = absolute(_target(tag), base)
        if not url:
            continue
        link = _describe(tag, url, in_main=in_main(tag), nofollow=page_nofollow)
        known = found.get(url)
        if known is None and len(found) >= LINKS:
            break
        found[url] = link if known is None else _merge(known, link)
    return tuple(found.values())


def _target(tag: Tag) -> str:
    """
    Where an element leads, or an empty string when it is not a link.
    """
    if tag.name in ("a", "area"):
        href = attribute(tag, "href")
        return "" if href.startswith("#") else href
    if tag.name == "frame":
        return attribute(tag, "src")
    if tag.name == "link":
        relation = attribute(tag, "rel").lower().split()
        alternate = "alternate" in relation and attribute(tag, "hreflang")
        return attribute(tag, "href") if alternate or "next" in relation or "prev" in relation else ""
    refresh = attribute(tag, "http-equiv").lower() == "refresh" and _REFRESH.search(attribute(tag, "content"))
    return refresh[1] if refresh else ""


def _describe(tag: Tag, url: str, *, in_main: bool, nofollow: bool) -> Link:
    text = flat_text(tag) or attribute(tag, "aria-label") or attribute(tag, "title") or _picture_text(tag)
    return Link(
        url=url,
        text=" ".join(text.split())[:300],
        in_main=in_main,
        is_document=looks_like_document(url) or (tag.has_attr("download") and not _PICTURE.search(url)),
        nofollow=nofollow or "nofollow" in attribute(tag, "rel").lower().split(),
    )


def _picture_text(tag: Tag) -> str:
    picture = tag.find("img", alt=True)
    return attribute(picture, "alt") if isinstance(picture, Tag) else ""


def _merge(known: Link, other: Link) -> Link:
    best = other if (other.in_main, bool(other.text)) > (known.in_main, bool(known.text)) else known
    return Link(
        url=known.url,
        text=best.text or known.text or other.text,
        in_main=known.in_main or other.in_main,
        is_document=known.is_document or other.is_document,
        nofollow=known.nofollow and other.nofollow,
    )
