"""The endings Norwegian nouns and adjectives take, bokmål and nynorsk together; enough for matching, not grammar."""

from functools import lru_cache

#: Longest first; a word of the vocabulary may be followed by one of them, and then by a genitive s.
_ENDINGS = ("ene", "ane", "er", "ar", "en", "et", "or", "ne", "a", "e", "n", "t", "r", "s")
_MIN_STEM = 4


@lru_cache(maxsize=65536)
def stems(word: str) -> tuple[str, ...]:
    """The word itself and what is left when an allowed ending is taken off, the longest first."""
    found = [word]
    for form in (word, word[:-1]) if word.endswith("s") else (word,):
        for ending in _ENDINGS:
            stem = form.removesuffix(ending)
            if stem != form and len(stem) >= _MIN_STEM:
                found.append(stem)
    return tuple(dict.fromkeys(found))
