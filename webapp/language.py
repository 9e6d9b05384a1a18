"""The interface's languages: nb at the root, the others under a prefix of the path, and no cookie."""

from collections.abc import Iterable
from dataclasses import dataclass
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import request

DEFAULT = "nb"
#: Language -> what the language calls itself.
LANGUAGES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


class LanguagePrefix:
    """
    Takes /nn and /en off the path before the application sees it.

    The prefix becomes part of SCRIPT_NAME, so every address the application makes stays in the language.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer in the language of the path."""
        root, path = environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", "")
        first, slash, rest = path.removeprefix("/").partition("/")
        environ["samla.root"] = root
        environ["samla.language"] = DEFAULT
        if first in LANGUAGES and first != DEFAULT:
            environ["samla.language"] = first
            environ["SCRIPT_NAME"] = f"{root}/{first}"
            environ["PATH_INFO"] = f"{slash}{rest}"
        return self._app(environ, start_response)


def current_language() -> str:
    """The language of the page that is being made."""
    return str(request.environ.get("samla.language", DEFAULT))


def root_path() -> str:
    """What stands before every path of the site, whatever the language; empty at the root of a host."""
    return str(request.environ.get("samla.root", ""))


@dataclass(frozen=True, kw_only=True)
class LanguageLink:
    """The page that is being shown, in one of the languages."""

    code: str
    name: str
    url: str
    is_current: bool


def language_links() -> list[LanguageLink]:
    """This page in each of the languages, with the same query."""
    path = request.path + (f"?{request.query_string.decode('latin-1')}" if request.query_string else "")
    current = current_language()
    return [
        LanguageLink(
            code=code,
            name=name,
            url=root_path() + ("" if code == DEFAULT else f"/{code}") + path,
            is_current=code == current,
        )
        for code, name in LANGUAGES.items()
    ]
