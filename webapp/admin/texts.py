"""The translated texts of the staff's pages, as strings that the type checker knows."""

import flask_babel


def gettext(text: str, **given: object) -> str:
    """The text in the language of the page."""
    return str(flask_babel.gettext(text, **given))


def ngettext(singular: str, plural: str, num: int, **given: object) -> str:
    """The text for that many, in the language of the page."""
    return str(flask_babel.ngettext(singular, plural, num, **given))
