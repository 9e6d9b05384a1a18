"""Marked texts and best passages, the same for every engine."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from indexer.analysis import Analysis
from indexer.analysis.tokens import CHUNK, read_chunk
from indexer.plan import Plan
from indexer.planning import query_terms
from indexer.spans import Span, Wanted, disjoint

SNIPPET_LENGTH = 220
MAX_FORMS = 24
#: A compound met by its parts, against the word itself.
IN_PIECES = 0.6
PER_PIECE = 0.05
#: Further matches in one text are marked but not weighed as the start of a passage.
MAX_JUDGED = 500
ELLIPSIS = "…"
_ADDRESS = "://"
_BREAK = re.compile(r"(?<=[^\d\s][.!?:;])\s+(?=[^a-zæøå\s])|\s*\n\s*")
_SPACES = re.compile(r"\s+")


class _Judged(NamedTuple):
    """What one stretch of text means to the query, placed from its own start."""

    spans: tuple[Span, ...]
    #: Surface, key, start and end of each word; only gathered when phrases are looked for.
    words: tuple[tuple[str, str, int, int], ...]


class Highlighter:
    """Finds one plan's words in texts; make one per search, since it remembers every word it has judged."""

    def __init__(self, plan: Plan, analysis: Analysis) -> None:
        self._analysis = analysis
        self._wanted = Wanted(query_terms(plan))
        self._judged: dict[str, _Judged] = {}
        self._forms: Counter[str] = Counter()

    def mark(self, text: str) -> Markup:
        """The whole text, escaped, with <mark> around the words that match."""
        spans = self._find(text)
        self._remember(spans)
        return Markup().join(_marked(text, spans, 0, len(text)))

    def snippet(self, text: str, *, length: int = SNIPPET_LENGTH) -> Markup:
        """
        The passage with most of the query's words, close together; the beginning when none is there.

        Runs of white space become one space, and "…" stands where a sentence is cut.
        """
        spans = self._find(text)
        window = self._best(text, spans, length)
        start, end = _fitted(text, window, length)
        shown = [span for span in spans if span.start < end and span.end > start]
        self._remember(shown)
        return _dotted(text, start, end, Markup().join(_marked(text, shown, start, end, squeeze=True)))

    def score(self, text: str) -> float:
        """How well the text answers the query: 0 when no word matches, about 1 per word that does."""
        spans = self._find(text)
        return self._worth(span.bits for span in spans) + min(len(spans), 50) / 100

    def matches(self, text: str) -> bool:
        """True when any word of the query is in the text."""
        return bool(self._find(text))

    @property
    def forms(self) -> tuple[str, ...]:
        """Word forms marked so far that were not typed, the most frequent first."""
        ordered = sorted(self._forms.items(), key=lambda item: (-item[1], item[0]))
        return tuple(form for form, _ in ordered[:MAX_FORMS])

    def _remember(self, spans: Iterable[Span]) -> None:
        self._forms.update(span.form for span in spans if span.form)

    def _find(self, text: str) -> list[Span]:
        """Every stretch that counts, in order, without overlaps."""
        if not self._wanted:
            return []
        spans: list[Span] = []
        words: list[tuple[str, str, int, int]] = []
        judged = self._judged
        for match in CHUNK.finditer(text):
            raw = match.group()
            found = judged.get(raw) or self._judge(raw)
            if found.spans or found.words:
                start = match.start()
                spans += [Span(start + span.start, start + span.end, span.bits, span.form) for span in found.spans]
                words += [(surface, key, start + left, start + right) for surface, key, left, right in found.words]
        if words:
            spans = sorted([*spans, *self._wanted.phrases_in(words)])
        return disjoint(self._wanted.that_count(spans))

    def _judge(self, raw: str) -> _Judged:
        tokens = read_chunk(raw).tokens
        spans = [self._span(token.surface, token.start, token.end) for token in tokens]
        if tokens and tokens[-1].joined:
            spans.append(self._span(tokens[-1].joined, tokens[0].start, tokens[-1].end)._replace(form=""))
        words: tuple[tuple[str, str, int, int], ...] = ()
        if self._wanted.phrases:
            key = self._analysis.key
            words = tuple((token.surface, key(token.surface), token.start, token.end) for token in tokens)
        judged = self._judged[raw] = _Judged(tuple(span for span in spans if span.bits), words)
        return judged

    def _span(self, surface: str, start: int, end: int) -> Span:
        wanted = self._wanted
        key = self._analysis.key(surface)
        within = (*self._analysis.parts(surface), *self._analysis.inner(surface))
        bits = wanted.direct(surface, key, within)
        form = surface if bits and surface not in wanted.typed else ""
        return Span(start, end, bits | wanted.piece(key, within), form)

    def _best(self, text: str, spans: Sequence[Span], length: int) -> tuple[int, int]:
        """Start and end of the stretch, no longer than the length, that says most."""
        best, window = -math.inf, (0, 0)
        for first, span in enumerate(spans[:MAX_JUDGED]):
            inside = [span]
            for other in spans[first + 1 :]:
                if other.end - span.start > length:
                    break
                inside.append(other)
            start, end = span.start, inside[-1].end
            value = 10 * self._worth(other.bits for other in inside) + 0.3 * min(len(inside), 6)
            value -= (end - start) / length + start / (len(text) + 1)
            value -= 2 * (_ADDRESS in text[max(start - 40, 0) : end])
            if value > best:
                best, window = value, (start, end)
        return window

    def _worth(self, found: Iterable[int]) -> float:
        bits = 0
        for each in found:
            bits |= each
        direct, met = bits & self._wanted.words, self._wanted.met_by_pieces(bits)
        pieces = bits & ~self._wanted.words
        return direct.bit_count() + IN_PIECES * met.bit_count() + PER_PIECE * pieces.bit_count()


def _marked(text: str, spans: Iterable[Span], start: int, end: int, *, squeeze: bool = False) -> Iterator[Markup]:
    """The stretch of text in escaped pieces, the spans marked; with `squeeze`, white space runs become one space."""
    at = start
    for span in spans:
        left, right = max(span.start, start), min(span.end, end)
        yield escape(_squeezed(text[at:left]) if squeeze else text[at:left])
        yield Markup("<mark>{}</mark>").format(_squeezed(text[left:right]) if squeeze else text[left:right])
        at = right
    yield escape(_squeezed(text[at:end]) if squeeze else text[at:end])


def _squeezed(text: str) -> str:
    return _SPACES.sub(" ", text)


def _fitted(text: str, window: tuple[int, int], length: int) -> tuple[int, int]:
    """The stretch to show around a window: from the start of a sentence and to the end of one where they are near."""
    first, last = window
    room = max(length - (last - first), 0)
    start = _opening(text, first, room)
    end = min(start + length, len(text))
    if end == len(text):
        return start, end
    ends = [match.start() for match in _BREAK.finditer(text, max(last, start + length // 2), end)]
    if ends:
        return start, ends[-1]
    space = max(text.rfind(" ", last, end), text.rfind("\n", last, end))
    return start, space if space > start else end


def _opening(text: str, first: int, room: int) -> int:
    near = max(first - 2 * room // 3, 0)
    if near == 0:
        return 0
    starts = [match.end() for match in _BREAK.finditer(text, near, first)]
    if starts:
        return starts[-1]
    begin = max(first - room // 3, 0)
    space = text.find(" ", begin, first)
    return space + 1 if space >= 0 else begin


def _dotted(text: str, start: int, end: int, passage: Markup) -> Markup:
    """The passage with dots where a sentence goes on."""
    before, after = text[:start].rstrip(), text[end:].lstrip()
    opened = before and "\n" not in text[len(before) : start] and before[-1] not in ".!?:;"
    closed = after and "\n" not in text[end : len(text) - len(after)] and not passage.endswith((".", "!", "?"))
    left = f"{ELLIPSIS} " if opened else ""
    right = f" {ELLIPSIS}" if closed else ""
    return Markup("{}{}{}").format(left, passage.strip(), right)
