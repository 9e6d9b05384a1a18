"""The reading copy of a text: its lines as headings, paragraphs, lists and tables."""

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

#: Makes a line into escaped text, with the words of a search marked.
Mark = Callable[[str], Markup]

_BULLET = re.compile(r"^[•·▪◦‣●\-–—*]\s+(?=\S)")
_CELL = " | "


class BlockKind(StrEnum):
    """How a block is set."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"


@dataclass(frozen=True, kw_only=True)
class Block:
    """A heading, a paragraph, a list or a table."""

    kind: BlockKind
    #: One for a heading or a paragraph, one per item of a list.
    lines: tuple[Markup, ...] = ()
    #: The rows of a table, of equal length.
    rows: tuple[tuple[Markup, ...], ...] = ()
    #: 3 or 4 for a heading: below the page's own.
    level: int = 3
    #: The fragment a heading is reached by; empty the second time the same words are one.
    anchor: str = ""


@dataclass(frozen=True, kw_only=True)
class ReadingPage:
    """One page of the reading copy."""

    number: int
    #: "Side 12", or empty for a web page.
    label: str
    original_url: str
    blocks: tuple[Block, ...]
    has_hits: bool


def read_blocks(text: str, headings: Mapping[str, int], mark: Mark = escape) -> tuple[Block, ...]:
    """The blocks of a page's text; `headings` are the lines that are headings, with their level in the document."""
    top = min(headings.values(), default=1)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(_blocks(lines, {line: 3 if level == top else 4 for line, level in headings.items()}, mark))


def heading_anchor(text: str) -> str:
    """The fragment under which a heading is reached."""
    words = "".join(letter if letter.isalnum() else " " for letter in text.lower()).split()
    return "avsnitt-" + "-".join(words)[:60]


def _blocks(lines: Sequence[str], headings: Mapping[str, int], mark: Mark) -> Iterator[Block]:
    anchors: set[str] = set()
    for kind, group in groupby(lines, key=lambda line: _kind(line, headings)):
        members = list(group)
        if kind is BlockKind.TABLE and len(members) > 1:
            yield _table(members, mark)
        elif kind is BlockKind.LIST:
            yield Block(kind=kind, lines=tuple(mark(_BULLET.sub("", line)) for line in members))
        elif kind is BlockKind.HEADING:
            for line in members:
                anchor = heading_anchor(line)
                fresh = anchor not in anchors
                anchors.add(anchor)
                yield Block(kind=kind, lines=(mark(line),), level=headings[line], anchor=anchor if fresh else "")
        else:
            for line in members:
                yield Block(kind=BlockKind.PARAGRAPH, lines=(mark(line),))


def _kind(line: str, headings: Mapping[str, int]) -> BlockKind:
    if line in headings:
        return BlockKind.HEADING
    if _CELL in line:
        return BlockKind.TABLE
    return BlockKind.LIST if _BULLET.match(line) else BlockKind.PARAGRAPH


def _table(lines: Sequence[str], mark: Mark) -> Block:
    rows = [line.split(_CELL) for line in lines]
    width = max(len(row) for row in rows)
    marked = (tuple(mark(cell.strip()) for cell in row) for row in rows)
    return Block(kind=BlockKind.TABLE, rows=tuple(row + (Markup(""),) * (width - len(row)) for row in marked))


def unwrap(text: str, headings: Container[str] = ()) -> str:
    """
    The lines of a printed page joined into paragraphs.

    A line goes on when it is as long as the page is wide, or when the next one begins with a small letter.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    width = max((len(line) for line in lines), default=0)
    joined: list[str] = []
    goes_on = False
    for line in lines:
        stands_alone = line in headings or _BULLET.match(line) or _CELL in line
        if joined and not stands_alone and (goes_on or line[0].islower()) and joined[-1] not in headings:
            joined[-1] += f" {line}"
        else:
            joined.append(line)
        goes_on = width > 40 and len(line) >= width * 0.8 and _CELL not in line
    return "\n".join(joined)


def headings_of_page(headings: Sequence[Mapping[str, Any]], page: int) -> dict[str, int]:
    """Line -> level of the headings that stand on a page."""
    return {str(each["text"]).strip(): int(each["level"]) for each in headings if int(each.get("page", 1)) == page}
