"""Where a query's words stand in a text: look-up tables, and the stretches they meet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from indexer.plan import Stream
from indexer.planning import QueryWord


class Span(NamedTuple):
    """A stretch of text that meets some of the query's words."""

    start: int
    end: int
    #: One bit per query word, and per piece of one.
    bits: int
    #: The word as it stands there, when it says something to list it.
    form: str = ""


class Wanted:
    """The query's words as look-up tables: every word, and every piece of one, has a bit of its own."""

    def __init__(self, words: Sequence[QueryWord]) -> None:
        self.words = (1 << len(words)) - 1
        self.typed = frozenset(surface for word in words for surface in word.surfaces)
        self.phrases = [(phrase, 1 << at) for at, word in enumerate(words) for phrase in word.phrases]
        self._prefixes = [(prefix, 1 << at) for at, word in enumerate(words) for prefix in word.prefixes]
        self._whole = _table((word.whole, 1 << at) for at, word in enumerate(words))
        self._parts = _table((word.parts, 1 << at) for at, word in enumerate(words))
        self._surfaces = _table((word.surfaces, 1 << at) for at, word in enumerate(words))
        self._pieces: dict[str, int] = defaultdict(int)
        #: The bits of pieces that together stand for a word, and that word's bit.
        self._together: list[tuple[int, int]] = []
        self._number(words)

    def __bool__(self) -> bool:
        return bool(self.words)

    def direct(self, surface: str, key: str, within: Iterable[str]) -> int:
        """The query words that a word of the text meets by itself."""
        bits = self._whole.get(key, 0) | self._surfaces.get(surface, 0)
        for part in (key, *within) if self._parts else ():
            bits |= self._parts.get(part, 0)
        for prefix, bit in self._prefixes:
            if surface.startswith(prefix):
                bits |= bit
        return bits

    def piece(self, key: str, within: Iterable[str]) -> int:
        """The pieces of query words that a word of the text meets."""
        if not self._pieces:
            return 0
        bits = 0
        for part in (key, *within):
            bits |= self._pieces.get(part, 0)
        return bits

    def phrases_in(self, words: Sequence[tuple[str, str, int, int]]) -> Iterator[Span]:
        """The places where the words of a phrase stand side by side."""
        for phrase, bit in self.phrases:
            column = 0 if phrase.stream is Stream.SURFACE else 1
            size = len(phrase.texts)
            for at in range(len(words) - size + 1):
                if words[at][column] == phrase.texts[0] and all(
                    words[at + offset][column] == text for offset, text in enumerate(phrase.texts)
                ):
                    yield Span(words[at][2], words[at + size - 1][3], bit)

    def met_by_pieces(self, bits: int) -> int:
        """The words that are not there themselves, but in pieces."""
        met = 0
        for pieces, word in self._together:
            if not bits & word and bits & pieces == pieces:
                met |= word
        return met

    def that_count(self, spans: Sequence[Span]) -> list[Span]:
        """
        The spans without pieces whose word is there itself, or whose other pieces are missing.

        Where one word holds all the pieces, as "heltidsmålet" does for "heltid", no other one stands for it.
        """
        if not self._together:
            return list(spans)
        present = 0
        for span in spans:
            present |= span.bits
        met = self.met_by_pieces(present)
        allowed, whole = self.words, []
        for pieces, word in self._together:
            if met & word and present & pieces == pieces:
                if any(span.bits & pieces == pieces for span in spans):
                    whole.append(pieces)
                else:
                    allowed |= pieces
        kept = ((span, _kept_bits(span.bits, allowed, whole)) for span in spans)
        return [span._replace(bits=bits) for span, bits in kept if bits]

    def _number(self, words: Sequence[QueryWord]) -> None:
        following = len(words)
        for at, word in enumerate(words):
            for keys in word.pieces:
                bits = 0
                for key in sorted(keys):
                    self._pieces[key] |= 1 << following
                    bits |= 1 << following
                    following += 1
                self._together.append((bits, 1 << at))


def _kept_bits(bits: int, allowed: int, whole: Iterable[int]) -> int:
    kept = bits & allowed
    for pieces in whole:
        if bits & pieces == pieces:
            kept |= pieces
    return kept


def _table(rows: Iterable[tuple[Iterable[str], int]]) -> dict[str, int]:
    table: dict[str, int] = defaultdict(int)
    for terms, bit in rows:
        for term in terms:
            table[term] |= bit
    return dict(table)


def disjoint(spans: Iterable[Span]) -> list[Span]:
    """Spans that overlap become one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Span(last.start, max(last.end, span.end), last.bits | span.bits, last.form or span.form)
        else:
            merged.append(span)
    return merged
