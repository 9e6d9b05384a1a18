"""The kept elements of a page as lines of text: a block a line, a table row as "a | b"."""

import re
from collections.abc import Container, Iterator
from enum import Enum, auto

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from crawler.extraction.markup import is_text
from crawler.extraction.typography import squeeze, tidy

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "label", "legend", "li", "main", "ol", "option", "p", "pre", "section", "summary", "table", "tbody",
    "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_EMPTY_CELLS = re.compile(r"\s*\|(?:\s*\|)+\s*")
_CELLS = frozenset({"td", "th"})
#: Neighbours of these kinds must not fuse when nothing stands between them.
_GLUED = frozenset({"a", "span", "strong", "b"})
#: Lines that belong to the page's tools and not to its text, in lower case.
_TOOL_LINES = frozenset({
    "skriv ut", "skriv ut siden", "skriv ut sida", "print", "del", "del på facebook", "del på linkedin",
    "del på twitter", "del på x", "share", "tips en venn", "tips ein ven", "lytt", "lytt til teksten",
    "lytt til siden", "til toppen", "til topps", "ja", "nei", "fant du det du lette etter?",
    "fann du det du leita etter?", "var denne siden nyttig?", "send inn tilbakemelding", "les mer", "les meir",
    "read more", "åpne alle", "opne alle", "lukk alle", "lukk", "hopp til innhold", "hopp til innhald",
    "hopp til hovedinnhold",
})  # fmt: skip
_LONGEST_TOOL_LINE = 80


class _Event(Enum):
    START = auto()
    END = auto()
    TEXT = auto()


def render(root: Tag, kept: Container[int]) -> str:
    """
    Return the text of the kept elements below and including `root`.
    """
    parts: list[str] = []
    for event, node in _walk(root, kept):
        if event is _Event.TEXT:
            parts.append(" ".join(f".{tidy(str(node))}.".split())[1:-1])
        elif isinstance(node, Tag):
            parts.append(_start(node) if event is _Event.START else _end(node))
    return "\n".join(_clean_lines("".join(parts)))


def _walk(root: Tag, kept: Container[int]) -> Iterator[tuple[_Event, PageElement]]:
    """
    Start, text and end in document order, without recursion: hostile pages nest a hundred thousand deep.
    """
    yield _Event.START, root
    stack: list[tuple[Tag, Iterator[PageElement]]] = [(root, iter(root.contents))]
    while stack:
        tag, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            yield _Event.END, tag
        elif isinstance(child, Tag):
            if id(child) in kept:
                yield _Event.START, child
                stack.append((child, iter(child.contents)))
        elif isinstance(child, NavigableString) and is_text(child):
            yield _Event.TEXT, child


def _start(tag: Tag) -> str:
    return "\n" if tag.name == "br" or tag.name in _BLOCKS else ""


def _end(tag: Tag) -> str:
    if tag.name in _BLOCKS:
        return "\n"
    if tag.name in _CELLS:
        return " | "
    return " " if tag.name in _GLUED and isinstance(tag.next_sibling, Tag) else ""


def _is_tool_line(line: str) -> bool:
    """
    True for one or more tools in a row, such as "Skriv ut Til toppen".
    """
    if line in _TOOL_LINES or len(line) > _LONGEST_TOOL_LINE:
        return line in _TOOL_LINES
    words = line.split()
    return any(
        " ".join(words[:count]) in _TOOL_LINES and _is_tool_line(" ".join(words[count:]))
        for count in range(1, len(words))
    )


def _clean_lines(text: str) -> Iterator[str]:
    previous = ""
    for raw in text.split("\n"):
        line = _EMPTY_CELLS.sub(" | ", squeeze(raw)).strip(" |")
        if line and line != previous and not _is_tool_line(line.lower()):
            yield line
        previous = line or previous
