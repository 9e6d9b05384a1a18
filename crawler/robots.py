"""
The robots guard: RFC 9309 for every request, also for those that wait while robots.txt is being fetched.

Scrapy's own middleware lets most waiting requests through, treats an unreachable robots.txt as permission, and ignores
Crawl-delay; it is turned off in crawler.run.
"""

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import scrapy
from protego import Protego
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from catalog.urls import origin

#: Bytes of robots.txt that are read; RFC 9309 asks for 500 kibibytes at the least.
MAX_BYTES = 512_000
MAX_REDIRECTS = 5
#: A longer Crawl-delay than this is taken as this.
MAX_DELAY_S = 60.0


class RobotsRefusal(IgnoreRequest):
    """robots.txt forbids this address to us."""


class RobotsUnreachable(IgnoreRequest):
    """robots.txt cannot be read now, so nothing may be fetched; another time it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """The rules of one origin."""

    rules: Protego
    #: Why everything is allowed or refused when there were no rules to read, else empty.
    reason: str = ""
    #: Nothing is allowed for now, since robots.txt could not be read; `cause` is the network's word for it, if any.
    unreachable: bool = False
    cause: Exception | None = None

    def allows(self, url: str, token: str) -> bool:
        """True when we may fetch the address."""
        return bool(self.rules.can_fetch(url, token))

    def delay_s(self, token: str) -> float:
        """Seconds between requests that the site asks for."""
        return min(float(self.rules.crawl_delay(token) or 0), MAX_DELAY_S)

    @property
    def sitemaps(self) -> list[str]:
        """The Sitemap lines."""
        return list(self.rules.sitemaps)


def _everything(reason: str) -> Robots:
    return Robots(rules=Protego.parse(""), reason=reason)


def _unreachable(reason: str, cause: Exception | None = None) -> Robots:
    rules = Protego.parse("User-agent: *\nDisallow: /")
    return Robots(rules=rules, reason=reason, unreachable=True, cause=cause)


class RobotsGuard:
    """Downloader middleware: waits for the origin's robots.txt, then lets the request pass or refuses it."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler
        self.token: str = crawler.settings["SAMLA_ROBOTS_TOKEN"]
        # One task per origin; every waiter awaits the same result.
        self.tasks: dict[str, asyncio.Task[Robots]] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> "RobotsGuard":
        return cls(crawler)

    async def process_request(self, request: scrapy.Request) -> None:
        """Raises RobotsRefusal when the address is not for us, RobotsUnreachable when that cannot be told now."""
        if request.meta.get("is_robots"):
            return
        robots = await self.robots_of(request.url)
        if robots.unreachable:
            raise RobotsUnreachable(robots.reason)
        if not robots.allows(request.url, self.token):
            raise RobotsRefusal("robots.txt forbids it")
        self.slow_down(request, robots.delay_s(self.token))

    async def robots_of(self, url: str) -> Robots:
        """The rules for the origin of an address, fetched once per run."""
        key = origin(url)
        if key not in self.tasks:
            self.tasks[key] = asyncio.ensure_future(self._fetch(key))
        return await asyncio.shield(self.tasks[key])

    def slow_down(self, request: scrapy.Request, delay_s: float) -> None:
        """From now on at least so many seconds between requests to this host, one at a time."""
        downloader = self.crawler.engine.downloader
        host = request.meta.get("download_slot") or urlsplit(request.url).hostname
        slot = downloader.slots.get(host)
        if slot is not None and delay_s > slot.delay:
            slot.delay, slot.concurrency, slot.jitter = delay_s, 1, 0.0
            # Scrapy forgets a host that rests for a minute; a new slot must know as well.
            downloader.per_slot_settings[host] = {"delay": delay_s, "concurrency": 1, "jitter": 0.0}

    async def _fetch(self, site: str) -> Robots:
        url = site + "/robots.txt"
        for _ in range(MAX_REDIRECTS + 1):
            request = scrapy.Request(
                url,
                callback=NO_CALLBACK,
                dont_filter=True,
                meta={"is_robots": True, "handle_httpstatus_all": True, "download_maxsize": 10 * MAX_BYTES},
            )
            try:
                response = await self.crawler.engine.download_async(request)
            except Exception as error:
                # Whatever went wrong, it is "unreachable" (RFC 9309, 2.3.1.4).
                return _unreachable("robots.txt could not be fetched, so nothing may be", error)
            if response.status not in (301, 302, 303, 307, 308):
                return _judge(response)
            url = urljoin(url, response.headers.get("Location", b"").decode("latin-1"))
        return _everything("robots.txt redirects in circles and counts as absent")


def _judge(response: Any) -> Robots:
    if response.status == 429 or response.status >= 500:
        return _unreachable(f"robots.txt answered {response.status}: nothing may be fetched until it can be read")
    if response.status >= 400:
        return _everything(f"robots.txt answered {response.status} and counts as absent")
    return Robots(rules=Protego.parse(response.body[:MAX_BYTES].decode("utf-8-sig", "ignore")))
