"""What Office and OpenDocument packages share: bounded parts, core properties, and one extraction from paragraphs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from crawler.extraction import mime as mimes
from crawler.extraction.archive import Archive, ArchiveEncrypted, ArchiveTooBig, BadArchive
from crawler.extraction.dates import parse_day
from crawler.extraction.model import DocumentType, Extraction, ExtractionStatus, FetchedPage, Heading, PageText
from crawler.extraction.outcome import file_metadata, refuse
from crawler.extraction.titles import choose_file_title

HEADINGS = 500
_NAMES = {
    "title": "title",
    "creator": "author",
    "initial-creator": "author",
    "subject": "subject",
    "keywords": "keywords",
    "keyword": "keywords",
    "description": "description",
    "language": "language",
    "created": "created",
    "creation-date": "created",
    "modified": "modified",
    "date": "modified",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """What the file says about itself."""

    title: str = ""
    language: str = ""
    created_on: date | None = None
    modified_on: date | None = None
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def changed_on(self) -> date | None:
        """
        The day of the last change, when it is another than the first.
        """
        return self.modified_on if self.modified_on != self.created_on else None


def open_package(body: bytes, mime: str) -> Archive | Extraction:
    """
    Return the bounded archive, or the extraction that says why there is none.
    """
    try:
        return Archive(body)
    except ArchiveTooBig as error:
        return refuse(mime, ExtractionStatus.TOO_BIG, str(error))
    except ArchiveEncrypted as error:
        return refuse(mime, ExtractionStatus.ENCRYPTED, str(error))
    except BadArchive as error:
        return refuse(mime, ExtractionStatus.BROKEN, str(error))


def parse_part(archive: Archive, name: str) -> "etree._Element | None":
    """
    The root of a small XML part; None when it is missing or damaged.
    """
    if name not in archive:
        return None
    try:
        return etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, BadArchive, ValueError):
        return None


def read_properties(archive: Archive) -> Properties:
    """
    The core properties of docProps/core.xml, or those of OpenDocument's meta.xml.
    """
    values: dict[str, str] = {}
    for part in ("docProps/core.xml", "meta.xml"):
        for local, text in _leaves(parse_part(archive, part)):
            if local in _NAMES and text:
                values.setdefault(_NAMES[local], text)
    return Properties(
        title=values.pop("title", ""),
        language=values.get("language", "")[:20],
        created_on=parse_day(values.get("created", "")),
        modified_on=parse_day(values.get("modified", "")),
        metadata=file_metadata(values),
    )


def _leaves(root: "etree._Element | None") -> Iterator[tuple[str, str]]:
    if root is None:
        return
    for element in root.iter(etree.Element):
        yield etree.QName(element).localname, (element.text or "").strip()


def assemble(
    page: FetchedPage,
    *,
    kind: DocumentType,
    mime: str,
    pages: Sequence[PageText],
    headings: Sequence[Heading],
    properties: Properties,
    printed_title: str,
    damage: str,
    provenance: str,
) -> Extraction:
    """
    Build the extraction of an Office file; `damage` says in a sentence what could not be read, or is empty.
    """
    title = choose_file_title(
        metadata=properties.title,
        heading=printed_title,
        largest="",
        text="\n".join(shown.text for shown in pages[:3]),
        link_text=page.link_text,
        name=mimes.file_name(page) or page.url,
    )
    status, error = _judge(bool(pages), damage)
    return Extraction(
        type=kind,
        status=status,
        error=error,
        mime=mime,
        title=title.text,
        title_source=title.source,
        declared_language=properties.language,
        published_on=properties.created_on,
        published_source="file" if properties.created_on else "",
        updated_on=properties.changed_on,
        updated_source="file" if properties.changed_on else "",
        pages=tuple(pages),
        headings=tuple(headings[:HEADINGS]),
        provenance=provenance,
        metadata=properties.metadata,
    )


def _judge(has_text: bool, damage: str) -> tuple[ExtractionStatus, str]:
    if damage:
        return (ExtractionStatus.PARTIAL if has_text else ExtractionStatus.BROKEN), damage
    return (ExtractionStatus.OK, "") if has_text else (ExtractionStatus.EMPTY, "The document holds no text.")
