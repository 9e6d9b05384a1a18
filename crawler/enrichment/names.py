"""Finds names of one or several words in running text: each word that can begin one is looked up once."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

#: A literal set first keeps the scan fast; names of the vocabulary begin with no other letters.
_CAPITALISED = r"[A-ZÆØÅÁČĐŊŠŦŽÄÖ][^\W\d_]*(?:-[^\W\d_]+)*"
_IS_INSIDE = re.compile(r"[\w-]")
_GAP = re.compile(r"\s+")
#: A genitive s may follow, but not the second half of a double name ("Vinje-Moen").
_END = r"['’]?s?(?!\w)(?!-(?-i:[A-ZÆØÅ]))"
_SHORTEST_IN_CAPITALS = 4

#: Name, how it is written in full, and the end of the compound if it is one.
_Candidate = tuple[str, re.Pattern[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameHit:
    """A name where it stands in a text."""

    name: str
    start: int
    #: After the name and its genitive s, or after the compound it begins.
    end: int
    #: What is glued to the name in a compound ("regionen" in "Telemarksregionen"), or empty.
    tail: str = ""


class NameIndex:
    """Names by their first word; built once, then only read."""

    def __init__(
        self,
        names: Iterable[str],
        *,
        exact: Collection[str] = (),
        tails: re.Pattern[str] | None = None,
    ) -> None:
        """
        Index names.

        `exact` are matched with their capitals only; `tails` are the ends a name may be compounded with.
        A name given with a small letter is found with one; all others begin with a capital.
        """
        self._by_first = _group(names, frozenset(exact))
        self._names = frozenset(name for group in self._by_first.values() for name, _ in group)
        self._tails = tails
        self._candidates = lru_cache(maxsize=65536)(self._find_candidates)
        small = (re.escape(name.split()[0]) + r"\b" for name in self._names if name[0].islower())
        self._words = re.compile("|".join((_CAPITALISED, *sorted(small))))

    def find(self, text: str) -> Iterator[NameHit]:
        """Every name in the order of the text, the longest where several begin, without overlaps."""
        reached = 0
        for match in self._words.finditer(text):
            candidates = self._candidates(match.group())
            start = match.start()
            if not candidates or start < reached or _IS_INSIDE.match(text[start - 1 : start]):
                continue
            if hit := _longest(text, start, candidates):
                reached = hit.end
                yield hit

    def _find_candidates(self, word: str) -> tuple[_Candidate, ...]:
        """What may begin with a word, longest first, then the name it may be a compound of."""
        found = [(name, pattern, "") for first in _first_words(word) for name, pattern in self._by_first.get(first, ())]
        match = self._tails.search(word) if self._tails else None
        if match is not None:
            stem = word[: match.start()].rstrip("-")
            names = (name for name in (stem, stem.removesuffix("s")) if name in self._names)
            found.extend((name, re.compile(re.escape(word)), match.group()) for name in names)
        return tuple(found)


def _longest(text: str, start: int, candidates: Iterable[_Candidate]) -> NameHit | None:
    for name, pattern, tail in candidates:
        if match := pattern.match(text, start):
            return NameHit(name=name, start=start, end=match.end(), tail=tail)
    return None


def _first_words(word: str) -> Iterator[str]:
    """What to look a word up by: itself, without genitive s, written small, and the part before a hyphen."""
    lowered = word.lower()
    yield lowered
    if lowered.endswith("s"):
        yield lowered[:-1]
    if "-" in lowered:
        yield lowered.split("-")[0]


def _group(names: Iterable[str], exact: frozenset[str]) -> Mapping[str, list[tuple[str, re.Pattern[str]]]]:
    grouped: dict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
    for name in sorted(set(names), key=lambda name: (-len(name), name)):
        first = _GAP.split(name)[0].rstrip("-,").lower()
        grouped[first].append((name, _compile(name, is_exact=name in exact)))
    return dict(grouped)


def _compile(name: str, *, is_exact: bool) -> re.Pattern[str]:
    """The name with any white space in it; a long name in any capitals."""
    spaced = r"\s+".join(re.escape(word) for word in name.split())
    is_free = not is_exact and len(name) >= _SHORTEST_IN_CAPITALS
    return re.compile(spaced + _END, re.IGNORECASE if is_free else re.NOFLAG)
