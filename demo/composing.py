"""Composing a document's text from its own words, the paragraph bank and the facts of the municipalities."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count

from demo.content import CONTENT, ContentError, Entry, read_entries, stable_number
from demo.markup import Block, Bullets, Contact, Directive, DocumentList, Heading, Paragraph, Table

_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"n:(\d+)-(\d+)")
#: Figures are given for two years, so that a change can be told.
FIRST_YEAR, LAST_YEAR = 2015, 2025


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
    else:
        raise ContentError(f"{entry.origin}: «{entry.name}» uses an unknown directive «@{block.name}»")


def _chosen(names: tuple[str, ...]) -> list[Entry]:
    return [place for place in municipalities() if not names or place.name in names]


def _municipal_sections(theme_name: str, names: tuple[str, ...], entry: Entry) -> Iterator[Block]:
    language = entry.need("lang")
    about = theme(theme_name, language)
    sentences = [line for line in about.text.splitlines() if line.strip()]
    for index, place in enumerate(_chosen(names)):
        scope = Scope(seed=f"{entry.name}{theme_name}{place.name}", values=place_values(place, theme_name))
        yield Heading(3, f"{place.name}: {about.need('short')}")
        own = place.get(f"{theme_name}-{language}")
        picked = _pick(sentences, index, own, seed=scope.seed)
        for chunk in (picked[:3], picked[3:]):
            yield Paragraph(fill(" ".join(chunk), scope))


def _pick(sentences: list[str], index: int, own: str, *, seed: str) -> list[str]:
    """
    Opening sentence with the figures, the place's own facts, then a mix no two neighbours share.
    """
    openings = [line[2:] for line in sentences if line.startswith("> ")]
    others = [line for line in sentences if not line.startswith("> ")]
    step = 1 + stable_number(seed, below=3)
    mixed = [others[(index * 2 + number * step) % len(others)] for number in range(4)]
    unique = list(dict.fromkeys(mixed))
    return [openings[index % len(openings)], *([own] if own else []), *unique]


def place_values(place: Entry, theme_name: str) -> dict[str, str]:
    """
    The slots a sentence about a municipality may use: its name and the theme's figures for both years.
    """
    first, last = figures(place, theme_name)
    change = last - first
    return {
        "k": place.name,
        "v": _decimal(last),
        "v0": _decimal(first),
        "d": _decimal(abs(change)),
        "year": str(LAST_YEAR),
        "year0": str(FIRST_YEAR),
        "up": "ja" if change > 0 else "",
        "center": place.need("center"),
        "people": _thousands(int(place.need("people"))),
    }


def figures(place: Entry, theme_name: str) -> tuple[float, float]:
    """
    A theme's figure in the first and the last year.
    """
    first, last = place.need(theme_name).split()
    return float(first), float(last)


def _figures_table(theme_name: str, entry: Entry) -> Table:
    about = theme(theme_name, entry.need("lang"))
    name, change = ("Kommune", "Endring")
    rows = [(name, f"{about.need('unit')} {FIRST_YEAR}", f"{about.need('unit')} {LAST_YEAR}", change)]
    for place in municipalities():
        first, last = figures(place, theme_name)
        sign = "+" if last >= first else "–"
        rows.append((place.name, _decimal(first), _decimal(last), f"{sign}{_decimal(abs(last - first))}"))
    return Table(tuple(rows))


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
    if isinstance(block, (Table, Contact, DocumentList)):
        return block
    raise ContentError(f"«{scope.seed}»: {type(block).__name__} cannot stand in a document")


def _decimal(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", " ")
