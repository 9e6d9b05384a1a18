"""The topics of regional development, from the shipped table, with the help words Los has for them."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from catalog.vocabulary.model import Topic
from catalog.vocabulary.tables import read_table, split_values


@cache
def topics() -> Mapping[str, Topic]:
    """Every topic by slug, in the order of the table."""
    return MappingProxyType({row["slug"]: _read_topic(row) for row in read_table("topics")})


def _read_topic(row: dict[str, str]) -> Topic:
    nb, nn = _los_words().get(row["los"], ((), ()))
    return Topic(
        slug=row["slug"],
        nb=row["nb"],
        nn=row["nn"],
        en=row["en"],
        about_nb=row["about_nb"],
        about_nn=row["about_nn"],
        about_en=row["about_en"],
        words_nb=split_values(row["words_nb"]) + nb,
        words_nn=split_values(row["words_nn"]) + nn,
        words_en=split_values(row["words_en"]),
        los=row["los"],
    )


@cache
def _los_words() -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Help words by Los path, lower-cased: the capitals there are headings, not abbreviations."""
    return {
        row["path"]: (split_values(row["alt_nb"].lower()), split_values(row["alt_nn"].lower()))
        for row in read_table("los")
    }
