"""Reads sitemaps and feeds into addresses; pure, and tolerant of what real ones contain."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from lxml import etree

#: Unpacked bytes of a gzipped sitemap that are read; the protocol allows 50 MB.
MAX_BYTES = 50 * 1024 * 1024
MAX_ADDRESSES = 50_000
#: What one damaged spot in a gzipped sitemap can cost.
_CHUNK = 1 << 10


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
    """The unpacked bytes; of a damaged or endless file, those up to the damage or the limit."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    unpacked = bytearray()
    try:
        for start in range(0, len(body), _CHUNK):
            unpacked += unpacker.decompress(body[start : start + _CHUNK], MAX_BYTES - len(unpacked))
            if len(unpacked) >= MAX_BYTES:
                break
    except zlib.error:
        pass
    return bytes(unpacked)


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
            yield Listed(url=url, is_sitemap=is_sitemap, changed_at=read_instant(_text(element, "lastmod")))


def _rss(root: etree._Element) -> Iterator[Listed]:
    for item in root.iter("{*}item"):
        guid = next(iter(_children(item, "guid")), None)
        permalink = guid is not None and guid.get("isPermaLink") != "false"
        url = _text(item, "link") or (_text(item, "guid") if permalink else "")
        if url:
            changed = _text(item, "pubDate") or _text(item, "date")
            yield Listed(url=url, changed_at=read_instant(changed), title=_text(item, "title"))


def _atom(root: etree._Element) -> Iterator[Listed]:
    for entry in _children(root, "entry"):
        links = [link for link in _children(entry, "link") if link.get("rel", "alternate") == "alternate"]
        url = links[0].get("href", "").strip() if links else ""
        if url:
            changed = _text(entry, "updated") or _text(entry, "published")
            yield Listed(url=url, changed_at=read_instant(changed), title=_text(entry, "title"))


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if _name(child) == name)


def _text(element: etree._Element, name: str) -> str:
    """The text of the first child of that name that has any; an Atom link inside an RSS item has none."""
    # Real sitemaps break addresses over lines inside <loc>.
    joint = "" if name in {"loc", "link"} else " "
    texts = (joint.join("".join(child.itertext()).split()) for child in _children(element, name))
    return next(filter(None, texts), "")


def read_instant(text: str) -> datetime | None:
    """The instant that a date of a sitemap, a feed or an HTTP header means, aware, in UTC; None when it means none."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            instant = read(text)
            return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            continue
    return None
