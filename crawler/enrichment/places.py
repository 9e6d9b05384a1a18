"""Which municipalities and counties a text is about, old names told as the places of today."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from catalog.vocabulary import Place, PlaceKind, county_slug, places, regions, todays_places
from crawler.enrichment.names import NameHit
from crawler.enrichment.people import follows_given_name, follows_role
from crawler.enrichment.place_names import Risk, counties_of, name_index, places_named, risk_of

MOST_PLACES = 12
_REACH = 40
_TITLE, _NAMED_AS_PLACE, _PLAIN, _IN_LONG_LIST, _DISTRICT = 5.0, 2.0, 1.0, 0.5, 0.5
_LONG_LIST = 8

_SEPARATOR = re.compile(
    r"\s*(?:[,;/&•·()–—-]|\bog\b|\beller\b|\bsamt\b|\band\b)\s*(?:\b(?:og|samt|and)\b\s*)?|[ \t]*\n\s*[•·-]\s*"
)
_MUNICIPALITY_AFTER = re.compile(r"\s+(?:kommun|bystyre|herad\b|herred\b|municipality)", re.IGNORECASE)
_MUNICIPALITY_BEFORE = re.compile(r"(?:\bkommun\w*|\bmunicipalit\w+(?: of)?)(?: som)?:?\s+$", re.IGNORECASE)
_IN = re.compile(r"\b(?:i|I|på|På|fra|Fra|frå|Frå|til|Til|ved|Ved|in|from)\s+$")
_COUNTY_NEXT = re.compile(r"(?:\s+kommune)?(?:\s+i\s+|\s*[(,]\s*)(?:gamle\s+)?$")
_HEAD_END = re.compile(r"\n\s*\n|[.!?]\s|:")
_ADDRESS = re.compile(r"\b\d{4}\s+$")
_OTHER_NAME_BEFORE = re.compile(r"(?:[Uu]niversitetet i|University of)\s+$")
_OTHER_NAME_AFTER = re.compile(
    r" (?:Economics|Consulting|Group|Engines|Børs|Metropolitan|Declaration|Partners|Capital|AS\b|ASA\b)"
)


@dataclass(slots=True)
class _Mention:
    """A name in the text on its way to being a place."""

    hit: NameHit
    candidates: tuple[Place, ...]
    risk: Risk
    in_title: bool
    #: "X kommune", or in a list of municipalities called so.
    called_municipality: bool = False
    after_preposition: bool = False
    #: The county named as its own: "Telemark: Bø", "Bø i Telemark".
    own_counties: frozenset[str] = frozenset()
    #: The mentions of the same list, itself included.
    companions: "list[_Mention]" = field(default_factory=list)
    place: Place | None = None


def find_places(title: str, text: str, *, source_county: str = "", most: int = MOST_PLACES) -> tuple[str, ...]:
    """
    Slugs of today's municipalities and counties, the most prominent first, at most `most`.

    `source_county` (a name or slug) is where the publisher is at home; it settles names several places share.
    """
    mentions = _read_mentions(title, text)
    _settle(mentions, _home_counties(source_county))
    weights: dict[str, float] = defaultdict(float)
    for mention in mentions:
        for slug, weight in _weigh(mention):
            weights[slug] += weight
    return tuple(sorted(weights, key=lambda slug: -weights[slug]))[:most]


def _home_counties(source_county: str) -> frozenset[str]:
    slug = county_slug(source_county) if source_county else ""
    return counties_of(places()[slug]) if slug else frozenset()


def _weigh(mention: _Mention) -> Iterator[tuple[str, float]]:
    for county in regions().get(mention.hit.name, ()):
        yield county, _DISTRICT
    if mention.place is None:
        return
    weight = _PLAIN
    if len(mention.companions) >= _LONG_LIST:
        weight = _IN_LONG_LIST
    elif mention.in_title:
        weight = _TITLE
    elif mention.called_municipality:
        weight = _NAMED_AS_PLACE
    for slug in todays_places(mention.place.slug):
        yield slug, weight


def _read_mentions(title: str, text: str) -> list[_Mention]:
    whole = f"{title}\n\n{text}"
    mentions = [
        _Mention(
            hit=hit,
            candidates=places_named(hit.name),
            risk=risk_of(hit.name),
            in_title=hit.start < len(title),
            after_preposition=bool(_IN.search(_before(whole, hit.start))) and not whole.startswith("-", hit.end),
            called_municipality=bool(_MUNICIPALITY_AFTER.match(whole, hit.end)),
        )
        for hit in name_index().find(whole)
        if not _is_other_name(whole, hit)
    ]
    for group in _lists(whole, mentions):
        _read_list(whole, group)
    _read_counties(whole, mentions)
    return mentions


def _before(text: str, position: int) -> str:
    return text[max(0, position - _REACH) : position]


def _is_other_name(text: str, hit: NameHit) -> bool:
    """A person, a company, a university or a postal address rather than the place."""
    before = _before(text, hit.start)
    is_county = any(place.kind is PlaceKind.COUNTY for place in places_named(hit.name))
    return bool(
        _OTHER_NAME_BEFORE.search(before)
        or _OTHER_NAME_AFTER.match(text, hit.end)
        or (_ADDRESS.search(before) and not is_county)
        or (_is_person(text, hit) and not _MUNICIPALITY_AFTER.match(text, hit.end))
    )


def _is_person(text: str, hit: NameHit) -> bool:
    if follows_given_name(text, hit.start):
        return True
    return risk_of(hit.name) is not Risk.NONE and follows_role(text, hit.start)


def _lists(text: str, mentions: Sequence[_Mention]) -> Iterator[list[_Mention]]:
    """Runs of mentions with only list punctuation between them."""
    group: list[_Mention] = []
    for mention in mentions:
        if group and not _SEPARATOR.fullmatch(text, group[-1].hit.end, mention.hit.start):
            yield group
            group = []
        group.append(mention)
    if group:
        yield group


def _read_list(text: str, group: list[_Mention]) -> None:
    called = bool(_MUNICIPALITY_BEFORE.search(_before(text, group[0].hit.start))) or group[-1].called_municipality
    for mention in group:
        mention.companions = group
        if len(group) > 1 or called:
            mention.called_municipality = called
            mention.after_preposition = group[0].after_preposition or mention.after_preposition


def _read_counties(text: str, mentions: Sequence[_Mention]) -> None:
    """Note the county a mention is said to lie in: "Telemark: Bø, Tinn" and "Bø i Telemark"."""
    head: _Mention | None = None
    for mention, following in zip_longest(mentions, mentions[1:]):
        if head is not None and _HEAD_END.search(text, head.hit.end + 1, mention.hit.start):
            head = None
        if _area(mention):
            head = mention if text.startswith(":", mention.hit.end) else None
        elif head is not None:
            mention.own_counties = _area(head)
        elif following is not None and _COUNTY_NEXT.fullmatch(text, mention.hit.end, following.hit.start):
            mention.own_counties = _area(following)


def _area(mention: _Mention) -> frozenset[str]:
    """The counties a mention of a county or district covers; empty for a municipality."""
    if any(place.kind is PlaceKind.COUNTY for place in mention.candidates):
        return counties_of(mention.candidates[0])
    return frozenset(() if mention.candidates else regions().get(mention.hit.name, ()))


def _settle(mentions: Sequence[_Mention], home: frozenset[str]) -> None:
    """Decide the plain cases first; each decided place is evidence for the next round."""
    waiting = [mention for mention in mentions if mention.candidates]
    for _ in range(3):
        counties = _county_evidence(mentions)
        decided = False
        for mention in waiting:
            mention.place = _decide(mention, counties, home)
            decided = decided or mention.place is not None
        waiting = [mention for mention in waiting if mention.place is None]
        if not decided:
            return


def _county_evidence(mentions: Sequence[_Mention]) -> Mapping[str, int]:
    counties: dict[str, int] = defaultdict(int)
    for mention in mentions:
        for county in counties_of(mention.place) if mention.place else ():
            counties[county] += 1
        for county in regions().get(mention.hit.name, ()):
            counties[county] += 1
    return counties


def _decide(mention: _Mention, counties: Mapping[str, int], home: frozenset[str]) -> Place | None:
    scores = [(_locality(place, mention, counties, home), place) for place in mention.candidates]
    scores.sort(key=lambda scored: -scored[0])
    best, place = scores[0]
    if len(scores) > 1 and best <= scores[1][0]:
        return None
    return place if _is_trusted(mention, is_local=best > 0) else None


def _locality(place: Place, mention: _Mention, counties: Mapping[str, int], home: frozenset[str]) -> float:
    """How well a candidate fits its surroundings; 0 when nothing speaks for it."""
    own = counties_of(place)
    if mention.own_counties:
        return 100.0 if own & mention.own_counties else 0.0
    near = sum(1 for other in mention.companions if other.place and own & counties_of(other.place))
    return 10.0 * near + 2.0 * bool(own & home) + min(3, max((counties.get(county, 0) for county in own), default=0))


def _is_trusted(mention: _Mention, *, is_local: bool) -> bool:
    in_list = any(other.place for other in mention.companions if other is not mention)
    if mention.risk is Risk.NONE or mention.called_municipality or in_list:
        return True
    if mention.own_counties:
        return is_local
    if mention.risk is Risk.SURNAME:
        return mention.after_preposition or is_local
    return mention.after_preposition and is_local
