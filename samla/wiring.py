"""Builds what the program needs from the settings; the only place that chooses adapters."""

import os
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from alerts.settings import AlertSettings, SmtpSettings
from catalog.blobs import BlobStore
from catalog.clock import Clock, utc_now
from catalog.database import Database
from crawler.settings import MEGABYTE, CrawlSettings
from indexer.engine import SearchEngine
from samla import __version__
from samla.settings import Home, Settings, find_home, load_settings

if TYPE_CHECKING:
    from schedules.services import Services
    from webapp import WebServices


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
            user_agent=f"Samla/{__version__} (+{contact})",
            allow_addresses=crawl.networks,
            concurrency=crawl.concurrency,
            timeout_s=crawl.timeout_s,
            max_bytes=crawl.max_megabytes * MEGABYTE,
        )

    @cached_property
    def alert_settings(self) -> AlertSettings:
        """The alerts' part."""
        mail = self.settings.mail
        smtp = SmtpSettings(
            host=mail.smtp_host,
            port=mail.smtp_port,
            user=mail.smtp_user,
            password=mail.smtp_password,
            starttls=mail.smtp_starttls,
        )
        return AlertSettings(
            base_url=self.base_url,
            sender=mail.sender,
            sender_name=self.settings.web.site_name,
            reply_to=mail.reply_to,
            unsubscribe_address=mail.unsubscribe_address,
            secret_key=self.home.secret_key(self.settings),
            smtp=smtp if mail.smtp_host else None,
            mail_folder=self.home.mail,
            allowed_recipients=mail.only_to,
        )

    @cached_property
    def web_services(self) -> "WebServices":
        """What the web pages are given."""
        from webapp import WebServices, WebSettings

        web = self.settings.web
        trusted = web.trusted_hosts or ((urlsplit(web.base_url).hostname or "",) if web.base_url else ())
        settings = WebSettings(
            base_url=self.base_url,
            secret_key=self.home.secret_key(self.settings),
            site_name=web.site_name,
            contact=web.contact,
            trusted_hosts=trusted,
            secure_cookies=self.base_url.startswith("https://"),
            accessibility_url=web.accessibility_url,
        )
        return WebServices(
            settings=settings, db=self.db, engine=self.engine, clock=self.clock, alerts=self.alert_settings
        )

    @cached_property
    def schedule_services(self) -> "Services":
        """What the jobs are given."""
        from alerts.mailer import open_mailer
        from schedules.services import Services

        return Services(
            db=self.db,
            clock=self.clock,
            open_engine=lambda: self.engine,
            open_mailer=lambda: open_mailer(self.alert_settings),
            alerts=self.alert_settings,
            home=self.home.path,
            child_command=(sys.executable, "-m", "samla", "crawl-child"),
            child_environment={**os.environ, "SAMLA_HOME": str(self.home.path)},
            crawls_at_once=self.settings.crawl.sources_at_once,
        )
