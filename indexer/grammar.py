"""The grammar of the search box: Whoosh's parser with Norwegian operators and field names, made to fit our use."""

import re
from functools import cache

from whoosh.qparser import QueryParser, plugins, syntax

from indexer.analysis.tokens import NUMBER

#: What may be typed before a colon -> "title", or the facet it filters.
FIELDS = {
    "tittel": "title", "title": "title",
    "kilde": "source", "kjelde": "source", "source": "source",
    "tema": "topic", "emne": "topic", "topic": "topic",
    "sted": "place", "stad": "place", "place": "place",
    "type": "type",
    "organisasjon": "organisation", "organisation": "organisation", "org": "organisation",
    "språk": "language", "sprak": "language", "language": "language",
    "år": "year", "ar": "year", "year": "year",
}  # fmt: skip
OPERATORS = frozenset({"AND", "OG", "OR", "ELLER", "NOT", "IKKE"})
#: Stands for a space that keeps two groups of digits together.
TIE = "\ue000"

_QUOTES = str.maketrans(dict.fromkeys("«»“”„‟″", '"'))
_NUMBER = re.compile(NUMBER)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ue000]")


def read(text: str) -> syntax.SyntaxNode:
    """The syntax tree of what was typed; anything can be read."""
    return _parser().process(tidied(text))


def tidied(text: str) -> str:
    """The text with one kind of quotation mark, no control characters, and digit groups tied together."""
    plain = _CONTROL.sub(" ", text.translate(_QUOTES))
    return _NUMBER.sub(lambda match: re.sub(r"\s", TIE, match.group()), plain)


@cache
def _parser() -> QueryParser:
    operators = plugins.OperatorsPlugin(
        And=r"(?<=[\s)])(AND|OG)(?=[\s(])",
        Or=r"(?<=[\s)])(OR|ELLER)(?=[\s(])",
        Not=r"(^|(?<=[\s()]))((NOT|IKKE)(?=[\s(])|-(?=[^\s-]))",
        AndNot=None,
        AndMaybe=None,
        Require=None,
    )
    names = "|".join(sorted(FIELDS, key=len, reverse=True))
    return QueryParser(
        "text",
        None,
        plugins=[
            plugins.WhitespacePlugin(),
            plugins.PhrasePlugin('"(?P<text>[^"]*)"(~(?P<slop>[1-9]))?'),
            plugins.FieldsPlugin(rf"(?i)(?<!\w)(?P<text>{names}):(?=[^\s:])", remove_unknown=False),
            operators,
            plugins.PrefixPlugin(),
            plugins.GroupPlugin(),
        ],
    )
