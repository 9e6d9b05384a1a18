"""Builds the web application from its services."""

from flask import Flask
from flask_babel import Babel

from webapp import (
    api,
    assets,
    documents,
    errors,
    front,
    machine,
    news,
    pages,
    search,
    sources,
    subscriptions,
    topics,
)
from webapp.admin import admin_blueprint
from webapp.formats import register_formats
from webapp.language import DEFAULT, LanguagePrefix, current_language, language_links
from webapp.security import ProbeHost, register_security
from webapp.services import EXTENSION, WebServices

#: No form of ours is longer; what is longer is refused unread.
MAX_FORM = 64 * 1024


def create_app(services: WebServices) -> Flask:
    """The application for these services; nothing is connected to until a page is asked for."""
    app = Flask(__name__, static_folder=None)
    app.extensions[EXTENSION] = services
    _configure(app, services)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(
        app,
        default_locale=DEFAULT,
        default_timezone="Europe/Oslo",
        default_translation_directories="translations",
        locale_selector=current_language,
    )
    register_formats(app)
    register_security(app)
    errors.register_errors(app)
    _register_pages(app)
    _register_names(app, services)
    app.wsgi_app = ProbeHost(LanguagePrefix(app.wsgi_app), services.settings)  # type: ignore[method-assign]
    with app.app_context():
        assets.warn_when_missing()
    return app


def _configure(app: Flask, services: WebServices) -> None:
    settings = services.settings
    app.testing = settings.testing
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_FORM,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        SESSION_COOKIE_NAME="__Host-samla" if settings.secure_cookies else "samla",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]


def _register_pages(app: Flask) -> None:
    for module in (front, search, documents, sources, topics, news, pages, subscriptions, api, machine):
        app.register_blueprint(module.blueprint)
    app.register_blueprint(assets.blueprint)
    app.register_blueprint(admin_blueprint())


def _register_names(app: Flask, services: WebServices) -> None:
    settings = services.settings
    contact = settings.contact

    @app.context_processor
    def names() -> dict[str, object]:
        return {
            "language": current_language(),
            "language_links": language_links,
            "asset_url": assets.asset_url,
            "assets_missing": assets.assets_missing,
            "site_name": settings.site_name,
            "base_url": settings.base_url,
            "contact_url": f"mailto:{contact}" if "@" in contact and "://" not in contact else contact,
            "current": "",
        }
