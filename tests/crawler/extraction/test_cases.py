"""Saved pages and what must be read from them: a folder with page.html, meta.json and expected.json is a test."""

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.extraction.model import Extraction
from crawler.extraction.read import extract
from tests.crawler.extraction.samples import fetched

CASES = sorted(folder for folder in (Path(__file__).parent / "cases").iterdir() if folder.is_dir())


def describe(found: Extraction) -> dict[str, Any]:
    return {
        "status": found.status.value,
        "title": found.title,
        "title_source": found.title_source,
        "provenance": found.provenance,
        "language": found.declared_language,
        "published": [str(found.published_on or ""), found.published_source],
        "updated": [str(found.updated_on or ""), found.updated_source],
        "canonical": found.canonical_url,
        "noindex": found.noindex,
        "lines": found.text.splitlines(),
        "headings": [f"{heading.level} {heading.text}" for heading in found.headings],
        "contacts": [
            {"name": card.name, "role": card.role, "emails": list(card.emails), "phones": list(card.phones)}
            for card in found.contacts
        ],
        "documents": [[link.url, link.text] for link in found.links if link.is_document],
        "links_in_main": [link.url for link in found.links if link.in_main and not link.is_document],
        "links_elsewhere": [link.url for link in found.links if not link.in_main],
    }


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_saved_page_reads_as_expected(folder: Path) -> None:
    """A saved page gives the text, stamps, contacts and links that stand beside it."""
    meta = json.loads((folder / "meta.json").read_text())
    expected = json.loads((folder / "expected.json").read_text())

    actual = describe(extract(fetched((folder / "page.html").read_bytes(), **meta)))

    assert expected == actual
