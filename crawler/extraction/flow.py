"""Streams a document's XML as paragraphs and table rows without ever building its tree; for DOCX and OpenDocument."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from crawler.extraction.typography import tidy

CHARACTERS = 20_000_000
_CHUNK = 1 << 16

Attributes = Mapping[str, str]


@dataclass(slots=True)
class Paragraph:
    """One line of the flow: a paragraph, a table row, or the start of a page."""

    text: str
    #: The style's id or name, as the format has it.
    style: str = ""
    #: The outline level the paragraph itself states, from 1; else 0.
    level: int = 0
    starts_page: bool = False


@dataclass(slots=True)
class Flow:
    """
    The state of a walk: open paragraphs and table rows, and how deep it is inside text and inside what is skipped.
    """

    done: list[Paragraph] = field(default_factory=list)
    open: list[tuple[Paragraph, list[str]]] = field(default_factory=list)
    #: The cells of every open row, the innermost row last.
    rows: list[list[list[str]]] = field(default_factory=list)
    recording: int = 0
    skipping: int = 0

    def open_paragraph(self, style: str = "", level: int = 0) -> None:
        self.open.append((Paragraph(text="", style=style, level=level), []))

    def write(self, text: str) -> None:
        if self.open:
            self.open[-1][1].append(text)

    def close_paragraph(self) -> None:
        if not self.open:
            return
        paragraph, parts = self.open.pop()
        paragraph.text = " ".join(tidy("".join(parts)).split())
        self._deliver(paragraph)

    def open_row(self) -> None:
        self.rows.append([])

    def open_cell(self) -> None:
        if self.rows:
            self.rows[-1].append([])

    def close_row(self) -> None:
        if self.rows:
            cells = [" ".join(cell) for cell in self.rows.pop()]
            self._deliver(Paragraph(text=" | ".join(cell for cell in cells if cell)))

    def _deliver(self, paragraph: Paragraph) -> None:
        if not paragraph.text:
            return
        if self.rows and self.rows[-1]:
            self.rows[-1][-1].append(paragraph.text)
        else:
            self.done.append(paragraph)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """What an element does to the flow, by its name with namespace."""

    starts: Mapping[str, Callable[[Flow, Attributes], None]]
    ends: Mapping[str, Callable[[Flow], None]]
    #: The elements whose characters are text.
    text: frozenset[str]
    #: The elements whose insides are left out.
    skipped: frozenset[str]


class _Target:
    """
    Receives the parser's events; the shape is lxml's.
    """

    def __init__(self, grammar: Grammar, flow: Flow) -> None:
        self._grammar = grammar
        self._flow = flow

    def start(self, name: str, attributes: Attributes) -> None:
        self._flow.skipping += name in self._grammar.skipped
        self._flow.recording += name in self._grammar.text
        action = self._grammar.starts.get(name)
        if action and not self._flow.skipping:
            action(self._flow, attributes)

    def end(self, name: str) -> None:
        action = self._grammar.ends.get(name)
        if action and not self._flow.skipping:
            action(self._flow)
        self._flow.skipping -= name in self._grammar.skipped
        self._flow.recording -= name in self._grammar.text

    def data(self, text: str) -> None:
        if self._flow.recording and not self._flow.skipping:
            self._flow.write(text)

    def close(self) -> None:
        pass


def stream(xml: bytes, grammar: Grammar) -> Iterator[Paragraph]:
    """
    Yield the paragraphs in order, at most CHARACTERS of text.

    Raises XMLSyntaxError where the XML is damaged; what came before it has been yielded.
    """
    flow, written = Flow(), 0
    parser = etree.XMLParser(target=_Target(grammar, flow), resolve_entities=False, no_network=True)
    for offset in range(0, len(xml), _CHUNK):
        parser.feed(xml[offset : offset + _CHUNK])
        for paragraph in flow.done:
            written += len(paragraph.text)
            if written > CHARACTERS:
                return
            yield paragraph
        flow.done.clear()
    parser.close()
    yield from flow.done


XMLSyntaxError: type[Exception] = etree.XMLSyntaxError
