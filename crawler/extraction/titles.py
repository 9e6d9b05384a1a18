"""Which of a document's possible titles to show: file metadata is often wrong, a printed heading seldom."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from crawler.extraction.typography import squeeze

TITLE_CHARACTERS = 300
_BAD = re.compile(
    r"^(microsoft (word|powerpoint|excel)|powerpoint[- ]presenta(tion|sjon)|(lysbilde|slide) \d|untitled|uten tittel"
    r"|utan tittel|ingen lysbildetittel|no slide title"
    r"|(document|dokument|presentasjon|presentation|book|bok|workbook)\s?\d*$"
    r"|(title|tittel|print|layout|unknown)$|https?:|[a-z]:\\|file:|\W*$)"
    r"|\.(docx?|dotx?|pdf|pptx?|ppsx?|xlsx?|indd|qxd|qxp|cdr|rtf|odt|odp|ai|eps|pub|tmp|html?)$",
    re.IGNORECASE,
)
_GENERIC_LINK = re.compile(
    r"^(her|se her|sjå her|klikk her|trykk her|lenke|link|pdf|last ned( \w+)?|last ned som pdf|download|les mer"
    r"|les meir|read more|åpne|opne|vis|dokument|vedlegg|fil|file|\W*)$",
    re.IGNORECASE,
)
_SIZE_NOTE = re.compile(
    r"\s*[(\[]?\s*\b(?:(?:pdf|docx?|pptx?|xlsx?|word|excel|powerpoint)\b[\s,:–-]*(?:[\d.,]+\s*(?:[km]b|sider)?)?|[\d.,]+\s*[km]b)\s*[)\]]?$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s+[|–—-]\s+|\s*[»·•]\s*|\s*::\s*")
#: As in the names of Norwegian hosts.
_ASCII_LETTERS = {ord("æ"): "ae", ord("ø"): "o", ord("å"): "a"}
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title and where it was found, in the words of Extraction.title_source."""

    text: str
    source: str


def choose_file_title(*, metadata: str, heading: str, largest: str, text: str, link_text: str, name: str) -> Title:
    """
    Choose a file's title: metadata that is printed too, heading, largest line, link text, metadata at all, file name.
    """
    metadata, link = squeeze(metadata), without_size_note(link_text)
    usable = is_usable(metadata)
    candidates = (
        (metadata if usable and _is_printed(metadata, text) else "", "metadata"),
        (heading, "h1"),
        (largest, "largest"),
        ("" if _GENERIC_LINK.match(link) else link, "link"),
        (metadata if usable else "", "metadata"),
        (title_of_name(name), "address"),
    )
    for candidate, source in candidates:
        if squeeze(candidate):
            return Title(text=squeeze(candidate)[:TITLE_CHARACTERS], source=source)
    return Title(text="", source="")


def is_usable(title: str) -> bool:
    """
    False for what programs write into the title field when nobody else does.
    """
    if len(title) < 4 or _BAD.search(title) or not _WORD.search(title):
        return False
    # "nrk", "rapport_v2_endelig": names of files and firms, not titles.
    return " " in title or (title[0].isupper() and "_" not in title)


def without_site_name(title: str, *, site_name: str, host: str) -> str:
    """
    The title without the site's name at its beginning or end.
    """
    title = squeeze(title)
    pieces = [(piece.start(), piece.end()) for piece in _SEPARATOR.finditer(title)]
    if not pieces:
        return title
    last_start, last_end = pieces[-1]
    first_start, first_end = pieces[0]
    if _names_site(title[last_end:], site_name, host):
        return title[:last_start].strip()
    if _names_site(title[:first_start], site_name, host):
        return title[first_end:].strip()
    return title


def title_of_name(name: str) -> str:
    """
    A file name, or an address, as words.
    """
    if "//" in name:
        try:
            parts = urlsplit(name)
        except ValueError:
            return ""
        name = parts.path.rstrip("/").rpartition("/")[2] or parts.netloc
    stem = re.sub(r"\.\w{2,5}$", "", unquote(name)) or name
    words = squeeze(re.sub(r"[_+-]+", " ", stem))
    return words[:1].upper() + words[1:]


def without_size_note(text: str) -> str:
    """
    The text of a link without "(PDF, 2 MB)".
    """
    text = squeeze(text)
    return _SIZE_NOTE.sub("", text).strip() or text


def _names_site(piece: str, site_name: str, host: str) -> bool:
    piece = piece.strip().lower()
    if piece and piece == site_name.strip().lower():
        return True
    labels = [label for label in host.lower().removeprefix("www.").split(".") if len(label) > 3 and label != "kommune"]
    letters = re.sub(r"[^a-z0-9]", "", piece.translate(_ASCII_LETTERS))
    return any(label.replace("-", "") in letters for label in labels)


def _is_printed(title: str, text: str) -> bool:
    """
    True when most of the title's words stand in the first part of the text.
    """
    words = {word.lower() for word in _WORD.findall(title)}
    printed = {word.lower() for word in _WORD.findall(text[:8000])}
    return bool(words) and len(words & printed) >= 0.7 * len(words)
