"""Texts in the language of the page; without a page, as on the command line, in bokmål."""

import flask_babel
from flask import has_request_context


def gettext(message: str, **values: object) -> str:
    """The text in the page's language, with its values put in."""
    if not has_request_context():
        return message % values if values else message
    return str(flask_babel.gettext(message, **values))


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """The text for one or for several; `num` can be put in as well."""
    if not has_request_context():
        return (singular if num == 1 else plural) % {"num": num, **values}
    return str(flask_babel.ngettext(singular, plural, num, **values))
