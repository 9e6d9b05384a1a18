"""From a download to what the catalogue keeps: extraction, enrichment, and the judgement whether it is kept at all."""

import re
from dataclasses import asdict, dataclass, replace
from typing import Any

from catalog.ingest import Content, LinkRecord
from catalog.models import Outcome
from catalog.urls import AddressError, canonicalise
from crawler.extraction.model import DocumentType, Extraction, ExtractionStatus
from crawler.extraction.robots import read_directives

#: Statuses whose document is kept, with a reservation, although its text is incomplete or absent.
_KEPT_WITH_RESERVATION = {ExtractionStatus.PARTIAL, ExtractionStatus.EMPTY, ExtractionStatus.NEEDS_OCR}
#: The type of a download without a byte to read.
NOTHING = "application/x-empty"
_OUTCOMES = {
    ExtractionStatus.TOO_BIG: Outcome.TOO_BIG,
    ExtractionStatus.UNSUPPORTED: Outcome.UNSUPPORTED,
    ExtractionStatus.TIMEOUT: Outcome.TIMEOUT,
}
_NOT_FOUND = re.compile(
    r"(siden?|sida|dokumentet|innholdet)\b.{0,30}\b(finnes ikke|finst ikkje|fins ikke|ikke funnet|ikkje funne)"
    r"|\b(fant|fann) ((dess?verre|diverre) )?(ikke|ikkje)\b.{0,30}\b(siden|sida|det du)"
    r"|^\W*((error|feil)\w*\W+)?404\s*($|[-–—:|!.])|\bpage not found\b|\bnot found\W*$",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
#: Link texts up to this length ("Les mer", "Neste") say nothing about what is listed.
_LINKS_OF_NAVIGATION = 8
_FEWEST_LISTED = 4
#: A page that says it is not there says little else.
_LONGEST_NOT_FOUND = 1_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Why a download is not kept."""

    outcome: Outcome
    message: str


def problem(extraction: Extraction) -> Unreadable | None:
    """What keeps a download from becoming a document, or None."""
    status = extraction.status
    if extraction.mime == NOTHING:
        # A fault that passes, more often than not; it must not replace the text we have.
        return Unreadable(outcome=Outcome.UNREADABLE, message="the answer was empty")
    if status is ExtractionStatus.OK or status in _KEPT_WITH_RESERVATION:
        return None
    return Unreadable(outcome=_OUTCOMES.get(status, Outcome.UNREADABLE), message=extraction.error or status.value)


def with_header_directives(extraction: Extraction, robots_tag: str) -> Extraction:
    """The extraction with what X-Robots-Tag asks for: for a PDF or an Office file it is the only way to ask."""
    asked = read_directives(robots_tag)
    return replace(
        extraction, noindex=extraction.noindex or asked.noindex, nofollow=extraction.nofollow or asked.nofollow
    )


def says_not_found(extraction: Extraction) -> bool:
    """True for a page that was answered with 200 and says in words that there is nothing."""
    text = extraction.text
    if extraction.type is not DocumentType.WEB or len(text) > _LONGEST_NOT_FOUND:
        return False
    return bool(_NOT_FOUND.search(extraction.title)) or bool(_NOT_FOUND.search(text[:300]))


def canonical_elsewhere(extraction: Extraction, url: str) -> str | None:
    """The page's own canonical address when it is another one, in canonical form."""
    if not extraction.canonical_url:
        return None
    try:
        target = canonicalise(extraction.canonical_url)
    except AddressError:
        return None
    return target if target != url else None


def is_listing(extraction: Extraction) -> bool:
    """True for a web page that is mostly links in its main text: what it lists is news, the list is not."""
    if extraction.type is not DocumentType.WEB:
        return False
    texts = {link.text for link in extraction.links if link.in_main and len(link.text) > _LINKS_OF_NAVIGATION}
    return len(texts) >= _FEWEST_LISTED and sum(map(len, texts)) > len(extraction.text) / 2


def to_content(extraction: Extraction, *, blob: str, language: str, county: str) -> Content:
    """What the catalogue keeps of an extraction, enriched."""
    # A harvest in which nothing has changed reads nothing, and these take a while to import.
    from crawler.enrichment.enrich import enrich
    from crawler.extraction.fingerprint import text_fingerprint

    enrichment = enrich(extraction, source_language=language, source_county=county)
    pages = tuple((page.number, page.label, page.text) for page in extraction.pages) or ((1, "", ""),)
    ok = extraction.status is ExtractionStatus.OK
    return Content(
        type=extraction.type,
        mime=extraction.mime,
        title=extraction.title,
        description=extraction.description,
        language=enrichment.language,
        published_on=extraction.published_on,
        updated_on=extraction.updated_on,
        topics=enrichment.topics,
        places=enrichment.places,
        organisations=enrichment.organisations,
        pages=pages,
        headings=tuple(asdict(heading) for heading in extraction.headings),
        contacts=tuple(_plain(asdict(contact)) for contact in extraction.contacts),
        links=_main_links(extraction),
        # Two documents without text are not the same work; their bytes tell them apart.
        text_hash=text_fingerprint(extraction) if extraction.text.strip() else blob,
        blob=blob,
        reservation="" if ok else extraction.status.value,
    )


def _plain(contact: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in contact.items()}


def _main_links(extraction: Extraction) -> tuple[LinkRecord, ...]:
    records = []
    for link in extraction.links:
        if not link.in_main:
            continue
        try:
            url = canonicalise(link.url)
        except AddressError:
            continue
        records.append(LinkRecord(url=url, text=link.text, is_document=link.is_document))
    return tuple(records)
