"""Settings that cannot work are refused when they are made."""

from pathlib import Path
from typing import Any

import pytest

from alerts.settings import AlertSettings, SmtpSettings

GOOD: dict[str, Any] = {
    "base_url": "https://samla.example.org",
    "sender": "varsel@samla.example.org",
    "secret_key": "secret text",
    "mail_folder": Path("mail"),
}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"base_url": "samla.example.org"}, "base_url"),
        ({"base_url": "https://samla.example.org/"}, "base_url"),
        ({"base_url": "ftp://samla.example.org"}, "base_url"),
        ({"secret_key": ""}, "secret_key"),
        ({"sender": "varsel"}, "sender"),
    ],
)
def test_wrong_settings_are_named(change: dict[str, Any], complaint: str) -> None:
    """The message says which setting is wrong."""
    with pytest.raises(ValueError, match=complaint):
        AlertSettings(**GOOD | change)


def test_secrets_are_not_printed() -> None:
    """Settings may end up in a log."""
    settings = AlertSettings(**GOOD, smtp=SmtpSettings(host="smtp.test", user="samla", password="hush hush"))

    assert "secret text" not in repr(settings)
    assert "hush hush" not in repr(settings)
