"""Runs one crawl of one source, in a process of its own, under a claim from the run ledger."""

import logging
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess

from catalog import runs, sources
from catalog.blobs import BlobStore
from catalog.clock import Clock
from catalog.database import Database
from crawler.addresses import AddressPolicy, GuardedResolver
from crawler.extraction.isolation import Zygote
from crawler.recorder import Recorder
from crawler.robots import RobotsGuard
from crawler.settings import CrawlSettings
from crawler.spiders.site import SiteSpider

logger = logging.getLogger(__name__)


class CrawlBroken(Exception):
    """Scrapy could not be set up."""


def crawl_source(db: Database, blobs: BlobStore, clock: Clock, held: runs.Claim, settings: CrawlSettings) -> None:
    """
    Harvest the source named by the claim until nothing is due; close or release the run.

    Must be called in the main thread of a fresh process: Twisted's reactor runs once. Raises what broke the harvest
    off on our side, and leaves the run to the caller then.
    """
    recorder = Recorder(db, blobs, clock, held)
    # Not entered: its process is started by the first document that needs it.
    with closing(Zygote()) as zygote:
        process = AsyncCrawlerProcess(scrapy_settings(settings, recorder))
        # Scrapy sets its own loggers to DEBUG, a line per address; the ledger says the same in a better place.
        logging.getLogger("scrapy").setLevel(logging.WARNING)
        crawler = process.create_crawler(SiteSpider)
        process.crawl(crawler, recorder=recorder, zygote=zygote, concurrency=settings.concurrency)
        process.start()
    spider = crawler.spider
    if not isinstance(spider, SiteSpider):
        raise CrawlBroken("the crawler could not be started; the log says why")
    if spider.fault is not None:
        raise spider.fault
    assert crawler.stats is not None
    _close(db, clock, held, spider, was_told_to_stop=crawler.stats.get_value("finish_reason") != "finished")


def _close(db: Database, clock: Clock, held: runs.Claim, spider: SiteSpider, *, was_told_to_stop: bool) -> None:
    now, recorder = clock(), spider.recorder
    with db.write() as session:
        if runs.close_cancelled(session, held, now=now):
            return
        if spider.unreachable is not None:
            runs.fail(session, held, spider.unreachable, now=now, retry=False)
            return
        is_exhausted = not recorder.count_left(session)
        if was_told_to_stop and not is_exhausted:
            # Whoever claims it next goes on from here.
            runs.release(session, held, now=now)
            return
        if is_exhausted and spider.stopped is None:
            sources.mark_harvested(session, recorder.source.id, now=now, is_whole=recorder.is_whole(session))
        message = spider.stopped or recorder.verdict(session)
        runs.finish(session, held, now=now, progress=recorder.progress(session), message=message)


def scrapy_settings(settings: CrawlSettings, recorder: Recorder) -> dict[str, Any]:
    """Scrapy's settings for one source: its unsafe or impolite defaults turned off, ours in their place."""
    start = urlsplit(recorder.source.start_url)
    ports = settings.ports | ({start.port} if start.port else set())
    return {
        "SAMLA_ADDRESS_POLICY": AddressPolicy(allowed=settings.allow_addresses, ports=frozenset(ports)),
        "SAMLA_REFUSED_ADDRESSES": [],
        "SAMLA_ROBOTS_TOKEN": settings.robots_token,
        "USER_AGENT": settings.user_agent,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/pdf,*/*;q=0.8",
            "Accept-Language": "nb,nn,no,en;q=0.5",
        },
        "TWISTED_DNS_RESOLVER": GuardedResolver,
        # Ours does what RFC 9309 says; Scrapy's lets disallowed pages through (see crawler.robots).
        "ROBOTSTXT_OBEY": False,
        "DOWNLOADER_MIDDLEWARES": {
            RobotsGuard: 100,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            # A redirect is an outcome of its own address, and its target a frontier entry.
            "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
            "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
        },
        # So many tasks are started for every answer, and we yield no items.
        "CONCURRENT_ITEMS": 1,
        # Reads the callback's source for every answer.
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
        "COOKIES_ENABLED": False,
        # Both listen on loopback and run what they are sent.
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "DOWNLOAD_HANDLERS": {"file": None, "ftp": None, "s3": None, "data": None},
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_MAXSIZE": settings.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": settings.timeout_s,
        "DOWNLOAD_DELAY": recorder.source.delay_s,
        "CONCURRENT_REQUESTS": settings.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": settings.concurrency if recorder.source.delay_s == 0 else 1,
        "RETRY_TIMES": settings.retries,
        "RETRY_HTTP_CODES": [500, 502, 504, 408, 522, 524],
        "HTTPCACHE_ENABLED": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "STATS_DUMP": False,
    }
