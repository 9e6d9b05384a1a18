"""The web front end: pages for readers, an API, and the staff's pages."""

from webapp.app import create_app
from webapp.services import WebServices, WebSettings

__all__ = ["WebServices", "WebSettings", "create_app"]
