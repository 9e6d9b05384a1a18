"""The largest line of a PDF page, which is where a report prints its title."""

import statistics
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from crawler.extraction.pdf_text import clean_page

_CHARACTERS = 3000
_TITLE_LINES = 4
_TITLE_CHARACTERS = 200
#: How much larger than the running text a title is.
_LARGER = 1.2
#: A page with so little text is a cover: all of it is large.
_COVER_CHARACTERS = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A printed line and the height of its characters."""

    text: str
    height: float


def largest_line(page: pypdfium2.PdfTextPage) -> str:
    """
    Return the first run of lines in the largest type, or an empty string when nothing is larger than the rest.
    """
    characters = _characters(page)
    lines = [line for line in _lines(characters) if sum(letter.isalpha() for letter in line.text) >= 3]
    if not lines:
        return ""
    tallest = max(line.height for line in lines)
    usual = statistics.median(height for letter, height in characters if letter.strip() and height > 0)
    if tallest < _LARGER * usual and len(characters) > _COVER_CHARACTERS:
        return ""
    return _first_run(lines, 0.92 * tallest)


def _first_run(lines: list[_Line], least: float) -> str:
    start = next(index for index, line in enumerate(lines) if line.height >= least)
    run: list[str] = []
    for line in lines[start : start + _TITLE_LINES]:
        if line.height < least or sum(map(len, run)) + len(line.text) > _TITLE_CHARACTERS:
            break
        run.append(line.text)
    return " ".join(clean_page("\n".join(run)).split())


def _characters(page: pypdfium2.PdfTextPage) -> list[tuple[str, float]]:
    """
    The first characters of a page with the height of each, as printed.
    """
    found = []
    for index in range(min(page.count_chars(), _CHARACTERS)):
        letter = chr(pdfium.FPDFText_GetUnicode(page.raw, index))
        found.append((letter, 0.0 if letter in "\r\n" else _height(page, index)))
    return found


def _height(page: pypdfium2.PdfTextPage, index: int) -> float:
    _, bottom, _, top = page.get_charbox(index, loose=True)
    return float(top - bottom)


def _lines(characters: list[tuple[str, float]]) -> list[_Line]:
    """
    The lines, also broken where the type changes its size, as after a hyphen that PDFium swallowed.
    """
    lines: list[_Line] = []
    text, heights = "", list[float]()
    for letter, height in [*characters, ("\n", 0.0)]:
        changed = bool(heights) and height > 0 and abs(height - heights[-1]) > 0.25 * heights[-1]
        if (letter in "\r\n" or changed) and heights:
            lines.append(_Line(text=text.strip(), height=statistics.median(heights)))
            text, heights = "", []
        if letter not in "\r\n":
            text += letter
            heights += [height] if height > 0 and letter.strip() else []
    return lines
