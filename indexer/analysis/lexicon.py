"""The word lists the analysis rests on, read when first asked for."""

import gzip
from functools import cache
from hashlib import sha256
from importlib.resources import files

from indexer.analysis.stemming import family

#: Stems of three letters that are safe to pair.
_SHORT = frozenset({"syk", "vei", "høy", "lav", "hel", "ren", "sen"})
_DATA = files("indexer") / "data"
_FILES = ("pairs.txt", "stopwords.txt", "prefixes.txt", "endings.txt", "firsts.txt.gz", "lasts.txt.gz")


@cache
def pairs() -> dict[str, str]:
    """Bokmål words and the nynorsk words they stand for."""
    return dict(line.split("\t") for line in _lines("pairs.txt"))


@cache
def stem_pairs() -> dict[str, str]:
    """Stems of bokmål words and the nynorsk word; short stems, which meet by chance, are left out."""
    found: dict[str, str] = {}
    for left, right in pairs().items():
        stem = family(left)
        if stem != family(right) and (len(stem) > 3 or stem in _SHORT):
            found.setdefault(stem, right)
    return found


@cache
def stop_words() -> frozenset[str]:
    """Words that carry grammar more than meaning."""
    return frozenset(_lines("stopwords.txt"))


@cache
def prefixes() -> frozenset[str]:
    """Words that open other words without making compounds of them."""
    return frozenset(_lines("prefixes.txt"))


@cache
def endings() -> frozenset[str]:
    """What no compound ends with, although it looks like a word."""
    return frozenset(_lines("endings.txt"))


@cache
def firsts() -> dict[str, float]:
    """Words that can open a compound, and how common each is (the logarithm of its count)."""
    return _weights("firsts.txt.gz")


@cache
def lasts() -> dict[str, float]:
    """What a compound can end with, uninflected, and how common it is."""
    return _weights("lasts.txt.gz")


@cache
def checksum() -> str:
    """Names the word lists' content."""
    digest = sha256()
    for name in _FILES:
        digest.update((_DATA / name).read_bytes())
    return digest.hexdigest()[:12]


def _weights(name: str) -> dict[str, float]:
    """One line per weight: the weight, and the words that have it."""
    return {word: float(weight) for weight, *words in map(str.split, _lines(name)) for word in words}


def _lines(name: str) -> list[str]:
    content = (_DATA / name).read_bytes()
    text = (gzip.decompress(content) if name.endswith(".gz") else content).decode()
    return [line for line in text.splitlines() if not line.startswith("#")]
