"""Harvests one source: fetches what its frontier has due and hands every answer to the recorder."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta
from typing import Any

import scrapy
from scrapy.http import Response

from catalog import ingest
from catalog.models import EntryKind, Outcome
from catalog.runs import RunLost
from catalog.urls import AddressError, canonicalise
from crawler import answers, reading
from crawler.discovery import Listing, read_listing
from crawler.extraction.isolation import Zygote, extract_isolated
from crawler.extraction.model import Extraction
from crawler.recorder import Found, Leased, Recorder
from crawler.robots import Robots, RobotsGuard, RobotsRefusal
from crawler.troubles import Trouble, explain

logger = logging.getLogger(__name__)

PERMANENT_REDIRECTS = (301, 308)
TEMPORARY_REDIRECTS = (302, 303, 307)
#: Answers that ask for a slower pace; this many in a row and the run stops until next time.
SLOW_DOWN = (429, 503)
PATIENCE = 5
#: The slowest pace that such answers lead to, in seconds between requests.
SLOWEST_S = 60.0


class SiteSpider(scrapy.Spider):
    """One source, one run."""

    name = "site"

    def __init__(self, recorder: Recorder, zygote: Zygote, *, concurrency: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.recorder, self.zygote = recorder, zygote
        # A slow line needs no long queue, and a queue is what a stop has to wait for.
        self.most_under_way = 3 if recorder.source.delay_s else 2 * concurrency
        self.under_way = 0
        self.told_to_slow_down = 0
        #: Why the spider stopped before the frontier was empty, or None.
        self.stopped: str | None = None
        #: Why nothing at all can be fetched now, or None.
        self.unreachable: str | None = None
        #: Our own fault that ended the run, or None.
        self.fault: Exception | None = None
        self.wake = asyncio.Event()

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Requests for whatever is due, a few at a time, until nothing is due and nothing is under way."""
        try:
            await self._read_robots()
            while self.stopped is None:
                entries = self._lease()
                if not entries and not self.under_way:
                    return
                for entry in entries:
                    self.under_way += 1
                    yield self._request(entry)
                if not entries:
                    # Nothing was awaited since the lease, so no answer slipped by.
                    self.wake.clear()
                    await self.wake.wait()
        except RunLost as error:
            self._stop(str(error))
        except Exception as error:
            logger.exception("%s: the harvest broke off", self.recorder.source.slug)
            self.fault = error

    def _lease(self) -> list[Leased]:
        if self.under_way > self.most_under_way // 2:
            return []
        return self.recorder.lease(self.most_under_way - self.under_way)

    async def _read_robots(self) -> None:
        robots = await self.guard.robots_of(self.recorder.source.start_url)
        if robots.unreachable:
            self.unreachable = self._unreachable_words(robots)
            self._stop(self.unreachable)
            return
        if robots.reason:
            logger.info("%s: %s", self.recorder.source.slug, robots.reason)
        self.recorder.add_sitemaps(robots.sitemaps)

    def _unreachable_words(self, robots: Robots) -> str:
        start = self.recorder.source.start_url
        cause = explain(robots.cause, start, self.refused_addresses()).message if robots.cause else ""
        return f"{start} could not be harvested: {robots.reason}" + (f": {cause}" if cause else "")

    @property
    def guard(self) -> RobotsGuard:
        """The middleware that keeps to robots.txt and the pace."""
        guard = self.crawler.get_downloader_middleware(RobotsGuard)
        assert isinstance(guard, RobotsGuard)
        return guard

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
        visit = self.recorder.visit(entry, **answers.summary(response))
        status = response.status
        self.told_to_slow_down = self.told_to_slow_down + 1 if status in SLOW_DOWN else 0
        if status == 304 and (entry.etag or entry.last_modified):
            self._record_304(entry, visit)
        elif status in PERMANENT_REDIRECTS + TEMPORARY_REDIRECTS:
            self._record_redirect(entry, visit, response)
        elif status in (404, 410):
            # Most sites have no sitemap at the usual place; nothing is gone then.
            certain = status == 410 or entry.kind is not EntryKind.PAGE
            self._record(entry, ingest.record_gone, visit, certain=certain)
        elif 200 <= status < 300:
            await self._record_body(entry, visit, response)
        else:
            self._record_error(entry, visit, response)

    def _record(self, entry: Leased, write: Any, *args: Any, found: Iterable[Found] = (), **kwargs: Any) -> None:
        self.recorder.record(entry, lambda session: write(session, *args, **kwargs), found=found)

    def _record_304(self, entry: Leased, visit: ingest.Visit) -> None:
        if entry.kind is EntryKind.PAGE:
            self._record(entry, ingest.record_not_modified, visit)
        else:
            self._record(entry, ingest.record_listing, visit, Outcome.NOT_MODIFIED)

    def _record_error(self, entry: Leased, visit: ingest.Visit, response: Response) -> None:
        status, not_before = response.status, self._ease_off(response, visit.at)
        words = f"the site answered {status}"
        words += f" and asks us to wait until {not_before:%Y-%m-%d %H:%M} UTC" if not_before else ""
        self._record(entry, ingest.record_failure, visit, Outcome.HTTP_ERROR, words, not_before=not_before)
        if not_before is not None and not_before - visit.at > timedelta(seconds=SLOWEST_S):
            self._stop(f"{words}; the rest is left for the next run")
        elif self.told_to_slow_down >= PATIENCE:
            self._stop(f"the site answered {status} {PATIENCE} times in a row; the rest is left for the next run")

    def _ease_off(self, response: Response, now: datetime) -> datetime | None:
        """Slow down as a busy site asks, and say until when it does not want to see us, if it says so."""
        if response.status not in SLOW_DOWN:
            return None
        wait_s = answers.retry_after_s(response, now)
        assert response.request is not None
        pace_s = wait_s if wait_s is not None else 2.0**self.told_to_slow_down
        self.guard.slow_down(response.request, min(pace_s, SLOWEST_S))
        return None if wait_s is None else now + timedelta(seconds=wait_s)

    def _record_redirect(self, entry: Leased, visit: ingest.Visit, response: Response) -> None:
        location = (response.headers.get("Location") or b"").decode("utf-8", "replace")
        try:
            target = canonicalise(location, base=response.url) if location else entry.url
        except AddressError as error:
            self._record(entry, ingest.record_failure, visit, Outcome.HTTP_ERROR, f"redirects to nowhere: {error}")
            return
        if target == entry.url:
            words = "redirects to itself; the site may ask for cookies, which we do not keep"
            self._record(entry, ingest.record_failure, visit, Outcome.HTTP_ERROR, words)
            return
        found = Found(url=target, kind=entry.kind, link_text=entry.link_text, trusted=True, urgent=True)
        permanent, leaves = response.status in PERMANENT_REDIRECTS, self.recorder.scope.refusal(target)
        self._record(entry, ingest.record_redirect, visit, target, permanent=permanent, leaves=leaves, found=(found,))

    async def _record_body(self, entry: Leased, visit: ingest.Visit, response: Response) -> None:
        listing = (
            await asyncio.to_thread(read_listing, response.body) if answers.may_be_listing(entry, response) else None
        )
        if listing is not None:
            self._record_listing(entry, visit, listing)
            return
        page = answers.fetched(entry, response, visit)
        extraction = await asyncio.to_thread(extract_isolated, self.zygote, page)
        extraction = reading.with_header_directives(extraction, page.robots_tag)
        found = () if extraction.nofollow else tuple(answers.links(extraction, response))
        if entry.kind is not EntryKind.PAGE and answers.is_named_like_listing(entry.url):
            # A site that answers every address with a page; its links are as good as others.
            self._record(entry, ingest.record_listing, visit, found=found)
            return
        self._record_extraction(entry, visit, extraction, response.body, found)

    def _record_listing(self, entry: Leased, visit: ingest.Visit, listing: Listing) -> None:
        kind = EntryKind.FEED if listing.kind == "feed" else EntryKind.SITEMAP
        self._record(entry, ingest.record_listing, visit, kind=kind, found=answers.listed(listing))

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
            self._record_duplicate(entry, visit, elsewhere, found)
        elif reading.says_not_found(extraction):
            self._record(entry, ingest.record_gone, visit, certain=False, outcome=Outcome.SOFT_404)
        else:
            content = recorder.content(extraction, body)
            is_news = recorder.is_news and not reading.is_listing(extraction)
            self._record(entry, ingest.record_content, visit, content, is_news=is_news, found=found)

    def _record_duplicate(self, entry: Leased, visit: ingest.Visit, canonical: str, found: tuple[Found, ...]) -> None:
        there = Found(url=canonical, link_text=entry.link_text, trusted=True, urgent=True)
        words = f"the canonical address is {canonical}"
        self._record(
            entry, ingest.record_refusal, visit, Outcome.DUPLICATE, words, canonical=canonical, found=(*found, there)
        )

    def _record_failure(self, entry: Leased, error: Exception) -> None:
        visit = self.recorder.visit(entry)
        if isinstance(error, RobotsRefusal):
            self._record(entry, ingest.record_refusal, visit, Outcome.ROBOTS, str(error))
            return
        trouble: Trouble = explain(error, entry.url, self.refused_addresses())
        self._record(entry, ingest.record_failure, visit, trouble.outcome, trouble.message)

    def refused_addresses(self) -> set[tuple[str, str, int]]:
        """What the address guard dropped so far."""
        lists: list[set[tuple[str, str, int]]] = self.settings["SAMLA_REFUSED_ADDRESSES"]
        return set().union(*lists)
