"""Making one document's bytes from its entry, whatever its kind."""

import datetime as dt
from dataclasses import dataclass

from demo.composing import compose
from demo.content import ContentError, Entry
from demo.documents.office import build_docx, build_xlsx
from demo.documents.pdf import Report, build_pdf
from demo.documents.slides import Deck, build_pptx, build_slide_pdf

#: What each kind ends in and is properly served as.
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "slides": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "broken": "application/pdf",
}
SUFFIXES = {kind: "pdf" if kind in ("slides", "broken") else kind for kind in MEDIA_TYPES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The lines every kind of document needs."""

    title: str
    subtitle: str
    publisher: str
    metadata_title: str
    language: str
    day: dt.date


def make_document(entry: Entry) -> bytes:
    """
    The document's bytes; `same-text-as` is resolved by the caller, who gives the other entry's text.
    """
    kind, cover = entry.need("kind"), _cover(entry)
    if kind == "broken":
        whole = build_pdf(_report(entry, cover))
        return whole[: len(whole) // 3]
    if kind == "pdf":
        return build_pdf(_report(entry, cover))
    if kind in ("slides", "pptx"):
        build = build_slide_pdf if kind == "slides" else build_pptx
        return build(_deck(entry, cover))
    if kind == "docx":
        return build_docx(
            title=cover.title,
            author=cover.publisher,
            metadata_title=cover.metadata_title,
            day=cover.day,
            blocks=compose(entry),
        )
    if kind == "xlsx":
        return build_xlsx(title=cover.title, author=cover.publisher, day=cover.day, blocks=compose(entry))
    raise ContentError(f"{entry.origin}: «{entry.name}» has the unknown kind «{kind}»")


def _cover(entry: Entry) -> Cover:
    title = entry.need("title")
    day = entry.date("date")
    if day is None:
        raise ContentError(f"{entry.origin}: «{entry.name}» needs the field «date:»")
    return Cover(
        title=title,
        subtitle=entry.get("subtitle"),
        publisher=entry.need("publisher"),
        metadata_title=entry.get("metadata-title", title),
        language=entry.need("lang"),
        day=day,
    )


def _report(entry: Entry, cover: Cover) -> Report:
    return Report(
        title=cover.title,
        subtitle=cover.subtitle,
        publisher=cover.publisher,
        metadata_title=cover.metadata_title,
        language=cover.language,
        day=cover.day,
        columns=int(entry.get("columns", "1")),
        outline=entry.get("outline") == "yes",
        chapters=entry.get("chapters") == "yes",
        text_size=float(entry.get("text-size", "10.5")),
        blocks=compose(entry),
    )


def _deck(entry: Entry, cover: Cover) -> Deck:
    return Deck(
        title=cover.title,
        subtitle=cover.subtitle,
        publisher=cover.publisher,
        metadata_title=cover.metadata_title,
        language=cover.language,
        day=cover.day,
        blocks=compose(entry),
    )
