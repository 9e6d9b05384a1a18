"""The passage that matched, as the HTML part and as the text part show it."""

import re
from html import unescape

from markupsafe import Markup, escape

from alerts.cleaning import one_line, without_controls

_MARK = re.compile(r"</?mark>")


def as_html(passage: str) -> Markup:
    """The passage with <mark> around the words; any other markup that slipped in is shown as text."""
    pieces = (
        Markup("<mark>{}</mark>").format(text) if is_marked else escape(text) for text, is_marked in _pieces(passage)
    )
    return Markup("").join(pieces)


def as_text(passage: str) -> str:
    """The passage on one line, with asterisks around the words."""
    return one_line("".join(f"*{text}*" if is_marked else text for text, is_marked in _pieces(passage)), limit=600)


def _pieces(passage: str) -> list[tuple[str, bool]]:
    """The text, unescaped, in pieces that are marked or not, by turns."""
    pieces = [without_controls(unescape(piece)) for piece in _MARK.split(passage)]
    return [(text, number % 2 == 1) for number, text in enumerate(pieces) if text]
