"""The staff's pages, and somebody signed in to them."""

import re

import flask
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

from catalog import staff
from catalog.database import Database
from catalog.models import Role, User
from tests.support.catalogue import NOON
from webapp import WebServices, create_app
from webapp.admin import admin_blueprint
from webapp.admin.guard import sign_in

PASSWORD = "blåbær på fjellet"


@pytest.fixture
def app(web: WebServices) -> Flask:
    """The application with the staff's pages."""
    app = create_app(web)
    if "admin" not in app.blueprints:
        app.register_blueprint(admin_blueprint())
    return app


class Browser:
    """Asks for pages and sends their forms, with the token that the page gave."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, *, token: str | None = None, **fields: str) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token() if token is None else token, **fields})

    def token(self) -> str:
        page = self.client.get("/drift/logg-inn").get_data(as_text=True)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found is not None
        return found[1]

    def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        return self.post("/drift/logg-inn", name=name, password=password, **fields)


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The hash of PASSWORD, made once: making it is slow on purpose."""
    return generate_password_hash(PASSWORD, method="scrypt")


@pytest.fixture
def stranger(app: Flask, db: Database, password_hash: str) -> Browser:
    """Nobody is signed in; there are an admin and an editor."""
    with db.write() as session:
        for name, role in (("sjef", Role.ADMIN), ("redaktør", Role.EDITOR)):
            session.add(User(name=name, password_hash=password_hash, role=role, created_at=NOON))
    return Browser(app.test_client())


def signed_in(app: Flask, name: str) -> Browser:
    """A browser with the session that a login gives."""
    browser = Browser(app.test_client())
    web: WebServices = app.extensions["samla"]
    with web.db.read() as reading, app.test_request_context():
        sign_in(staff.get_user(reading, name))
        kept = dict(flask.session)
    with browser.client.session_transaction() as session:
        session.update(kept)
    return browser


@pytest.fixture
def admin(app: Flask, stranger: Browser) -> Browser:
    """An admin is signed in."""
    return signed_in(app, "sjef")


@pytest.fixture
def editor(app: Flask, stranger: Browser) -> Browser:
    """An editor is signed in."""
    return signed_in(app, "redaktør")
