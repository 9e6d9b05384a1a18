"""Characters as a reader means them: no soft hyphens, ligatures taken apart, bullets that every font shows."""

import re
import unicodedata

#: Soft hyphen, zero-width space and joiners, word joiner, byte order mark, directional marks.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_PRIVATE = re.compile("[\ue000-\uf8ff]+")
_LIGATURES = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
}  # fmt: skip
_CONTROL = re.compile("[\x00\x01\x03-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def tidy(text: str) -> str:
    """
    Return the text composed (NFC) and without characters that only a printer needs.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _CONTROL.sub("", _INVISIBLE.sub("", text)).translate(_LIGATURES)
    return unicodedata.normalize("NFC", _SPACES.sub(" ", _PRIVATE.sub("•", text)))


def squeeze(text: str) -> str:
    """
    One line, with single spaces.
    """
    return " ".join(tidy(text).split())


def tidy_lines(text: str) -> str:
    """
    The tidied lines that hold something, each with single spaces.
    """
    lines = (" ".join(line.split()) for line in tidy(text).splitlines())
    return "\n".join(line for line in lines if line)
