"""Compounds into their parts, after Koehn and Knight: the split whose parts are the commonest words wins."""

import re
from functools import lru_cache

from indexer.analysis import lexicon
from indexer.analysis.stemming import uninflected

MIN_COMPOUND = 6
MIN_LAST = 3
MAX_COMPOUND = 40
MAX_PARTS = 5
#: What each part beyond the second costs, in logarithms of counts.
EXTRA_PART = 1.5
PER_LETTER = 0.3
_FINAL_DOUBLE = re.compile(r"([bdfgklmnprst])\1$")


def count_form(word: str) -> str:
    """What the forms of a word are counted under."""
    return _FINAL_DOUBLE.sub(r"\1", uninflected(word))


@lru_cache(1 << 14)
def split(word: str) -> tuple[str, ...]:
    """The words a compound is made of, linking letters taken off; the word itself when it is none."""
    if not MIN_COMPOUND <= len(word) <= MAX_COMPOUND or not word.isalpha():
        return (word,)
    floor = lexicon.lasts().get(count_form(word), 0.0)
    candidates = [
        (_score(weight + last, count + 1), (*words, word[at:]))
        for at, ways in _openings(word, floor).items()
        if at and (last := last_weight(word[at:], floor)) is not None
        for count, (weight, words) in ways.items()
    ]
    return max(candidates, default=(0.0, (word,)))[1]


def is_word(word: str) -> bool:
    """True when the word or the word it is a form of is in the dictionary."""
    return word in lexicon.firsts() or word in lexicon.lasts() or count_form(word) in lexicon.lasts()


def first_part(form: str) -> tuple[str, float] | None:
    """The word that opens a compound in this form, with or without a linking letter, and its weight."""
    words = lexicon.firsts()
    plain = words.get(form)
    linked = words.get(form[:-1]) if form[-1] in "se" and len(form) > 3 else None
    if linked is not None and (plain is None or linked + PER_LETTER * (len(form) - 1) > plain + PER_LETTER * len(form)):
        return form[:-1], linked + PER_LETTER * (len(form) - 1)
    return None if plain is None else (form, plain + PER_LETTER * len(form))


@lru_cache(1 << 14)
def last_weight(word: str, floor: float = 0.0) -> float | None:
    """The weight of a word as the last part of a compound that is itself so common; None when it cannot be one."""
    if len(word) < MIN_LAST or word in lexicon.endings() or word in lexicon.prefixes():
        return None
    common = lexicon.lasts().get(word if len(word) <= 4 else count_form(word))
    if common is None or uninflected(word) in lexicon.endings() or not _holds(common, word, floor):
        return None
    return common + PER_LETTER * len(word)


def _holds(common: float, part: str, floor: float) -> bool:
    """False when a part is so much rarer than the whole that the likeness is chance; short parts chance more."""
    return common >= floor - (0.0 if len(part) <= 4 else 2.3 if len(part) == 5 else 4.5)


def _openings(word: str, floor: float) -> dict[int, dict[int, tuple[float, tuple[str, ...]]]]:
    """Place in the word -> number of parts before it -> their best weight and the parts."""
    found: dict[int, dict[int, tuple[float, tuple[str, ...]]]] = {0: {0: (0.0, ())}}
    for start in range(len(word) - MIN_LAST):
        ways = found.get(start)
        if ways is None:
            continue
        for end in range(start + 2, len(word) - MIN_LAST + 1):
            first = None if start and end - start < MIN_LAST else first_part(word[start:end])
            if first is not None and _holds(first[1] - PER_LETTER * len(first[0]), first[0], floor):
                _extend(found.setdefault(end, {}), ways, first)
    return found


def _extend(
    there: dict[int, tuple[float, tuple[str, ...]]],
    here: dict[int, tuple[float, tuple[str, ...]]],
    first: tuple[str, float],
) -> None:
    for count, (weight, words) in here.items():
        total = weight + first[1]
        if count + 1 < MAX_PARTS and (count + 1 not in there or there[count + 1][0] < total):
            there[count + 1] = (total, (*words, first[0]))


def _score(weight: float, count: int) -> float:
    return weight / count - EXTRA_PART * (count - 2)
