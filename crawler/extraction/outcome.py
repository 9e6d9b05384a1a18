"""The extractions that say what went wrong, and the metadata every file format shares."""

from crawler.extraction.mime import DOCUMENT_TYPES
from crawler.extraction.model import DocumentType, Extraction, ExtractionStatus
from crawler.extraction.typography import squeeze

_NOTHING = frozenset({"", "anonymous", "unspecified", "unknown", "untitled", "none"})


def refuse(mime: str, status: ExtractionStatus, error: str) -> Extraction:
    """
    The extraction of a download that gave nothing.
    """
    return Extraction(
        type=DOCUMENT_TYPES.get(mime, DocumentType.WEB), status=status, mime=mime, error=squeeze(error)[:500]
    )


def file_metadata(values: dict[str, str]) -> dict[str, str]:
    """
    The values that say something, on one line each.
    """
    tidied = {name: squeeze(value)[:500] for name, value in values.items()}
    return {name: value for name, value in tidied.items() if value.lower() not in _NOTHING}
