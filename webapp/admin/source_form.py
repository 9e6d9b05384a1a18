"""The form that adds a source: read, checked, and said back with what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog import vocabulary
from catalog.models import ShowText
from catalog.sources import SourceDraft
from catalog.urls import AddressError, canonicalise, host
from catalog.vocabulary.model import PlaceKind
from webapp.i18n import gettext

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HOUR = 3_600
MOST_PAGES = 1_000_000


def kinds() -> dict[str, str]:
    """What sort of body a source belongs to."""
    return {
        "county": gettext("Fylkeskommune"),
        "municipality": gettext("Kommune"),
        "ministry": gettext("Departement"),
        "agency": gettext("Direktorat eller etat"),
        "association": gettext("Organisasjon"),
        "programme": gettext("Program"),
        "university": gettext("Universitet eller høgskole"),
        "council": gettext("Råd"),
        "archive": gettext("Nettarkiv"),
        "other": gettext("Annet"),
    }


def languages() -> dict[str, str]:
    """The language a source mostly writes."""
    return {"": gettext("Vet ikke"), "nb": gettext("Bokmål"), "nn": gettext("Nynorsk"), "en": gettext("Engelsk")}


def rhythms() -> dict[str, str]:
    """How often a source is harvested, in seconds."""
    return {
        str(_HOUR): gettext("Hver time"),
        str(6 * _HOUR): gettext("Hver sjette time"),
        str(24 * _HOUR): gettext("Hver dag"),
        str(7 * 24 * _HOUR): gettext("Hver uke"),
    }


def policies() -> dict[str, str]:
    """How much of a source's text readers may see."""
    return {
        ShowText.FULL.value: gettext("Hele teksten"),
        ShowText.SNIPPET.value: gettext("Bare utdrag"),
        ShowText.NONE.value: gettext("Bare tittel og lenke"),
    }


def counties() -> dict[str, str]:
    """The counties whose places a source may mean."""
    found = {slug: place.name for slug, place in vocabulary.places().items() if place.kind is PlaceKind.COUNTY}
    return {"": gettext("Ingen bestemt"), **dict(sorted(found.items(), key=lambda pair: pair[1]))}


#: Field -> what it holds in an empty form.
EMPTY = {
    "name": "",
    "start_url": "",
    "slug": "",
    "kind": "other",
    "language": "",
    "county": "",
    "every_s": "86400",
    "delay_s": "1",
    "max_pages": "20000",
    "show_text": ShowText.FULL.value,
    "allow": "",
    "deny": "",
    "seeds": "",
}


@dataclass(slots=True)
class SourceForm:
    """What somebody typed, and what is wrong with it by field."""

    values: dict[str, str] = field(default_factory=lambda: dict(EMPTY))
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "SourceForm":
        """The form as it was sent; nothing is checked yet."""
        return cls(values={name: form.get(name, default).strip() for name, default in EMPTY.items()})

    def draft(self) -> SourceDraft | None:
        """The source it describes, or None with the errors filled in."""
        value = self.values
        start_url = self._start_url()
        numbers = self._whole("max_pages", 1, MOST_PAGES), self._decimal("delay_s", 0, 3_600)
        chosen = {name: self._one_of(name, options) for name, options in _options().items()}
        lists = {name: self._addresses(name) for name in ("allow", "deny", "seeds")}
        slug = self._slug(start_url)
        if self.errors:
            return None
        return SourceDraft(
            slug=slug,
            start_url=start_url,
            name=value["name"] or host(start_url),
            kind=chosen["kind"],
            language=chosen["language"],
            county=chosen["county"],
            every_s=int(chosen["every_s"]),
            show_text=ShowText(chosen["show_text"]),
            max_pages=int(numbers[0]),
            delay_s=numbers[1],
            **lists,
        )

    def _start_url(self) -> str:
        typed = self.values["start_url"]
        if not typed:
            self.errors["start_url"] = gettext(
                "Skriv adressen der hentingen begynner, for eksempel https://www.example.org/"
            )
            return ""
        try:
            return canonicalise(typed if "://" in typed else f"https://{typed}")
        except AddressError:
            self.errors["start_url"] = gettext(
                "Dette er ikke en nettadresse. Skriv hele, for eksempel https://www.example.org/"
            )
            return ""

    def _slug(self, start_url: str) -> str:
        slug = self.values["slug"] or suggest_slug(start_url)
        if slug and not _SLUG.fullmatch(slug):
            self.errors["slug"] = gettext("Bruk små bokstaver a–z, tall og enkle bindestreker.")
        return slug

    def _whole(self, name: str, lowest: int, highest: int) -> float:
        typed = self.values[name].replace(" ", "").replace("\u00a0", "")
        if not (typed.isascii() and typed.isdigit()):
            self.errors[name] = gettext("Skriv et helt tall.")
            return lowest
        return self._within(name, int(typed[:12]), lowest, highest)

    def _decimal(self, name: str, lowest: int, highest: int) -> float:
        try:
            number = float(self.values[name].replace(",", "."))
        except ValueError:
            self.errors[name] = gettext("Skriv et tall, for eksempel 1 eller 0,5.")
            return lowest
        return self._within(name, number, lowest, highest)

    def _within(self, name: str, number: float, lowest: int, highest: int) -> float:
        if not lowest <= number <= highest:
            self.errors[name] = gettext("Skriv et tall fra %(lowest)s til %(highest)s.", lowest=lowest, highest=highest)
        return number

    def _one_of(self, name: str, options: Mapping[str, str]) -> str:
        if self.values[name] not in options:
            self.errors[name] = gettext("Velg en av verdiene i lista.")
        return self.values[name]

    def _addresses(self, name: str) -> tuple[str, ...]:
        lines = [line.strip() for line in self.values[name].splitlines() if line.strip()]
        for line in lines:
            try:
                canonicalise(line)
            except AddressError:
                self.errors[name] = gettext("«%(line)s» er ikke en hel nettadresse.", line=line[:100])
        return tuple(lines)


def _options() -> dict[str, dict[str, str]]:
    return {
        "kind": kinds(),
        "language": languages(),
        "county": counties(),
        "every_s": rhythms(),
        "show_text": policies(),
    }


def suggest_slug(start_url: str) -> str:
    """A slug from the host: 'www.solvik.example.org' gives 'solvik-example'."""
    name = host(start_url).removeprefix("www.") if start_url else ""
    parts = name.split(".")
    kept = parts[:-1] if len(parts) > 1 and not name.replace(".", "").isdigit() else parts
    return re.sub(r"[^a-z0-9]+", "-", "-".join(kept).lower()).strip("-")
