"""The vocabulary's word patterns, compiled so that each word of a text is looked up once; notation: Topic.words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog.vocabulary.model import OPEN_MARK, WEAK_MARK
from crawler.enrichment.endings import stems

_WORD = re.compile(r"\w+")
_MIN_PREFIX = 3
_WEAK_WEIGHT = 0.4


def split_words(text: str) -> list[str]:
    """The words of a text, hyphens and punctuation dropped, capitals kept."""
    return _WORD.findall(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One way of saying something the vocabulary knows."""

    slug: str
    text: str
    #: What one occurrence counts: 1, less for a weak word.
    weight: float


@dataclass(frozen=True, slots=True)
class _Unit:
    """One word of a pattern."""

    text: str
    open_left: bool
    open_right: bool


class PatternIndex:
    """Finds every pattern in a list of words; built once, then only read."""

    def __init__(self, patterns: Iterable[tuple[str, str]]) -> None:
        """Compile (slug, pattern) pairs."""
        self._by_first: dict[_Unit, list[tuple[Pattern, tuple[_Unit, ...]]]] = defaultdict(list)
        units: set[_Unit] = set()
        for slug, text in patterns:
            sequence = tuple(_read_units(text))
            weight = _WEAK_WEIGHT if text.startswith(WEAK_MARK) else 1.0
            self._by_first[sequence[0]].append((Pattern(slug=slug, text=text, weight=weight), sequence))
            units.update(sequence)
        self._whole = _group(unit for unit in units if not unit.open_left and not unit.open_right)
        self._starts = _group(unit for unit in units if unit.open_right and not unit.open_left)
        self._tails = _group(unit for unit in units if unit.open_left and not unit.open_right)
        self._anywhere = [unit for unit in units if unit.open_left and unit.open_right]
        self._units_of = lru_cache(maxsize=65536)(self._match_word)

    def find(self, words: Sequence[str]) -> Iterator[Pattern]:
        """Every occurrence in the order of the text; of several that start at one word, one per slug, the heaviest."""
        units_of = self._units_of
        for position, word in enumerate(words):
            if units := units_of(word):
                yield from self._heaviest_at(words, position, units)

    def _heaviest_at(self, words: Sequence[str], position: int, units: Iterable[_Unit]) -> Iterable[Pattern]:
        heaviest: dict[str, Pattern] = {}
        for pattern in self._starting_at(words, position, units):
            if pattern.slug not in heaviest or pattern.weight > heaviest[pattern.slug].weight:
                heaviest[pattern.slug] = pattern
        return heaviest.values()

    def _starting_at(self, words: Sequence[str], position: int, units: Iterable[_Unit]) -> Iterator[Pattern]:
        for unit in units:
            for pattern, sequence in self._by_first.get(unit, ()):
                if self._follows(words, position, sequence):
                    yield pattern

    def _follows(self, words: Sequence[str], position: int, sequence: Sequence[_Unit]) -> bool:
        if position + len(sequence) > len(words):
            return False
        return all(unit in self._units_of(words[position + i]) for i, unit in enumerate(sequence) if i)

    def _match_word(self, word: str) -> frozenset[_Unit]:
        lowered = word.lower()
        forms = stems(lowered)
        found = {unit for form in forms for unit in self._whole.get(form, ())}
        found.update(unit for form in (word, word.removesuffix("s")) for unit in self._whole.get(form, ()))
        for end in range(_MIN_PREFIX, len(word) + 1):
            found.update(self._starts.get(lowered[:end], ()))
            found.update(self._starts.get(word[:end], ()))
        for form in forms:
            for start in range(len(form) - _MIN_PREFIX + 1):
                found.update(self._tails.get(form[start:], ()))
        found.update(unit for unit in self._anywhere if unit.text in lowered)
        return frozenset(found)


def _read_units(pattern: str) -> Iterator[_Unit]:
    words = pattern.removeprefix(WEAK_MARK)
    for word in words.replace("-", " ").split():
        text = word.strip(OPEN_MARK)
        yield _Unit(text, word.startswith(OPEN_MARK), word.endswith(OPEN_MARK))


def _group(units: Iterable[_Unit]) -> Mapping[str, list[_Unit]]:
    grouped: dict[str, list[_Unit]] = defaultdict(list)
    for unit in units:
        grouped[unit.text].append(unit)
    return dict(grouped)
