"""Harvested and typed texts made safe for one line of a mail."""

import unicodedata

#: Emoji and some scripts are spelled with these; every other invisible character goes.
_KEPT_JOINERS = {"\u200c", "\u200d"}


def one_line(text: str, *, limit: int = 300) -> str:
    """
    The text on one line, without control characters, cut at a word with an ellipsis when it is longer than `limit`.

    Direction marks go as well: they could turn round what stands after them.
    """
    kept = " ".join(without_controls(text[: limit * 20]).split())
    if len(kept) <= limit:
        return kept
    cut = kept[: limit - 1].rsplit(" ", 1)[0] if " " in kept[limit // 2 : limit - 1] else kept[: limit - 1]
    return cut.rstrip(" ,;:–-") + "…"


def without_controls(text: str) -> str:
    """The text with a space for every line break and control character, and without what has no shape."""
    return "".join(_kept(character) for character in text)


def _kept(character: str) -> str:
    if character in _KEPT_JOINERS:
        return character
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp", "Zs"}:
        return " "
    return "" if category in {"Cf", "Cs", "Co", "Cn"} else character
