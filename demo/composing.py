"""Composing a document's text from its own words, the paragraph bank and the facts of the municipalities."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count

from demo.content import CONTENT, ContentError, Entry, read_entries, stable_number
from demo.markup import Block, Bullets, Contact, Directive, DocumentList, Figure, Heading, Paragraph, Table

_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"n:(\d+)-(\d+)")
#: The years the figures of the municipalities are given for; those of other years lie on the line between.
FIRST_YEAR, LAST_YEAR = 2015, 2025
#: The facts told of a municipality are of these years, and have no place in an older report.
_FACTS_FROM = 2023
_NUMBERS = ("null", "ett", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the slots of a text are filled from."""

    seed: str
    values: dict[str, str]


@cache
def municipalities() -> tuple[Entry, ...]:
    """
    The invented municipalities and their figures.
    """
    return tuple(read_entries(CONTENT / "places.txt"))


@cache
def bank(topic: str, language: str) -> tuple[str, ...]:
    """
    The hand-written paragraphs on a topic in one form, in file order.
    """
    for entry in read_entries(CONTENT / "bank" / f"{language}.txt"):
        if entry.name == topic:
            return tuple(" ".join(chunk.split()) for chunk in re.split(r"\n\s*\n", entry.text))
    raise ContentError(f"bank/{language}.txt has no topic «{topic}»")


@cache
def theme(name: str, language: str) -> Entry:
    """
    A statistical theme: its heading, unit and sentences for one municipality.
    """
    for entry in read_entries(CONTENT / "bank" / f"themes-{language}.txt"):
        if entry.name == name:
            return entry
    raise ContentError(f"bank/themes-{language}.txt has no theme «{name}»")


def compose(entry: Entry) -> tuple[Block, ...]:
    """
    The document's blocks with every directive and slot filled in; the same every time.
    """
    blocks: list[Block] = []
    for block in entry.blocks:
        blocks.extend(_expand(block, entry))
    scope = Scope(seed=entry.name, values=entry.fields)
    return tuple(_fill_block(block, scope, number) for number, block in enumerate(blocks))


def _expand(block: Block, entry: Entry) -> Iterator[Block]:
    if not isinstance(block, Directive):
        yield block
    elif block.name == "bank":
        paragraphs = bank(block.arguments[0], entry.need("lang"))
        yield from (Paragraph(paragraphs[int(number) - 1]) for number in block.arguments[1:])
    elif block.name == "municipalities":
        yield from _municipal_sections(block.arguments[0], block.arguments[1:], entry)
    elif block.name == "table":
        yield _figures_table(block.arguments[0], entry)
    elif block.name == "chart":
        yield _chart(block.arguments[0], entry)
    else:
        raise ContentError(f"{entry.origin}: «{entry.name}» uses an unknown directive «@{block.name}»")


def _chosen(names: tuple[str, ...]) -> list[Entry]:
    return [place for place in municipalities() if not names or place.name in names]


def _municipal_sections(theme_name: str, names: tuple[str, ...], entry: Entry) -> Iterator[Block]:
    language, years = entry.need("lang"), report_years(entry)
    about = theme(theme_name, language)
    sentences = [line for line in about.text.splitlines() if line.strip()]
    for index, place in enumerate(_chosen(names)):
        scope = Scope(seed=f"{entry.name}{theme_name}{place.name}", values=place_values(place, theme_name, years))
        yield Heading(3, f"{place.name}: {about.need('short')}")
        own = place.get(f"{theme_name}-{language}") if years[1] >= _FACTS_FROM else ""
        start = stable_number(entry.name, theme_name, below=len(sentences))
        picked = _pick(sentences, index, own, start=start)
        for chunk in (picked[:3], picked[3:]):
            yield Paragraph(fill(" ".join(chunk), scope))


def _pick(sentences: list[str], index: int, own: str, *, start: int) -> list[str]:
    """
    Opening sentence with the figures, the place's own facts, then three that no neighbour has.
    """
    openings = [line[2:] for line in sentences if line.startswith("> ")]
    others = [line for line in sentences if not line.startswith("> ")]
    mixed = [others[(start + index * 3 + number) % len(others)] for number in range(3)]
    return [openings[index % len(openings)], *([own] if own else []), *mixed]


def report_years(entry: Entry) -> tuple[int, int]:
    """
    The two years a report compares.
    """
    first, last = entry.get("years", f"{FIRST_YEAR} {LAST_YEAR}").split()
    return int(first), int(last)


def place_values(place: Entry, theme_name: str, years: tuple[int, int]) -> dict[str, str]:
    """
    The slots a sentence about a municipality may use: its name and the theme's figures for both years.
    """
    first, last = figures(place, theme_name, years)
    change, span = last - first, years[1] - years[0]
    return {
        "k": place.name,
        "v": _decimal(last),
        "v0": _decimal(first),
        "d": _decimal(abs(change)),
        "year": str(years[1]),
        "year0": str(years[0]),
        "span": _NUMBERS[span] if span < len(_NUMBERS) else str(span),
        "horizon": str(years[1] + 10),
        "up": "ja" if change > 0 else "",
        "center": place.need("center"),
        "people": _thousands(int(place.need("people"))),
    }


def figures(place: Entry, theme_name: str, years: tuple[int, int]) -> tuple[float, float]:
    """
    A theme's figure in both years, rounded as it is printed.
    """
    first, last = (float(number) for number in place.need(theme_name).split())
    slope = (last - first) / (LAST_YEAR - FIRST_YEAR)
    return round(first + slope * (years[0] - FIRST_YEAR), 1), round(first + slope * (years[1] - FIRST_YEAR), 1)


def _figures_table(theme_name: str, entry: Entry) -> Table:
    unit, years = theme(theme_name, entry.need("lang")).need("unit"), report_years(entry)
    rows = [("Kommune", f"{unit} {years[0]}", f"{unit} {years[1]}", "Endring")]
    for place in municipalities():
        first, last = figures(place, theme_name, years)
        sign = "+" if last >= first else "–"
        rows.append((place.name, _decimal(first), _decimal(last), f"{sign}{_decimal(abs(last - first))}"))
    return Table(tuple(rows))


def _chart(theme_name: str, entry: Entry) -> Figure:
    title = theme(theme_name, entry.need("lang")).need("unit")
    years = report_years(entry)
    bars = ((place.name, figures(place, theme_name, years)[1]) for place in municipalities())
    return Figure(f"{title}, {years[1]}", tuple(sorted(bars, key=lambda bar: -bar[1])))


def fill(text: str, scope: Scope) -> str:
    """
    Fill every slot: {name}, {n:30-44} and {one|another}, chosen by the seed.
    """
    numbers = count()

    def value(match: re.Match[str]) -> str:
        slot = match[1]
        key = f"{next(numbers)}{text[:40]}"
        if span := _RANGE.fullmatch(slot):
            low, high = int(span[1]), int(span[2])
            return str(low + stable_number(scope.seed, key, below=high - low + 1))
        if slot.startswith("up?"):
            rising, falling = slot[3:].split("|")
            return rising if scope.values.get("up") else falling
        if "|" in slot:
            options = slot.split("|")
            return options[stable_number(scope.seed, key, below=len(options))]
        try:
            return scope.values[slot]
        except KeyError:
            raise ContentError(f"«{scope.seed}»: nothing fills the slot «{{{slot}}}» in «{text[:60]}»") from None

    return _SLOT.sub(value, text)


def _fill_block(block: Block, scope: Scope, number: int) -> Block:
    here = Scope(seed=f"{scope.seed}#{number}", values=scope.values)
    if isinstance(block, Paragraph):
        return Paragraph(fill(block.text, here))
    if isinstance(block, Heading):
        return Heading(block.level, fill(block.text, here))
    if isinstance(block, Bullets):
        return Bullets(tuple(fill(item, here) for item in block.items), ordered=block.ordered)
    if isinstance(block, (Table, Contact, DocumentList, Figure)):
        return block
    raise ContentError(f"«{scope.seed}»: {type(block).__name__} cannot stand in a document")


def _decimal(number: float) -> str:
    return f"{number:.1f}".replace(".", ",").replace("-", "–")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", " ")
