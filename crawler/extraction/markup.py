"""HTML text to a BeautifulSoup tree, within bounds, and safe access to its attributes."""

import re
from collections.abc import Iterator
from itertools import islice

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement, PreformattedString, Script, Stylesheet, TemplateString
from bs4.exceptions import ParserRejectedMarkup

from crawler.extraction.typography import tidy

HTML_CHARACTERS = 5_000_000
HTML_TAGS = 100_000
#: html.parser is quadratic on some broken markup, so only small pages get the second attempt.
_SECOND_ATTEMPT_CHARACTERS = 300_000

#: Comments, doctypes, scripts and their like.
_UNSEEN = (PreformattedString, Script, Stylesheet, TemplateString)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_XML_PROLOGUE = re.compile(r"^\s*<\?xml[^>]{0,300}\?>", re.IGNORECASE)
_START_TAG = re.compile(r"<[A-Za-z]")
_TAGS = re.compile(r"<[^>]*>")
_SILENT_BLOCKS = re.compile(r"<(script|style|noscript|template)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)


def bound(text: str) -> tuple[str, bool]:
    """
    Cut the markup at the character and tag limits; say whether anything was cut.
    """
    kept = text[:HTML_CHARACTERS]
    beyond = next(islice(_START_TAG.finditer(kept), HTML_TAGS, None), None)
    kept = kept[: beyond.start()] if beyond else kept
    return kept, len(kept) < len(text)


def parse(text: str) -> BeautifulSoup:
    """
    Parse with lxml; with html.parser when lxml finds no text in a small page that has some.
    """
    clean = _CONTROL.sub("", _XML_PROLOGUE.sub("", text, count=1))
    # Without a tag BeautifulSoup takes a short text for the name of a file, and warns.
    clean = clean if "<" in clean else f"<p>{clean}</p>"
    soup = BeautifulSoup(clean, "lxml", multi_valued_attributes=None)
    if len(clean) <= _SECOND_ATTEMPT_CHARACTERS and not _has_text(soup) and _seems_to_have_text(clean):
        return _parse_again(clean) or soup
    return soup


def _parse_again(text: str) -> BeautifulSoup | None:
    try:
        return BeautifulSoup(text, "html.parser", multi_valued_attributes=None)
    except ParserRejectedMarkup:
        return None


def _has_text(soup: BeautifulSoup) -> bool:
    return any(is_text(node) and node.strip() for node in soup.descendants if isinstance(node, NavigableString))


def _seems_to_have_text(text: str) -> bool:
    return len(_TAGS.sub("", _SILENT_BLOCKS.sub("", text)).strip()) >= 40


def is_text(node: PageElement) -> bool:
    """
    True for text a reader can see, so not for comments, doctypes and processing instructions.
    """
    return isinstance(node, NavigableString) and not isinstance(node, _UNSEEN)


def attribute(tag: Tag, name: str) -> str:
    """
    The attribute's value without surrounding space, or an empty string.
    """
    value = tag.get(name)
    return value.strip() if isinstance(value, str) else ""


def flat_text(tag: Tag, nodes: int = 500) -> str:
    """
    The text below the tag on one line; of a huge element only what its first nodes hold.
    """
    found = (node for node in islice(tag.descendants, nodes) if isinstance(node, NavigableString) and is_text(node))
    return " ".join(tidy("".join(found)).split())


def ancestors(tag: Tag, limit: int = 40) -> Iterator[Tag]:
    """
    The nearest ancestors, at most `limit` of them: a hostile page nests without end.
    """
    parent = tag.parent
    for _ in range(limit):
        if parent is None:
            return
        yield parent
        parent = parent.parent
