"""The text of PDF pages made readable: words joined over line ends, running heads and feet left out."""

import re
from collections import Counter
from collections.abc import Sequence

from crawler.extraction.typography import tidy

#: PDFium puts one of these where a hyphen ended a line, and takes the line break away.
_LINE_END_HYPHEN = "\x02\ufffe"
_CONJUNCTION = r"(?:og|eller|samt|and|or|til)\b"
_BROKEN_WORD = re.compile(rf"(?<=[^\W\d_])(?:[{_LINE_END_HYPHEN}]\r?\n?|-\r?\n)(?=[^\W\d_])")
#: The dots of a table of contents.
_LEADERS = re.compile(r"(?:\s?[.·…_]){4,}\s*")
_NUMBER = re.compile(r"\d+|\b[ivxl]+\b")
_OF_ALL = re.compile(r"#\s*(?:/|av|of)\s*#")
_EDGE_LINES = 2
_LEAST_PAGES = 3


def join_broken_words(text: str) -> str:
    """
    Join words hyphenated at a line end; keep the hyphen of "Sør-Østerdal", "KS-møte" and "gang- og sykkelveg".
    """
    joined = _BROKEN_WORD.sub(lambda match: _seam(text, match), text)
    return re.sub(f"[{_LINE_END_HYPHEN}]", "-", joined)


def _seam(text: str, match: re.Match[str]) -> str:
    before, after = text[match.start() - 1], text[match.end() : match.end() + 8]
    if re.match(_CONJUNCTION, after):
        return "- "
    return "-" if before.isupper() or after[:1].isupper() else ""


def clean_page(text: str) -> str:
    """
    The page's lines, joined over hyphens and tidied.
    """
    unified = join_broken_words(text).replace("\r\n", "\n").replace("\r", "\n")
    lines = (" ".join(_LEADERS.sub(" … ", tidy(line)).split()) for line in unified.split("\n"))
    return "\n".join(line for line in lines if line)


def drop_running_lines(pages: Sequence[str]) -> list[str]:
    """
    Leave out the lines among each page's first and last two that stand on more than half of the pages.
    """
    filled = [page.split("\n") for page in pages if page]
    counts = Counter(shape for lines in filled for shape in {_shape(line) for line in _edges(lines)})
    running = {shape for shape, count in counts.items() if count >= _LEAST_PAGES and count > len(filled) / 2}
    return [_without(page.split("\n"), running) if page else "" for page in pages]


def _edges(lines: list[str]) -> list[str]:
    return lines if len(lines) <= 2 * _EDGE_LINES else lines[:_EDGE_LINES] + lines[-_EDGE_LINES:]


def _shape(line: str) -> str:
    """
    The line with every number alike, so that "Side 3 av 12" and "Side iii" are the same.
    """
    return _OF_ALL.sub("#", _NUMBER.sub("#", line.lower()))


def _without(lines: list[str], running: set[str]) -> str:
    last = len(lines) - _EDGE_LINES
    kept = (
        line
        for index, line in enumerate(lines)
        if not ((index < _EDGE_LINES or index >= last) and _shape(line) in running)
    )
    return "\n".join(kept)
