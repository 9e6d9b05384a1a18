"""Which organisations a text names, former names and abbreviations told as the organisations of today."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from catalog.vocabulary import Organisation, organisations, todays_organisations
from crawler.enrichment.names import NameHit, NameIndex

MOST_ORGANISATIONS = 10
_TITLE, _PLAIN, _WHOLE = 5.0, 1.0, 0.5
#: Abbreviations inside a line of capitals are words, not names.
_SHOUTED_WORDS = 2
#: Written with a genitive s now and then: "Telemarks fylkeskommune".
_COUNTY_BODY = " fylkeskommune"


def find_organisations(title: str, text: str, *, most: int = MOST_ORGANISATIONS) -> tuple[str, ...]:
    """
    Slugs of today's organisations, the most prominent first, at most `most`.

    What is part of a larger organisation names that one too: "NHO Telemark" is also NHO.
    """
    weights: dict[str, float] = defaultdict(float)
    whole = f"{title}\n\n{text}"
    for hit in _index().find(whole):
        if hit.name in _abbreviations() and _is_shouted(whole, hit):
            continue
        weight = _TITLE if hit.start < len(title) else _PLAIN
        for slug in _slugs_by_name()[hit.name]:
            for current in todays_organisations(slug):
                weights[current] += weight
            for parent in _parents(slug):
                weights[parent] += weight * _WHOLE
    return tuple(sorted(weights, key=lambda slug: -weights[slug]))[:most]


def _parents(slug: str) -> tuple[str, ...]:
    parent = organisations()[slug].part_of
    return (parent,) if parent else ()


def _is_shouted(text: str, hit: NameHit) -> bool:
    """The words beside it are in capitals too."""
    start = text.rfind("\n", 0, hit.start) + 1
    end = text.find("\n", hit.end)
    beside = text[start : hit.start].split()[-1:] + text[hit.end : end if end >= 0 else None].split()[:1]
    return bool(beside) and all(len(word) >= _SHOUTED_WORDS and word.isupper() for word in beside)


@cache
def _index() -> NameIndex:
    return NameIndex(_slugs_by_name(), exact=_abbreviations())


@cache
def _slugs_by_name() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for organisation in organisations().values():
        for name in _all_names(organisation):
            if organisation.slug not in found[name]:
                found[name].append(organisation.slug)
    return {name: tuple(slugs) for name, slugs in found.items()}


def _all_names(organisation: Organisation) -> Iterator[str]:
    for name in organisation.names:
        yield from filter(None, (name.nb, name.nn, name.en, *name.short, *name.aliases))
        if name.nb.endswith(_COUNTY_BODY):
            yield name.nb.replace(_COUNTY_BODY, "s" + _COUNTY_BODY)


@cache
def _abbreviations() -> frozenset[str]:
    """Names matched with their capitals: abbreviations, and single words that may be common words."""
    shorts = (short for body in organisations().values() for name in body.names for short in name.short)
    return frozenset((*shorts, *(name for name in _slugs_by_name() if " " not in name)))
