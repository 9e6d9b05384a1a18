"""Soft hyphens for narrow columns of Norwegian, good enough to look and extract like a printed report."""

import re

_WORD = re.compile(r"[A-Za-zÆØÅæøåé]{9,}")
_VOWELS = "aeiouyæøåé"
_SOFT_HYPHEN = "\u00ad"
#: Consonant groups that begin a syllable together.
_ONSETS = ("skr", "str", "spr", "st", "sk", "sp", "tr", "kr", "br", "dr", "gr", "fr", "pr", "kl", "bl", "fl", "gl", "sj")


def soften(text: str) -> str:
    """
    The text with soft hyphens where long words may be broken.
    """
    return _WORD.sub(lambda match: _soften_word(match[0]), text)


def _soften_word(word: str) -> str:
    lower = word.lower()
    breaks = [at for at in range(3, len(word) - 2) if _breaks_before(lower, at)]
    pieces = [word[start:end] for start, end in zip([0, *breaks], [*breaks, len(word)], strict=True)]
    return _SOFT_HYPHEN.join(pieces)


def _breaks_before(word: str, at: int) -> bool:
    """
    Whether a syllable begins here: a vowel follows the onset, and the rest before it ends the last one.
    """
    onset = next((group for group in _ONSETS if word.startswith(group, at)), word[at])
    if onset[0] in _VOWELS or at + len(onset) >= len(word) or word[at + len(onset)] not in _VOWELS:
        return False
    longer = (group for group in _ONSETS if len(group) > len(onset) and word.startswith(group, at - 1))
    return next(longer, None) is None
