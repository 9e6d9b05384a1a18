"""The analyser: from words to keys, compound parts, letter trigrams and index streams."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from indexer.analysis import lexicon
from indexer.analysis.folding import fold
from indexer.analysis.keyboards import respellings
from indexer.analysis.splitting import is_word, split
from indexer.analysis.stemming import family
from indexer.analysis.tokens import CHUNK, MAX_TERM, normalise, read_chunk
from indexer.plan import Stream

#: Raise when rules change; indexes of another version are rebuilt.
ANALYSIS_VERSION = 1
MAX_REMEMBERED = 1 << 16
MAX_VARIANTS = 6
MAX_RESPELLINGS = 10
#: One word's pair may be another's left side.
MAX_STEPS = 3
#: Compounds inside compounds.
MAX_DEPTH = 3


class _Terms(dict[str, tuple[str, str, str, str]]):
    """Stretch of text -> its terms in each stream, made at the first look-up."""

    def __init__(self, analysis: "Analysis") -> None:
        self._analysis = analysis

    def __missing__(self, raw: str) -> tuple[str, str, str, str]:
        if len(self) >= MAX_REMEMBERED:
            self.clear()
        terms = self._analysis.terms(raw)
        if len(raw) <= MAX_TERM:
            self[raw] = terms
        return terms


class _Keys(NamedTuple):
    """What a word is found by."""

    whole: str
    #: The smallest parts of a compound.
    parts: tuple[str, ...] = ()
    #: The parts that are compounds themselves.
    inner: tuple[str, ...] = ()


class _Words(dict[str, _Keys]):
    """Word -> its keys, made at the first look-up."""

    def __missing__(self, word: str) -> _Keys:
        if len(self) >= MAX_REMEMBERED:
            self.clear()
        keys = self[word] = _analyse(word)
        return keys


class Analysis:
    """Turns words into index terms; one key space for bokmål and nynorsk."""

    def __init__(self) -> None:
        self._terms = _Terms(self)
        self._words = _Words()

    def key(self, word: str) -> str:
        """The key that a word shares with its inflections and with its other Norwegian spelling."""
        return self._words[normalise(word)].whole

    def parts(self, word: str) -> tuple[str, ...]:
        """The keys of a compound's smallest parts, in order; empty when the word is not a compound."""
        return self._words[normalise(word)].parts

    def inner(self, word: str) -> tuple[str, ...]:
        """The keys of those parts of a compound that are compounds themselves."""
        return self._words[normalise(word)].inner

    def grams(self, word: str) -> tuple[str, ...]:
        """The letter trigrams of the word's key, each once; none for short and for stop words."""
        key = self.key(word)
        if not key.isalpha() or self.is_stop(word):
            return ()
        return tuple(dict.fromkeys(key[at : at + 3] for at in range(len(key) - 2)))

    def is_stop(self, word: str) -> bool:
        """True for words that carry grammar more than meaning."""
        return normalise(word) in lexicon.stop_words()

    def is_known(self, word: str) -> bool:
        """True when the word, or each part of it, is in the word lists."""
        word = normalise(word)
        return word in lexicon.stop_words() or is_word(word) or len(split(word)) > 1

    def variants(self, word: str) -> tuple[str, ...]:
        """Other spellings to search for when a word may have been typed without æ, ø and å; empty when it is known."""
        word = normalise(word)
        if self.is_known(word) or not word.isalpha():
            return ()
        spellings = respellings(word)[:MAX_RESPELLINGS]
        known = [spelling for spelling in spellings if self.is_known(spelling)]
        return tuple(known or spellings)[:MAX_VARIANTS]

    def streams(self, text: str) -> dict[Stream, str]:
        """The text's index terms per stream, separated by spaces; WHOLE and SURFACE have one term per word."""
        rows = [self._terms[raw] for raw in CHUNK.findall(text)]
        whole, parts, surface, grams = zip(*rows, strict=True) if rows else ((), (), (), ())
        return {
            Stream.WHOLE: " ".join(whole),
            Stream.PARTS: _spaced(parts),
            Stream.SURFACE: " ".join(surface),
            Stream.GRAMS: _spaced(grams),
        }

    def terms(self, raw: str) -> tuple[str, str, str, str]:
        """The terms of a stretch without spaces: whole, parts, surface, grams."""
        tokens = read_chunk(raw).tokens
        keys = [self._words[token.surface] for token in tokens]
        joined = [self._words[token.joined] for token in tokens if token.joined]
        parts = [part for found in (*keys, *joined) for part in (*found.parts, *found.inner)]
        return (
            " ".join(found.whole for found in keys),
            " ".join((*parts, *(found.whole for found in joined))),
            " ".join(token.surface for token in tokens),
            " ".join(gram for token in tokens for gram in self.grams(token.surface)),
        )

    def fingerprint(self) -> str:
        """Names rules and data; equal fingerprints give equal terms."""
        return f"no-{ANALYSIS_VERSION}-{lexicon.checksum()}"


@cache
def norwegian() -> Analysis:
    """The one analyser of this process; its word lists are read at the first word."""
    return Analysis()


def _analyse(word: str, depth: int = 0) -> _Keys:
    """The word's keys; a part that is itself a compound is taken apart too."""
    word = _shared(word)
    words = split(word) if depth < MAX_DEPTH else (word,)
    if len(words) == 1:
        return _Keys(_simple_key(word))
    within = [_analyse(part, depth + 1) for part in words]
    leaves = tuple(leaf for keys in within for leaf in (keys.parts or (keys.whole,)))
    inner = tuple(key for keys in within if keys.parts for key in (keys.whole, *keys.inner))
    return _Keys("".join(leaves), leaves, inner)


def _simple_key(word: str) -> str:
    return fold(family(word)) if len(word) >= 3 and word.isalpha() else word


def _shared(word: str) -> str:
    """The word that stands for this one in both standards: nynorsk's, where rules do not bring them together."""
    for _ in range(MAX_STEPS):
        other = lexicon.pairs().get(word)
        if other is None and len(word) >= 3:
            other = lexicon.stem_pairs().get(family(word))
        if other is None or other == word:
            break
        word = other
    return word


def _spaced(terms: Iterable[str]) -> str:
    return " ".join(filter(None, terms))
