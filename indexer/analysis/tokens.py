"""Words, numbers and their positions in a text."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

MAX_TERM = 64
#: What may stand inside a word without being part of it: soft hyphens, zero-width signs, accents, apostrophes.
_JOINT = r"(?:\u00ad\n?|[\u200b-\u200d\u2060\ufeff\u0300-\u036f'\u2019\u02bc])"
_WORD = rf"[^\W_]+(?:{_JOINT}+[^\W_]+)*[\u0300-\u036f]*"
_SPACE = "[ \u00a0\u202f]"
_COUNTRY = rf"(?:\+|00)\d\d{_SPACE}?"
_PAIRS = r"\d\d(?:[ \u00a0\u202f.-]\d\d){3}"
_PHONE = rf"(?:{_COUNTRY})?(?:{_PAIRS}|\d{{3}}{_SPACE}\d\d{_SPACE}\d{{3}}|\d{{8}})"
_THOUSANDS = rf"\d{{1,3}}(?:{_SPACE}\d{{3}}){{1,3}}"
#: Digits in groups that are one number: telephone numbers and thousands.
NUMBER = rf"(?=[\d+])(?<![\w,.])(?:{_PHONE}|{_THOUSANDS})(?![\w-])"
#: A word, a hyphenated word, or digits that belong together.
CHUNK = re.compile(rf"{NUMBER}|{_WORD}(?:[-\u2010\u2011]\n?{_WORD}){{0,7}}")
_PIECE = re.compile(_WORD)
_PREFIXED = re.compile(rf"(?:\+|00)\d\d(?={_SPACE}?{_PAIRS}|{_SPACE}?\d{{3}}{_SPACE}?\d\d)")


class Token(NamedTuple):
    """One word of a text: lower-cased, with its place in the original."""

    surface: str
    start: int
    end: int
    #: On the last word of a hyphenated word or a digit group: all of it as one word.
    joined: str = ""


class Chunk(NamedTuple):
    """The words of a stretch without spaces, placed from its own start."""

    tokens: tuple[Token, ...]

    @property
    def joined(self) -> str:
        """The words written as one, or nothing when there is one word only or they do not belong together."""
        return self.tokens[-1].joined if self.tokens else ""


def tokenize(text: str) -> Iterator[Token]:
    """The words of the text in order; offsets count in the text as given."""
    for match in CHUNK.finditer(text):
        start = match.start()
        for token in read_chunk(match.group()).tokens:
            yield Token(token.surface, start + token.start, start + token.end, token.joined)


def read_chunk(raw: str) -> Chunk:
    """The words of one match of CHUNK."""
    return _remembered(raw) if len(raw) <= MAX_TERM else _read(raw)


def _read(raw: str) -> Chunk:
    code = _PREFIXED.match(raw)
    at = code.end() if code else 0
    places = [(match.start(), match.end()) for match in (code, *_PIECE.finditer(raw, at)) if match]
    tokens = [Token(surface, start, end) for start, end in places if (surface := normalise(raw[start:end]))]
    if len(tokens) > 1:
        surfaces = [token.surface for token in tokens]
        tokens[-1] = tokens[-1]._replace(joined=_join(raw, surfaces[1:] if code else surfaces))
    return Chunk(tuple(tokens))


_remembered = lru_cache(1 << 14)(_read)


def normalise(word: str) -> str:
    """The word lower-cased and composed, without signs that are not letters or digits."""
    lowered = word.lower()
    if not (lowered.isascii() and lowered.isalnum()):
        composed = unicodedata.normalize("NFKC", lowered).lower()
        lowered = composed if composed.isalnum() else "".join(sign for sign in composed if sign.isalnum())
    return lowered[:MAX_TERM]


def _join(raw: str, surfaces: list[str]) -> str:
    if len(surfaces) == 1 or (surfaces[0].isdecimal() and "-" in raw and len(surfaces) != 4):
        return ""
    return "".join(surfaces)[:MAX_TERM]
