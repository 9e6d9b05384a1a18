"""Endings: from an inflected Norwegian word, bokmål or nynorsk, to what its forms have in common."""

import re

_VOWELS = frozenset("aeiouyæøå")
#: Ending -> letters that must remain.
_INFLECTIONS = {
    "heitene": 3, "heitane": 3, "ingene": 3, "ingane": 3, "elsane": 3,
    "arane": 3, "erane": 3, "erene": 3, "arene": 3, "endes": 3,
    "ende": 3, "ande": 3, "eren": 3, "eret": 3, "aren": 3, "erne": 3, "arna": 3, "arar": 3, "erar": 3,
    "aene": 3, "ede": 4, "ete": 4, "erte": 3, "erer": 3,
    "aen": 3, "aer": 3, "aet": 3, "ane": 3, "ene": 3, "dde": 2, "are": 3, "ere": 3, "ert": 3,
    "ar": 3, "er": 3, "en": 3, "et": 3, "dd": 2, "a": 3, "e": 3,
}  # fmt: skip
_DERIVATIONS = frozenset((
    "eringane", "eringene", "eringar", "eringen", "eringer", "heitane", "heitene", "leikane", "elsane",
    "elsene", "eringa", "heiter", "hetene", "ingane", "ingene", "leikar", "leiken", "elsen",
    "elser", "ering", "heita", "heten", "heter", "ingar", "ingen", "inger", "else",
    "heit", "inga", "leik", "het", "ing",
))  # fmt: skip
_LONGEST = max(map(len, (*_INFLECTIONS, *_DERIVATIONS)))
_LIG = re.compile(r"(.{2,}?)(?:leg|lig)(?:e|t|ere|are|st|ste|ast|aste)?")
_SQUEEZED = re.compile(r"..[bdfgkmpt]l$")
_COMPARED = re.compile(r"(.{3,}(?:ig|som|isk))(?:ere|are|st|ste|ast|aste)")


def uninflected(word: str) -> str:
    """The word without its inflection; lemma and form give the same."""
    word = _without_genitive(word, longer_than=4)
    if word.endswith("itet"):
        return word
    if word.endswith(("eum", "eene")):
        return word[:-2] if word.endswith("m") else word[:-3]
    return _settled(_without_ending(word))


def family(word: str) -> str:
    """The word without inflection and without the commonest derivations (-ing, -else, -het, -heit, -lig, -leg)."""
    word = _without_genitive(word, longer_than=5)
    if match := _LIG.fullmatch(word):
        return match.group(1) + "lig"
    if match := _COMPARED.fullmatch(word):
        return match.group(1)
    for at in range(max(len(word) - _LONGEST, 3), len(word) - 1):
        if word[at:] in _DERIVATIONS and not _VOWELS.isdisjoint(word[:at]):
            return _settled(_root(word[:at], word[at:]))
    return uninflected(word)


def _root(rest: str, ending: str) -> str:
    if rest.endswith(("lig", "leg")) and len(rest) > 4:
        return rest[:-3] + "lig"
    # fredning and freding, begrensning and begrensing are one word.
    if ending.startswith(("ing", "els")) and len(rest) > 4 and rest[-1] == "n" and rest[-2] in "dlsrtvpbm":
        return rest[:-1]
    return rest


def _without_genitive(word: str, *, longer_than: int) -> str:
    return word[:-1] if len(word) > longer_than and word[-1] == "s" and word[-2] not in "suis" else word


def _without_ending(word: str) -> str:
    for at in range(max(len(word) - _LONGEST, 2), len(word)):
        if _INFLECTIONS.get(word[at:], len(word)) <= at and not _VOWELS.isdisjoint(word[:at]):
            return word[:at]
    return word


def _settled(stem: str) -> str:
    """The stem with one form of the vowel that comes and goes: senter and sentre, middel and midler."""
    stem = _without_neuter(stem)
    if len(stem) > 3 and stem.endswith(("tr", "mr")):
        return stem[:-1]
    return f"{stem[:-1]}el" if _SQUEEZED.search(stem) else stem


def _without_neuter(word: str) -> str:
    if len(word) < 5:
        return word
    if word[-1] == "t" and (word[-2] in "lmpkvg" or (word[-2] == "r" and len(word) > 5)):
        return word[:-1]
    return word[:-1] if word.endswith("vd") else word
