"""Tells a family name from a place by the given name before it."""

import re
from functools import cache
from importlib.resources import files

_BEFORE = re.compile(r"([A-ZÆØÅ]\w+)(?:-[A-ZÆØÅ]\w+)?(?: [A-ZÆØÅ][\w-]*\.?)?(?: von| de)? $")
_ROLE = re.compile(
    r"\b(?:\w*rådgiver|\w*rådgjevar|\w*ordfører|\w*ordførar|\w*leder|\w*leiar|\w*direktør|\w*sjef|statsråd|statsminister"
    r"|professor|forsker|forskar|sokneprest|herr|fru) $",
    re.IGNORECASE,
)
_REACH = 40


def follows_given_name(text: str, position: int) -> bool:
    """The word at a position ends the name of a person: "Kari Moen Lund"."""
    match = _BEFORE.search(text[max(0, position - _REACH) : position])
    return match is not None and match.group(1) in _given_names()


def follows_role(text: str, position: int) -> bool:
    """The word at a position is somebody's name after what they are: "rådgiver Lund"."""
    return _ROLE.search(text[max(0, position - _REACH) : position]) is not None


@cache
def _given_names() -> frozenset[str]:
    text = files(__package__).joinpath("data", "first_names.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
