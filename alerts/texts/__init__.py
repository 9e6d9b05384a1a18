"""The phrases of the mails in bokmål, nynorsk and English, and how days are written in them."""

import tomllib
from datetime import date
from functools import cache
from importlib import resources

from babel.dates import format_date

LANGUAGES = ("nb", "nn", "en")

_LOCALES = {"nb": "nb", "nn": "nn", "en": "en_GB"}


def phrase(language: str, key: str, **values: object) -> str:
    """The phrase for a key like "digest.subject", filled in; bokmål for a language we do not write."""
    section, _, name = key.partition(".")
    written = phrases(language)[section][name]
    return written.format(**values) if values else written


def counted(language: str, key: str, n: int, **values: object) -> str:
    """The phrase in singular or plural: the keys end in _one and _many."""
    return phrase(language, f"{key}_one" if n == 1 else f"{key}_many", n=n, **values)


def name_of(language: str, section: str, value: str) -> str:
    """What a value ("pdf", "nn") is called; the value itself when it has no name."""
    return phrases(language)[section].get(value, value)


def written_day(language: str, day: date, *, with_year: bool = True) -> str:
    """A day as "22. november 2026"."""
    pattern = "d MMMM" if language == "en" else "d. MMMM"
    return format_date(day, f"{pattern} y" if with_year else pattern, locale=_LOCALES.get(language, "nb"))


@cache
def phrases(language: str) -> dict[str, dict[str, str]]:
    """Every phrase of a language: section -> name -> text."""
    known = language if language in LANGUAGES else "nb"
    written = resources.files(__name__).joinpath(f"{known}.toml").read_text("utf-8")
    found: dict[str, dict[str, str]] = tomllib.loads(written)
    return found
