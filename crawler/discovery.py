"""Reads sitemaps and feeds into addresses; pure, and tolerant of what real ones contain."""

import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from lxml import etree

#: Unpacked bytes of a gzipped sitemap; the protocol allows 50 MB.
MAX_BYTES = 50 * 1024 * 1024
MAX_ADDRESSES = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One address in a listing."""

    url: str
    #: The address is itself a sitemap.
    is_sitemap: bool = False
    #: lastmod, pubDate or updated; aware, UTC.
    changed_at: datetime | None = None
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A sitemap, a sitemap index or a feed."""

    #: "sitemap" or "feed".
    kind: str
    entries: tuple[Listed, ...]


def read_listing(body: bytes) -> Listing | None:
    """The listing these bytes are, or None when they are something else or cannot be parsed."""
    body = _unpack(body)
    if b"<" not in body[:512]:
        return _plain_text(body)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(body.strip(), parser)
    except etree.XMLSyntaxError:
        return None
    if root is None:
        return None
    match _name(root):
        case "urlset":
            return Listing(kind="sitemap", entries=_first(_sitemap(root, "url", is_sitemap=False)))
        case "sitemapindex":
            return Listing(kind="sitemap", entries=_first(_sitemap(root, "sitemap", is_sitemap=True)))
        case "rss" | "RDF":
            return Listing(kind="feed", entries=_first(_rss(root)))
        case "feed":
            return Listing(kind="feed", entries=_first(_atom(root)))
        case _:
            return None


def _unpack(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        with gzip.open(io.BytesIO(body)) as file:
            return file.read(MAX_BYTES)
    except (OSError, EOFError):
        return b""


def _plain_text(body: bytes) -> Listing | None:
    lines = body.decode("utf-8", "replace").split()
    if not lines or not all(line.startswith(("http://", "https://")) for line in lines):
        return None
    return Listing(kind="sitemap", entries=_first(Listed(url=line) for line in lines))


def _first(entries: Iterator[Listed]) -> tuple[Listed, ...]:
    return tuple(entry for _, entry in zip(range(MAX_ADDRESSES), entries, strict=False))


def _sitemap(root: etree._Element, tag: str, *, is_sitemap: bool) -> Iterator[Listed]:
    for element in _children(root, tag):
        url = _text(element, "loc")
        if url:
            yield Listed(url=url, is_sitemap=is_sitemap, changed_at=_instant(_text(element, "lastmod")))


def _rss(root: etree._Element) -> Iterator[Listed]:
    for item in root.iter("{*}item"):
        guid = next(iter(_children(item, "guid")), None)
        permalink = guid is not None and guid.get("isPermaLink") != "false"
        url = _text(item, "link") or (_text(item, "guid") if permalink else "")
        if url:
            yield Listed(url=url, changed_at=_instant(_text(item, "pubDate")), title=_text(item, "title"))


def _atom(root: etree._Element) -> Iterator[Listed]:
    for entry in _children(root, "entry"):
        links = [link for link in _children(entry, "link") if link.get("rel", "alternate") == "alternate"]
        url = links[0].get("href", "").strip() if links else ""
        if url:
            changed = _text(entry, "updated") or _text(entry, "published")
            yield Listed(url=url, changed_at=_instant(changed), title=_text(entry, "title"))


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if _name(child) == name)


def _text(element: etree._Element, name: str) -> str:
    child = next(iter(_children(element, name)), None)
    # Real sitemaps break addresses over lines inside <loc>.
    return "" if child is None else ("" if name in {"loc", "link"} else " ").join("".join(child.itertext()).split())


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        try:
            instant = parsedate_to_datetime(text)
        except ValueError:
            return None
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
