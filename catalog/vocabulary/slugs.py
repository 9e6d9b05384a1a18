"""Readable, stable names for use in addresses and facets."""

import re
import unicodedata

_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t"})
_GAPS = re.compile(r"[^a-z0-9]+")


def slugify(name: str) -> str:
    """Lower-case ASCII with hyphens: "Sør-Trøndelag" becomes "sor-trondelag"."""
    lowered = name.casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode("ascii")
    return _GAPS.sub("-", plain).strip("-")
