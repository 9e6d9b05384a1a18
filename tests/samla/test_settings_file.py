"""samla.toml as `samla init` writes it."""

import re
import tomllib
from pathlib import Path

import pytest

from samla.settings import Home, Settings, load_settings
from samla.settings_file import settings_template


def test_the_template_is_the_defaults() -> None:
    """
    Nothing in it is set until somebody takes a mark away.
    """
    assert Settings() == Settings.model_validate(tomllib.loads(settings_template()))


def test_with_every_mark_taken_away_it_is_still_the_defaults() -> None:
    """
    So what stands there is true, and complete.
    """
    opened = re.sub(r"^# (\w+ = )", r"\1", settings_template(), flags=re.MULTILINE)
    values = tomllib.loads(opened)

    assert Settings() == Settings.model_validate(values)
    assert set(Settings.model_fields) == set(values)
    for name in ("crawl", "web", "mail", "index"):
        section = Settings.model_fields[name].annotation
        assert section is not None
        assert set(section.model_fields) == set(values[name])


def test_every_setting_is_explained() -> None:
    """
    On the line before it.
    """
    lines = settings_template().splitlines()

    for number, line in enumerate(lines):
        if re.match(r"# \w+ = ", line):
            assert re.match(r"# [A-Zt].{10,}", lines[number - 1]), line


@pytest.mark.parametrize("contact", ["post@solvik.example.org", 'Rådgiver "næring"', "C:\\mappe", "to\nlinjer\t"])
def test_the_contact_is_written_whatever_it_holds(tmp_path: Path, contact: str) -> None:
    """
    And comes back as it was.
    """
    home = Home(tmp_path)
    home.settings_file.write_text(settings_template(contact=contact), encoding="utf-8")

    assert contact == load_settings(home, {}).crawl.contact
