"""The application whose routes are looked at."""

import pytest
from flask import Flask

from tests.conventions.reference import make_app


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application over an empty installation."""
    return make_app(tmp_path_factory.mktemp("home"))
