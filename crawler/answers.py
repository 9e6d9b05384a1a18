"""What an HTTP answer says about itself, as plain values; the only place that reads Scrapy's responses."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.http import Response

from catalog.ingest import Visit
from catalog.models import EntryKind
from crawler.discovery import Listing, read_instant
from crawler.extraction.model import Extraction, FetchedPage
from crawler.recorder import Found, Leased

#: The longest that a site's Retry-After keeps an address from being visited.
LONGEST_WAIT = timedelta(days=30)
_FEED_LINKS = '//link[@rel="alternate"][@type="application/rss+xml" or @type="application/atom+xml"]/@href'
_LISTING_ENDINGS = (".xml", ".xml.gz", ".txt", ".rss", ".atom")


def summary(response: Response) -> dict[str, Any]:
    """The fields of a Visit that an answer gives."""
    return {
        "status": response.status,
        "size": len(response.body),
        "duration_ms": round((time.monotonic() - response.meta["began"]) * 1000),
        "etag": header(response, "ETag") or None,
        "last_modified": header(response, "Last-Modified") or None,
    }


def header(response: Response, name: str, *, joint: bytes = b", ") -> str:
    """A header, several of one name joined, or empty."""
    return joint.join(response.headers.getlist(name)).decode("latin-1")


def retry_after_s(response: Response, now: datetime) -> float | None:
    """Seconds until the site wants to see us again, when it says so."""
    text = header(response, "Retry-After").strip()
    if text.isascii() and text.isdigit():
        # More digits than any wait needs would not fit a number of seconds.
        return min(float(text[:12]), LONGEST_WAIT.total_seconds())
    instant = read_instant(text)
    if instant is None:
        return None
    return min(max((instant - now).total_seconds(), 0.0), LONGEST_WAIT.total_seconds())


def may_be_listing(entry: Leased, response: Response) -> bool:
    """True when the answer is expected to be, or looks like, a sitemap or a feed."""
    kind = header(response, "Content-Type").lower()
    head = response.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    looks_like_xml = head.startswith((b"<?xml", b"<rss", b"<feed", b"<urlset", b"<sitemapindex"))
    return entry.kind is not EntryKind.PAGE or ("html" not in kind and looks_like_xml)


def is_named_like_listing(url: str) -> bool:
    """True for addresses that nobody gives a page."""
    return urlsplit(url).path.lower().endswith(_LISTING_ENDINGS)


def fetched(entry: Leased, response: Response, visit: Visit) -> FetchedPage:
    """The download as extraction takes it."""
    return FetchedPage(
        url=response.url,
        body=response.body,
        content_type=header(response, "Content-Type"),
        content_disposition=header(response, "Content-Disposition"),
        # A name before a colon addresses the rest of its own header, and no other's.
        robots_tag=header(response, "X-Robots-Tag", joint=b"\n"),
        fetched_at=visit.at,
        last_modified=read_instant(header(response, "Last-Modified")),
        link_text=entry.link_text,
    )


def listed(listing: Listing) -> Iterator[Found]:
    """What a sitemap or feed leads to."""
    for item in listing.entries:
        kind = EntryKind.SITEMAP if item.is_sitemap else EntryKind.PAGE
        text = item.title if listing.kind == "feed" else ""
        yield Found(url=item.url, kind=kind, link_text=text, listed_at=item.changed_at, trusted=True)


def links(extraction: Extraction, response: Response) -> Iterator[Found]:
    """What a page leads to."""
    for link in extraction.links:
        if not link.nofollow:
            yield Found(url=link.url, link_text=link.text, trusted=link.is_document)
    if isinstance(response, scrapy.http.TextResponse) and response.body[:200].lstrip()[:1] == b"<":
        for href in response.xpath(_FEED_LINKS).getall()[:3]:
            yield Found(url=response.urljoin(href), kind=EntryKind.FEED)
