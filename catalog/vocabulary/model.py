"""The words of the vocabulary: topics, places and organisations, each with the names and dates it has had."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WEAK_MARK = "~"
OPEN_MARK = "*"


class PlaceKind(StrEnum):
    """What a place is in the administration."""

    MUNICIPALITY = "municipality"
    COUNTY = "county"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic with its names in three languages and the words it is recognised by."""

    slug: str
    nb: str
    nn: str
    en: str
    about_nb: str
    about_nn: str
    about_en: str
    #: Patterns: "word" with Norwegian endings, "word*" open to the right, "*word" open to the left, "~word" counts
    #: little, a pattern with capitals is matched with its capitals, a pattern of several words is a phrase.
    words_nb: tuple[str, ...]
    words_nn: tuple[str, ...]
    words_en: tuple[str, ...]
    #: The Los concept with the same meaning ("tema/naringsutvikling"), or empty.
    los: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """Every pattern once, in the order bokmål, nynorsk, English."""
        return tuple(dict.fromkeys(self.words_nb + self.words_nn + self.words_en))

    def name(self, language: str) -> str:
        """The name in a language, bokmål for a language it has no name in."""
        return {"nn": self.nn, "en": self.en}.get(language, self.nb)

    def about(self, language: str) -> str:
        """One sentence on what the topic covers."""
        return {"nn": self.about_nn, "en": self.about_en}.get(language, self.about_nb)

    def examples(self, language: str) -> tuple[str, ...]:
        """The words a reader may be shown as "recognised by", without the pattern marks."""
        words = {"nn": self.words_nn, "en": self.words_en}.get(language, self.words_nb)
        return tuple(word.strip(WEAK_MARK + OPEN_MARK) for word in words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A time during which a place had one number and lay in one county."""

    number: str
    #: Slug of the county, empty for a county.
    county: str = ""
    valid_from: date
    #: The last day, or None while it lasts.
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A municipality or county, current or ended, through all its periods."""

    slug: str
    name: str
    kind: PlaceKind
    #: Every spelling a text may use, the plain name first, Sámi and Kven names included.
    names: tuple[str, ...]
    #: Oldest first, at least one.
    periods: tuple[Period, ...]
    #: The places of today that took over, when this one has ended.
    successors: tuple[str, ...] = ()
    #: Ended places that live on in this one.
    predecessors: tuple[str, ...] = ()
    #: True when another place bears or bore the same name; then it is always shown with its county.
    shares_name: bool = False
    website: str = ""

    @property
    def number(self) -> str:
        """The latest official number."""
        return self.periods[-1].number

    @property
    def county(self) -> str:
        """Slug of the latest county, empty for a county."""
        return self.periods[-1].county

    @property
    def counties(self) -> tuple[str, ...]:
        """Slugs of all counties it has been part of."""
        return tuple(dict.fromkeys(period.county for period in self.periods if period.county))

    @property
    def valid_from(self) -> date:
        """The first day of the first period."""
        return self.periods[0].valid_from

    @property
    def valid_to(self) -> date | None:
        """The last day, or None while the place exists."""
        return self.periods[-1].valid_to

    @property
    def is_current(self) -> bool:
        """Exists today."""
        return self.valid_to is None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationName:
    """A name an organisation has had."""

    nb: str
    nn: str
    en: str = ""
    #: Abbreviations, matched with their capitals.
    short: tuple[str, ...] = ()
    #: Other ways of writing the name.
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A body that publishes or is written about, under every name it has had."""

    slug: str
    #: Oldest first, at least one.
    names: tuple[OrganisationName, ...]
    #: Slug of the organisation this is a part of, or empty.
    part_of: str = ""
    #: Slugs of what took over, when it has ended.
    successors: tuple[str, ...] = ()

    @property
    def current_name(self) -> OrganisationName:
        """The latest name."""
        return self.names[-1]

    @property
    def short(self) -> str:
        """The latest abbreviation, or empty."""
        return self.current_name.short[0] if self.current_name.short else ""

    @property
    def former_names(self) -> tuple[OrganisationName, ...]:
        """The names before the latest, oldest first."""
        return self.names[:-1]

    @property
    def is_current(self) -> bool:
        """Exists today."""
        return self.current_name.valid_to is None

    def name(self, language: str) -> str:
        """The latest name in a language, bokmål for a language it has no name in."""
        latest = self.current_name
        return {"nn": latest.nn, "en": latest.en}.get(language, latest.nb) or latest.nb


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """An internet domain of the field that has moved or is dead."""

    name: str
    owner: str
    aliases: tuple[str, ...] = ()
    #: The years it was in use, as far as known.
    from_year: int | None = None
    to_year: int | None = None
    successors: tuple[str, ...] = ()
