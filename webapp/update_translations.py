"""
Brings the .po files up to the texts in code and templates: `python -m webapp.update_translations`.

Bokmål is the language the texts are written in; a text without a translation is shown in bokmål.
"""

import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

WEBAPP = Path(__file__).parent
TRANSLATIONS = WEBAPP / "translations"
LANGUAGES = {"nn": "nynorsk", "en": "English"}

_METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
#: Header fields that say nothing here, or something new every time.
_DROPPED = tuple(f'"{name}' for name in ("POT-", "PO-", "Report-", "Last-T", "Language-T", "Generated", "Project"))
_OPTIONS = {"**/templates/**.html": {"silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}}


def extract_texts(*, staff: bool = True) -> Catalog:
    """Every text that code and templates ask to have translated, with or without those of the staff's pages."""
    catalogue = Catalog(project="Samla", charset="utf-8", fuzzy=False)
    for name, _line, message, comments, _context in extract_from_dir(WEBAPP, _METHODS, _OPTIONS):
        if staff or not name.startswith("admin/"):
            catalogue.add(message, auto_comments=comments)
    return catalogue


def po_path(language: str) -> Path:
    """The translations of a language."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def read_translations(language: str) -> Catalog:
    """The translations of a language; an empty catalogue when there are none."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, project="Samla", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def untranslated(language: str) -> Iterator[str]:
    """Texts on the readers' pages that a language lacks."""
    known = read_translations(language)
    for message in extract_texts(staff=False):
        found = known.get(message.id) if message.id else None
        if message.id and (found is None or not all(_forms(found.string or ""))):
            yield _forms(message.id)[0]


def _forms(string: str | Sequence[str]) -> Sequence[str]:
    return (string,) if isinstance(string, str) else string


def update(language: str) -> None:
    """Add new texts to a language's file and take away those that are gone."""
    catalogue = read_translations(language)
    catalogue.update(extract_texts(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.header_comment = f"# The pages of Samla in {LANGUAGES[language]}."
    written = BytesIO()
    write_po(written, catalogue, width=110, no_location=True, omit_header=False, sort_output=True)
    # The time of writing would make every run a change.
    lines = [line for line in written.getvalue().decode().splitlines(keepends=True) if not line.startswith(_DROPPED)]
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), "utf-8")


def main() -> int:
    """Update every language, and say how many texts lack a translation."""
    for language in LANGUAGES:
        update(language)
        missing = list(untranslated(language))
        sys.stdout.write("\n  ".join((f"{language}: {len(missing)} without a translation", *missing)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
