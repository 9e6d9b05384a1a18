"""What the web pages are given: settings, the catalogue, the search engine and a clock."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from alerts.settings import AlertSettings
from catalog.clock import Clock
from catalog.database import Database
from indexer.engine import SearchEngine

#: The key under which create_app keeps the services.
EXTENSION = "samla"


@dataclass(frozen=True, kw_only=True)
class WebSettings:
    """How the site presents itself and guards itself."""

    #: Where readers reach the site, without a slash at the end: the links in mails begin with it.
    base_url: str
    #: Signs the links in mails and the staff sessions.
    secret_key: str
    site_name: str = "Samla"
    #: An address or a link for feedback; shown in the footer when given.
    contact: str = ""
    #: Host names that are answered; empty: any.
    trusted_hosts: tuple[str, ...] = ()
    #: True behind https: cookies are Secure and browsers are told to stay with https.
    secure_cookies: bool
    #: Link to the operator's accessibility statement.
    accessibility_url: str = ""
    testing: bool = False


@dataclass(frozen=True, kw_only=True)
class WebServices:
    """Everything that a view may use."""

    settings: WebSettings
    db: Database
    engine: SearchEngine
    clock: Clock
    #: How subscriptions are confirmed and mails signed.
    alerts: AlertSettings


def services() -> WebServices:
    """The services of the application that answers this request."""
    return cast(WebServices, current_app.extensions[EXTENSION])
