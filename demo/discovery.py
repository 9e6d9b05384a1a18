"""What a site offers crawlers: robots.txt, sitemaps and feeds, each in its own way."""

import datetime as dt
import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape

_XML = '<?xml version="1.0" encoding="utf-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One address as sitemaps and feeds list it."""

    url: str
    title: str
    summary: str
    changed_on: dt.date | None


def sitemap(listed: Iterable[Listed], *, spaced: bool = False) -> bytes:
    """
    A sitemap; when spaced, with the line breaks inside <loc> that real ones have.
    """
    pad = "\n      " if spaced else ""
    rows = []
    for item in listed:
        changed = f"<lastmod>{item.changed_on.isoformat()}</lastmod>" if item.changed_on else ""
        rows.append(f"  <url><loc>{pad}{escape(item.url)}{pad}</loc>{changed}</url>")
    return f"{_XML}<urlset {_NAMESPACE}>\n{chr(10).join(rows)}\n</urlset>\n".encode()


def sitemap_index(urls: Iterable[str]) -> bytes:
    """
    A sitemap of sitemaps.
    """
    rows = "\n".join(f"  <sitemap><loc>{escape(url)}</loc></sitemap>" for url in urls)
    return f"{_XML}<sitemapindex {_NAMESPACE}>\n{rows}\n</sitemapindex>\n".encode()


def gzipped(data: bytes) -> bytes:
    """
    Compressed without a time, so that the bytes are the same every build.
    """
    return gzip.compress(data, mtime=0)


def rss(listed: Iterable[Listed], *, title: str, url: str, language: str) -> bytes:
    """
    An RSS 2.0 feed, newest first.
    """
    newest = sorted(listed, key=lambda item: (item.changed_on or dt.date.min, item.url), reverse=True)
    items = "".join(_rss_item(item) for item in newest)
    head = f"<title>{escape(title)}</title><link>{escape(url)}</link><description>{escape(title)}</description>"
    return f'{_XML}<rss version="2.0"><channel>{head}<language>{language}</language>{items}</channel></rss>\n'.encode()


def _rss_item(item: Listed) -> str:
    url = escape(item.url)
    parts = [f"<title>{escape(item.title)}</title><link>{url}</link><guid>{url}</guid>"]
    parts.append(f"<description>{escape(item.summary)}</description>")
    if item.changed_on:
        instant = dt.datetime.combine(item.changed_on, dt.time(8), dt.UTC)
        parts.append(f"<pubDate>{format_datetime(instant)}</pubDate>")
    return f"\n<item>{''.join(parts)}</item>"
