"""Builds what the program needs from the settings; the only place that chooses adapters."""

import os
import sys
from dataclasses import dataclass
from functools import cached_property

from catalog.blobs import BlobStore
from catalog.clock import Clock, utc_now
from catalog.database import Database
from crawler.settings import MEGABYTE, CrawlSettings
from indexer.engine import SearchEngine
from samla.settings import Home, Settings, find_home, load_settings


@dataclass(frozen=True)
class Program:
    """Everything built so far; each part is made when it is first asked for."""

    home: Home
    settings: Settings
    clock: Clock = utc_now

    @classmethod
    def from_environment(cls) -> "Program":
        """Read the environment and the home folder; raises SettingsError."""
        home = find_home(os.environ)
        return cls(home=home, settings=load_settings(home, os.environ))

    @cached_property
    def db(self) -> Database:
        """The catalogue, brought to the newest schema."""
        from samla.migrate import upgrade

        self.home.path.mkdir(parents=True, exist_ok=True)
        db = Database(self.home.database_url(self.settings))
        upgrade(db)
        return db

    @cached_property
    def blobs(self) -> BlobStore:
        """The raw bytes."""
        return BlobStore(self.home.blobs)

    @cached_property
    def engine(self) -> SearchEngine:
        """The search engine."""
        from indexer.engines import open_engine

        return open_engine(self.settings.index.engine, self.home.index)

    @property
    def base_url(self) -> str:
        """The public address, without a slash at the end."""
        web = self.settings.web
        return (web.base_url or f"http://{web.host}:{web.port}").rstrip("/")

    @property
    def crawl_settings(self) -> CrawlSettings:
        """The harvester's part."""
        crawl = self.settings.crawl
        contact = crawl.contact or self.base_url
        return CrawlSettings(
            user_agent=f"Samla/0.1 (+{contact})",
            allow_addresses=crawl.networks,
            concurrency=crawl.concurrency,
            timeout_s=crawl.timeout_s,
            max_bytes=crawl.max_megabytes * MEGABYTE,
        )

    @property
    def child_command(self) -> tuple[str, ...]:
        """How this program is started again as a child process."""
        return (sys.executable, "-m", "samla")
