"""What goes into extraction and what comes out of it; plain values, picklable, no framework."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class DocumentType(StrEnum):
    """What kind of thing a reader opens; the values are the ones used in addresses and facets."""

    WEB = "nettside"
    PDF = "pdf"
    SLIDES = "lysbilder"
    TEXT = "tekst"
    SHEET = "regneark"


class ExtractionStatus(StrEnum):
    """How the reading of one download ended."""

    OK = "ok"
    PARTIAL = "partial"
    EMPTY = "empty"
    NEEDS_OCR = "needs_ocr"
    ENCRYPTED = "encrypted"
    TOO_BIG = "too_big"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    BROKEN = "broken"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """One download, complete: everything after it is a function of this value."""

    #: The address the bytes came from, after redirects.
    url: str
    body: bytes
    #: The Content-Type header as sent; may be empty or wrong.
    content_type: str = ""
    #: The Content-Disposition and X-Robots-Tag headers as sent, or empty.
    content_disposition: str = ""
    robots_tag: str = ""
    #: Aware, UTC.
    fetched_at: datetime
    last_modified: datetime | None = None
    #: The text of the link that led here; a title of last resort.
    link_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """The text of one page, slide or sheet; a web page has exactly one."""

    #: From 1, as in the file, also when the printed number differs.
    number: int
    text: str
    #: The printed page label or the slide's title, or empty.
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of the main text, for the outline."""

    text: str
    #: 1 to 6.
    level: int
    #: The page it stands on.
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An outgoing link, absolute, without fragment."""

    url: str
    text: str
    #: True when it stands in the main text, not in menus or footers.
    in_main: bool
    #: True for addresses that look like files to download (PDF, PPTX, getfile.php …).
    is_document: bool
    nofollow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact card as the source shows it."""

    name: str
    role: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that was read from one download."""

    type: DocumentType
    status: ExtractionStatus
    #: The MIME type the bytes have, whatever the header said.
    mime: str
    title: str = ""
    #: "h1", "og", "title", "metadata", "largest", "link", "address": where the title was found.
    title_source: str = ""
    description: str = ""
    #: As declared by the source (html lang, DC.Language, PDF /Lang), unreliable; empty when absent.
    declared_language: str = ""
    published_on: date | None = None
    updated_on: date | None = None
    #: "meta", "json-ld", "label", "feed", "file", "guess": where each date was found.
    published_source: str = ""
    updated_source: str = ""
    pages: tuple[PageText, ...] = ()
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    contacts: tuple[Contact, ...] = ()
    #: From meta robots and X-Robots-Tag.
    noindex: bool = False
    nofollow: bool = False
    #: rel=canonical, absolute, or empty.
    canonical_url: str = ""
    #: The layer that found the main text ("main", "skip-link", "class", "article", "body", "trafilatura") or reader.
    provenance: str = ""
    #: Says in one English sentence what went wrong when the status is not OK.
    error: str = ""
    #: Open file metadata worth keeping: author, producer, created …
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The whole text, pages joined by a form feed."""
        return "\f".join(page.text for page in self.pages)
