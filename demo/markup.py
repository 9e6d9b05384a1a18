"""The small markup the demo's texts are written in, as blocks that pages and documents both render."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the page's own title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; may hold links and bold."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, numbered when ordered."""

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first row is the header."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Accordion:
    """A button with a panel that is closed until pressed."""

    title: str
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Contact:
    """An office or a role with mail and phone."""

    role: str
    unit: str
    mail: str
    phone: str


@dataclass(frozen=True, slots=True)
class DocumentList:
    """A titled list of documents: (document name or address, label)."""

    title: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A bar chart: its title, and a label and a number for each bar."""

    title: str
    bars: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Directive:
    """A line such as `@bank heltid 1 4` that another part of the build fills in."""

    name: str
    arguments: tuple[str, ...] = field(default=())


Block = Heading | Paragraph | Bullets | Table | Accordion | Contact | DocumentList | Figure | Directive

_HEADING = re.compile(r"(#{2,4}) (.+)")
_NUMBERED = re.compile(r"\d+\. (.+)")
LINK = re.compile(r'\[([^\]]+)\]\(([^)\s"]+)(?: "([a-z]+)")?\)')
BOLD = re.compile(r"\*\*([^*]+)\*\*")


def plain(text: str) -> str:
    """
    The text as a reader sees it, without marks for links and bold.
    """
    return BOLD.sub(r"\1", LINK.sub(r"\1", text))


def links(text: str) -> list[str]:
    """
    The link targets in a piece of running text.
    """
    return [match[2] for match in LINK.finditer(text)]


def parse(text: str) -> tuple[Block, ...]:
    """
    Read markup into blocks; chunks are separated by blank lines.
    """
    return tuple(_blocks(iter(_chunks(text))))


def _chunks(text: str) -> list[list[str]]:
    chunks = (chunk.strip("\n").split("\n") for chunk in re.split(r"\n\s*\n", text.strip()))
    return [[line.rstrip() for line in chunk] for chunk in chunks if chunk != [""]]


def _blocks(chunks: Iterator[list[str]]) -> Iterator[Block]:
    for lines in chunks:
        if lines[0].startswith(":: accordion "):
            yield _accordion(lines, chunks)
        else:
            yield _block(lines)


def _accordion(lines: list[str], chunks: Iterator[list[str]]) -> Accordion:
    inner: list[list[str]] = [lines[1:]] if lines[1:] else []
    for chunk in chunks:
        if chunk == ["::"]:
            break
        inner.append(chunk)
    title = lines[0].removeprefix(":: accordion ")
    return Accordion(title, tuple(_blocks(iter(inner))))


def _block(lines: list[str]) -> Block:
    first = lines[0]
    if heading := _HEADING.fullmatch(first):
        return Heading(len(heading[1]), heading[2])
    if first.startswith("@"):
        name, *arguments = first[1:].split()
        return Directive(name, tuple(arguments))
    if first.startswith(":: contact"):
        return _contact(lines[1:])
    if first.startswith(":: documents"):
        return _document_list(lines)
    if first.startswith("- "):
        return Bullets(tuple(_items(lines, "- ")))
    if _NUMBERED.match(first):
        return Bullets(tuple(re.sub(r"^\d+\. ", "", line) for line in lines), ordered=True)
    if first.startswith("|"):
        return Table(tuple(_cells(line) for line in lines))
    return Paragraph(" ".join(line.strip() for line in lines))


def _items(lines: list[str], mark: str) -> list[str]:
    items: list[str] = []
    for line in lines:
        if line.startswith(mark):
            items.append(line.removeprefix(mark))
        else:
            items[-1] += " " + line.strip()
    return items


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip("|").split("|"))


def _contact(lines: list[str]) -> Contact:
    fields = dict(line.split(": ", 1) for line in lines)
    return Contact(fields["role"], fields.get("unit", ""), fields["mail"], fields.get("phone", ""))


def _document_list(lines: list[str]) -> DocumentList:
    title = lines[0].removeprefix(":: documents").strip() or "Relevante dokumenter"
    items = (line.removeprefix("- ").split(" | ", 1) for line in lines[1:])
    return DocumentList(title, tuple((name, label) for name, label in items))
