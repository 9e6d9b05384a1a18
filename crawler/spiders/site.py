"""Harvests one source: fetches what its frontier has due and hands every answer to the recorder."""

import asyncio
import functools
import logging
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import scrapy
from scrapy import exceptions
from scrapy.http import Response

from catalog import ingest
from catalog.models import EntryKind, Outcome
from catalog.runs import RunLost
from catalog.urls import AddressError, canonicalise, host
from crawler import reading
from crawler.discovery import Listing, read_listing
from crawler.extraction.isolation import Zygote, extract_isolated
from crawler.extraction.model import Extraction, FetchedPage
from crawler.recorder import Found, Leased, Recorder
from crawler.robots import RobotsGuard, RobotsRefusal

logger = logging.getLogger(__name__)

PERMANENT_REDIRECTS = (301, 308)
TEMPORARY_REDIRECTS = (302, 303, 307)
#: Answers that ask for a slower pace; this many in a row and the run stops until next time.
SLOW_DOWN = (429, 503)
PATIENCE = 5
_FEED_LINKS = '//link[@rel="alternate"][@type="application/rss+xml" or @type="application/atom+xml"]/@href'


class SiteSpider(scrapy.Spider):
    """One source, one run."""

    name = "site"

    def __init__(self, recorder: Recorder, zygote: Zygote, *, concurrency: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.recorder, self.zygote, self.concurrency = recorder, zygote, concurrency
        self.under_way = 0
        self.told_to_slow_down = 0
        #: Why the spider stopped before the frontier was empty, or None.
        self.stopped: str | None = None
        self.wake = asyncio.Event()

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Requests for whatever is due, a few at a time, until nothing is due and nothing is under way."""
        await self._seed_sitemaps()
        while self.stopped is None:
            entries = self._lease()
            for entry in entries:
                self.under_way += 1
                yield self._request(entry)
            while self.stopped is None and self.under_way >= (self.concurrency if entries else 1):
                self.wake.clear()
                await self.wake.wait()
            if not entries and not self.under_way:
                # Answers that came in meanwhile may have added addresses.
                if not (entries := self._lease()):
                    return
                for entry in entries:
                    self.under_way += 1
                    yield self._request(entry)

    def _lease(self) -> list[Leased]:
        try:
            return self.recorder.lease(self.concurrency * 2)
        except RunLost as error:
            self._stop(str(error))
            return []

    async def _seed_sitemaps(self) -> None:
        guard = self.crawler.get_downloader_middleware(RobotsGuard)
        assert guard is not None
        robots = await guard.robots_of(self.recorder.source.start_url)
        if robots.reason:
            logger.info("%s: %s", self.recorder.source.slug, robots.reason)
        self.recorder.add_sitemaps(robots.sitemaps)

    def _request(self, entry: Leased) -> scrapy.Request:
        headers = {}
        if entry.etag:
            headers["If-None-Match"] = entry.etag
        if entry.last_modified:
            headers["If-Modified-Since"] = entry.last_modified
        return scrapy.Request(
            entry.url,
            callback=self.answered,
            errback=self.failed,
            headers=headers,
            dont_filter=True,
            meta={"entry": entry, "began": time.monotonic(), "handle_httpstatus_all": True},
        )

    def _stop(self, reason: str) -> None:
        self.stopped = self.stopped or reason
        self.wake.set()

    # ---------------------------------------------------------------- what came back

    async def answered(self, response: Response) -> None:
        """Any HTTP answer."""
        entry: Leased = response.meta["entry"]
        try:
            await self._handle(entry, response)
        except RunLost as error:
            self._stop(str(error))
        except Exception as error:
            self._crashed(entry, error)
        finally:
            self._done()

    async def failed(self, failure: Any) -> None:
        """No answer: refused by robots.txt, by the address guard, or by the network."""
        entry: Leased = failure.request.meta["entry"]
        try:
            self._record_failure(entry, failure.value)
        except RunLost as error:
            self._stop(str(error))
        except Exception as error:
            self._crashed(entry, error)
        finally:
            self._done()

    def _crashed(self, entry: Leased, error: Exception) -> None:
        try:
            self.recorder.record_crash(entry, error)
        except RunLost as lost:
            self._stop(str(lost))

    def _done(self) -> None:
        self.under_way -= 1
        self.wake.set()

    async def _handle(self, entry: Leased, response: Response) -> None:
        visit = self.recorder.visit(entry, **_answer(response))
        status = response.status
        self.told_to_slow_down = self.told_to_slow_down + 1 if status in SLOW_DOWN else 0
        if status == 304:
            self._record_304(entry, visit)
        elif status in PERMANENT_REDIRECTS + TEMPORARY_REDIRECTS:
            self._record_redirect(entry, visit, response)
        elif status in (404, 410):
            self._record_absent(entry, visit, certain=status == 410)
        elif 200 <= status < 300:
            await self._record_body(entry, visit, response)
        else:
            self._record(entry, ingest.record_failure, visit, Outcome.HTTP_ERROR, _http_words(status, response))
            if self.told_to_slow_down >= PATIENCE:
                self._stop(f"the site answered {status} {PATIENCE} times in a row; the rest is left for the next run")

    def _record(self, entry: Leased, write: Any, *args: Any, found: Iterable[Found] = (), **kwargs: Any) -> None:
        self.recorder.record(entry, lambda session: write(session, *args, **kwargs), found=found)

    def _record_304(self, entry: Leased, visit: ingest.Visit) -> None:
        if entry.kind is EntryKind.PAGE:
            self._record(entry, ingest.record_not_modified, visit)
        else:
            self._record(entry, ingest.record_listing, visit, Outcome.NOT_MODIFIED)

    def _record_redirect(self, entry: Leased, visit: ingest.Visit, response: Response) -> None:
        location = (response.headers.get("Location") or b"").decode("utf-8", "replace")
        try:
            target = canonicalise(location, base=response.url)
        except AddressError as error:
            self._record(entry, ingest.record_failure, visit, Outcome.HTTP_ERROR, f"redirects to nowhere: {error}")
            return
        found = Found(url=target, kind=entry.kind, link_text=entry.link_text, trusted=True)
        permanent = response.status in PERMANENT_REDIRECTS
        self._record(entry, ingest.record_redirect, visit, target, permanent=permanent, found=(found,))

    def _record_absent(self, entry: Leased, visit: ingest.Visit, *, certain: bool) -> None:
        # Most sites have no sitemap at the usual place; nothing is gone then.
        self._record(entry, ingest.record_gone, visit, certain=certain or entry.kind is not EntryKind.PAGE)

    async def _record_body(self, entry: Leased, visit: ingest.Visit, response: Response) -> None:
        listing = read_listing(response.body) if _may_be_listing(entry, response) else None
        if listing is not None:
            self._record(entry, ingest.record_listing, visit, found=_listed(listing))
            return
        page = _fetched(entry, response, visit)
        extraction = await asyncio.to_thread(extract_isolated, self.zygote, page)
        found = () if extraction.nofollow else tuple(_links(extraction, response))
        self._record_extraction(entry, visit, extraction, response.body, found)

    def _record_extraction(
        self, entry: Leased, visit: ingest.Visit, extraction: Extraction, body: bytes, found: tuple[Found, ...]
    ) -> None:
        recorder = self.recorder
        elsewhere = reading.canonical_elsewhere(extraction, entry.url)
        trouble = reading.problem(extraction)
        if trouble and trouble.outcome is Outcome.UNSUPPORTED:
            self._record(entry, ingest.record_refusal, visit, trouble.outcome, trouble.message)
        elif trouble:
            self._record(entry, ingest.record_failure, visit, trouble.outcome, trouble.message)
        elif extraction.noindex:
            words = "the page asks not to be indexed"
            self._record(entry, ingest.record_refusal, visit, Outcome.NOINDEX, words, found=found)
        elif elsewhere and recorder.believes(entry.url, elsewhere):
            canonical = Found(url=elsewhere, link_text=entry.link_text, trusted=True)
            words = f"the canonical address is {elsewhere}"
            self._record(entry, ingest.record_refusal, visit, Outcome.DUPLICATE, words, found=(*found, canonical))
        elif reading.says_not_found(extraction):
            self._record(entry, ingest.record_gone, visit, certain=False, outcome=Outcome.SOFT_404)
        else:
            content = recorder.content(extraction, body)
            self._record(entry, ingest.record_content, visit, content, is_news=recorder.is_news, found=found)

    def _record_failure(self, entry: Leased, error: Exception) -> None:
        visit = self.recorder.visit(entry)
        match error:
            case RobotsRefusal():
                self._record(entry, ingest.record_refusal, visit, Outcome.ROBOTS, str(error))
            case exceptions.DownloadTimeoutError():
                self._record(entry, ingest.record_failure, visit, Outcome.TIMEOUT, "no answer in time")
            case exceptions.DownloadCancelledError():
                words = "the answer is larger than we download; ask the source for a smaller one"
                self._record(entry, ingest.record_failure, visit, Outcome.TOO_BIG, words)
            case _:
                self._record_network_failure(entry, visit, error)

    def _record_network_failure(self, entry: Leased, visit: ingest.Visit, error: Exception) -> None:
        refused = [address for name, address, _ in self.refused_addresses() if name == host(entry.url)]
        if refused:
            words = f"{host(entry.url)} is at {refused[0]}, where we do not fetch (setting crawl.allow_addresses)"
            self._record(entry, ingest.record_failure, visit, Outcome.FORBIDDEN_ADDRESS, words)
        else:
            words = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            self._record(entry, ingest.record_failure, visit, Outcome.NETWORK_ERROR, words)

    def refused_addresses(self) -> set[tuple[str, str, int]]:
        """What the address guard dropped so far."""
        lists: list[set[tuple[str, str, int]]] = self.settings["SAMLA_REFUSED_ADDRESSES"]
        return set().union(*lists)


def _answer(response: Response) -> dict[str, Any]:
    header = functools.partial(_header, response)
    return {
        "status": response.status,
        "size": len(response.body),
        "duration_ms": round((time.monotonic() - response.meta["began"]) * 1000),
        "etag": header("ETag") or None,
        "last_modified": header("Last-Modified") or None,
    }


def _header(response: Response, name: str) -> str:
    return b", ".join(response.headers.getlist(name)).decode("latin-1")


def _http_words(status: int, response: Response) -> str:
    after = _header(response, "Retry-After")
    return f"the site answered {status}" + (f" and asks us to wait {after}" if after else "")


def _may_be_listing(entry: Leased, response: Response) -> bool:
    kind = _header(response, "Content-Type").lower()
    head = response.body[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    looks_like_xml = head.startswith((b"<?xml", b"<rss", b"<feed", b"<urlset", b"<sitemapindex"))
    return entry.kind is not EntryKind.PAGE or ("html" not in kind and looks_like_xml)


def _fetched(entry: Leased, response: Response, visit: ingest.Visit) -> FetchedPage:
    modified = _header(response, "Last-Modified")
    try:
        last_modified = parsedate_to_datetime(modified) if modified else None
    except ValueError:
        last_modified = None
    return FetchedPage(
        url=response.url,
        body=response.body,
        content_type=_header(response, "Content-Type"),
        content_disposition=_header(response, "Content-Disposition"),
        robots_tag=_header(response, "X-Robots-Tag"),
        fetched_at=visit.at,
        last_modified=last_modified,
        link_text=entry.link_text,
    )


def _listed(listing: Listing) -> Iterator[Found]:
    for item in listing.entries:
        kind = EntryKind.SITEMAP if item.is_sitemap else EntryKind.PAGE
        text = item.title if listing.kind == "feed" else ""
        yield Found(url=item.url, kind=kind, link_text=text, listed_at=item.changed_at, trusted=True)


def _links(extraction: Extraction, response: Response) -> Iterator[Found]:
    for link in extraction.links:
        if not link.nofollow:
            yield Found(url=link.url, link_text=link.text, trusted=link.is_document)
    if isinstance(response, scrapy.http.TextResponse) and response.body[:200].lstrip()[:1] == b"<":
        for href in response.xpath(_FEED_LINKS).getall()[:3]:
            yield Found(url=response.urljoin(href), kind=EntryKind.FEED)
