"""One spelling for the sounds that bokmål, nynorsk and neighbouring alphabets write differently."""

import re
import unicodedata

#: In this order. Letters that tell words apart (a and å, o and ø) are never folded into each other.
_SOUNDS = (
    ("skj", "sk"), ("kj", "k"), ("gj", "g"), ("tj", "t"), ("hv", "kv"),
    ("øy", "ø"), ("ei", "e"), ("au", "ø"), ("aa", "å"), ("æ", "e"), ("ä", "e"), ("ö", "ø"),
)  # fmt: skip
_LETTERS = str.maketrans({"đ": "d", "ŋ": "n", "ŧ": "t", "ł": "l", "ß": "ss"})
_KEPT = frozenset("åæøäö")
_DOUBLE = re.compile(r"([bdfgklmnprst])\1")


def fold(stem: str) -> str:
    """The stem in the spelling that both standards share."""
    if not stem.isascii():
        stem = "".join(map(_plain, stem.translate(_LETTERS)))
    for spelling, shared in _SOUNDS:
        stem = stem.replace(spelling, shared)
    stem = _DOUBLE.sub(r"\1", stem)
    return stem[:-1] if stem.endswith("j") and len(stem) > 3 else stem


def _plain(letter: str) -> str:
    return letter if letter in _KEPT else unicodedata.normalize("NFD", letter)[0]
