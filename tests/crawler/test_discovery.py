"""Sitemaps and feeds, also as real ones are."""

import gzip
import time
from datetime import UTC, datetime

import pytest

from crawler import discovery
from crawler.discovery import read_instant, read_listing
from tests.support.site import sitemap

A, B = "https://solvik.test/a", "https://solvik.test/b"


def urls(body: str | bytes) -> list[str]:
    listing = read_listing(body.encode() if isinstance(body, str) else body)
    assert listing is not None
    return [entry.url for entry in listing.entries]


def test_a_sitemap() -> None:
    """
    Addresses with the day they changed.
    """
    listing = read_listing(sitemap(A, B, lastmod="2026-11-21").encode())

    assert listing is not None
    assert ("sitemap", [A, B]) == (listing.kind, [entry.url for entry in listing.entries])
    assert {datetime(2026, 11, 21, tzinfo=UTC)} == {entry.changed_at for entry in listing.entries}


def test_a_sitemap_index() -> None:
    """
    Its addresses are sitemaps.
    """
    listing = read_listing(f"<sitemapindex><sitemap><loc>{A}.xml</loc></sitemap></sitemapindex>".encode())

    assert listing is not None
    assert [(f"{A}.xml", True)] == [(entry.url, entry.is_sitemap) for entry in listing.entries]


def test_addresses_broken_over_lines_are_whole_again() -> None:
    """
    Editors and templates put line breaks inside <loc>.
    """
    assert [A] == urls("<urlset><url><loc>\n   https://solvik.test/\n  a \n</loc></url></urlset>")


@pytest.mark.parametrize("prefix", ["", "\ufeff", "\n\n  ", "<!-- laget av oss -->"])
def test_what_stands_before_the_root_does_not_matter(prefix: str) -> None:
    """
    A byte order mark, blank lines, comments.
    """
    assert [A] == urls(f"{prefix}<urlset><url><loc>{A}</loc></url></urlset>")


def test_a_broken_sitemap_gives_what_can_be_read() -> None:
    """
    An unescaped & and a missing end are common.
    """
    assert [f"{A}?x=1", B] == [
        url.replace("&y", "").replace("y=2", "")
        for url in urls(f"<urlset><url><loc>{A}?x=1</loc></url><url><loc>{B}</loc>")
    ]


def test_gzip_also_cut_off_and_damaged() -> None:
    """
    What comes before the damage is read; what is nothing but damage is no listing.
    """
    body = gzip.compress(sitemap(*(f"{A}{number * 7919}" for number in range(5_000))).encode())

    assert 5_000 == len(urls(body))
    assert 1_000 < len(urls(body[: len(body) // 2])) < 5_000
    damaged = bytearray(body)
    damaged[len(body) // 2] ^= 0xFF
    assert 1_000 < len(urls(bytes(damaged)))
    assert read_listing(b"\x1f\x8b" + b"\xff" * 100) is None


def test_a_gzip_bomb_is_read_to_the_limit() -> None:
    """
    And no further.
    """
    bomb = gzip.compress(b"<urlset>" + b" " * (2 * discovery.MAX_BYTES))
    began = time.monotonic()

    read_listing(bomb)

    assert time.monotonic() - began < 5


def test_entity_bombs_and_external_entities_give_nothing() -> None:
    """
    Neither memory nor files.
    """
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{levels}]><urlset><url><loc>&l11;</loc></url></urlset>'
    outside = f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><urlset><url><loc>{A}&f;</loc></url></urlset>'

    listing = read_listing(bomb.encode())
    assert listing is None or all(len(entry.url) < 1_000 for entry in listing.entries)
    assert urls(outside) in ([A], [f"{A}&f;"])


def test_deep_nesting_ends_soon() -> None:
    """
    A million elements inside one another.
    """
    began = time.monotonic()

    read_listing(b"<urlset>" + b"<url>" * 1_000_000)

    assert time.monotonic() - began < 5


def test_rss() -> None:
    """
    Links, titles and dates; an Atom link beside the link does not hide it, and a guid stands in for a missing one.
    """
    items = (
        f'<item><atom:link href="https://x.test/self"/><link>{A}</link><title>Nytt  om\nheltid</title>'
        "<pubDate>Sun, 22 Nov 2026 13:00:00 +0100</pubDate></item>"
        f"<item><guid>{B}</guid></item>"
        '<item><guid isPermaLink="false">4711</guid></item>'
    )
    listing = read_listing(
        f'<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>https://x.test</link>{items}</channel></rss>'.encode()
    )

    assert listing is not None
    assert ("feed", [A, B]) == (listing.kind, [entry.url for entry in listing.entries])
    first = listing.entries[0]
    assert ("Nytt om heltid", datetime(2026, 11, 22, 12, 0, tzinfo=UTC)) == (first.title, first.changed_at)


def test_atom() -> None:
    """
    The alternate link, relative or not, is the entry's address.
    """
    entry = '<entry><link rel="self" href="/x"/><link href=" /a "/><updated>2026-11-22T13:00:00+01:00</updated></entry>'
    listing = read_listing(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'.encode())

    assert listing is not None
    assert [("/a", datetime(2026, 11, 22, 12, 0, tzinfo=UTC))] == [
        (each.url, each.changed_at) for each in listing.entries
    ]


def test_plain_text() -> None:
    """
    One address per line; prose is no sitemap.
    """
    assert [A, B] == urls(f"{A}\r\n\r\n{B}\n")
    assert read_listing(b"Her er en tekst om https://solvik.test/a") is None
    assert read_listing(b"") is None


@pytest.mark.parametrize("body", ["<html><body>Nei</body></html>", "<svg/>", "<<<", "<?xml version='1.0'?>"])
def test_other_markup_is_no_listing(body: str) -> None:
    """
    None, without an error.
    """
    assert read_listing(body.encode()) is None


def test_utf_16() -> None:
    """
    Some exporters write it.
    """
    assert [A] == urls(
        f'<?xml version="1.0" encoding="UTF-16"?><urlset><url><loc>{A}</loc></url></urlset>'.encode("utf-16")
    )


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-22T10:00:00Z", datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("2026-03-29T02:30:00+01:00", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("Sun, 22 Nov 2026 10:00:00 GMT", datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("Sun, 22 Nov 2026 10:00:00 -0000", datetime(2026, 11, 22, 10, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("i går", None),
        ("2026-13-45", None),
        ("", None),
    ],
)
def test_dates(text: str, instant: datetime | None) -> None:
    """
    Aware and in UTC, or None for what is no date or cannot be one.
    """
    assert instant == read_instant(text)
