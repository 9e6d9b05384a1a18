"""Rendering a page's blocks as the HTML its site would write."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count

from demo.markup import (
    BOLD,
    LINK,
    Accordion,
    Block,
    Bullets,
    Contact,
    Directive,
    DocumentList,
    Figure,
    Heading,
    Paragraph,
    Table,
)

#: Turns a target as written (`/path`, `slug:/path`, `doc:name`, an address) into what stands in href.
Resolve = Callable[[str], str]
#: Tells a document's size and format in words, such as «PDF, 214 kB».
DescribeFile = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderer:
    """Renders blocks in one site's dialect of HTML."""

    resolve: Resolve
    describe_file: DescribeFile
    #: How the site marks a closed panel: "button", "details" or "display-none".
    accordion: str = "button"
    contact_class: str = "contact-card"

    def render(self, blocks: Sequence[Block]) -> str:
        """
        The blocks as HTML, in order.
        """
        numbers = count(1)
        return "\n".join(self._block(block, numbers) for block in blocks)

    def inline(self, text: str) -> str:
        """
        Running text with its links and bold as HTML.
        """
        pieces: list[str] = []
        at = 0
        for match in LINK.finditer(text):
            pieces.append(_bold(text[at : match.start()]))
            rel = f' rel="{match[3]}"' if match[3] else ""
            pieces.append(f'<a href="{escape(self.resolve(match[2]))}"{rel}>{escape(match[1])}</a>')
            at = match.end()
        return "".join([*pieces, _bold(text[at:])])

    def _block(self, block: Block, numbers: "count[int]") -> str:
        match block:
            case Heading():
                return f'<h{block.level} id="{anchor(block.text)}">{escape(block.text)}</h{block.level}>'
            case Paragraph():
                return f"<p>{self.inline(block.text)}</p>"
            case Bullets():
                tag = "ol" if block.ordered else "ul"
                return f"<{tag}>{''.join(f'<li>{self.inline(item)}</li>' for item in block.items)}</{tag}>"
            case Table():
                return self._table(block)
            case Accordion():
                return self._accordion(block, next(numbers))
            case Contact():
                return self._contact(block)
            case DocumentList():
                return self._documents(block)
            case Figure() | Directive():
                raise ValueError(f"{block} is for documents, not for pages")

    def _table(self, table: Table) -> str:
        head = "".join(f"<th>{self.inline(cell)}</th>" for cell in table.rows[0])
        rows = ("".join(f"<td>{self.inline(cell)}</td>" for cell in row) for row in table.rows[1:])
        body = "".join(f"<tr>{row}</tr>" for row in rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def _accordion(self, accordion: Accordion, number: int) -> str:
        title = escape(accordion.title)
        inner = self.render(accordion.blocks)
        if self.accordion == "details":
            return f"<details><summary>{title}</summary>{inner}</details>"
        key = f"panel-{number}-{anchor(accordion.title)}"
        hidden = 'style="display:none"' if self.accordion == "display-none" else "hidden"
        button = f'<button type="button" aria-expanded="false" aria-controls="{key}">{title}</button>'
        panel = f'<div id="{key}" class="accordion-panel" {hidden}>{inner}</div>'
        return f'<div class="accordion"><h3>{button}</h3>{panel}</div>'

    def _contact(self, contact: Contact) -> str:
        phone = contact.phone
        call = f'<a href="tel:+47{phone.replace(" ", "")}">{escape(phone)}</a>' if phone else ""
        lines = [f"<strong>{escape(contact.role)}</strong>", escape(contact.unit), call]
        lines.append(f'<a href="mailto:{contact.mail}">{contact.mail}</a>')
        return f'<div class="{self.contact_class}"><p>{"<br>".join(line for line in lines if line)}</p></div>'

    def _documents(self, documents: DocumentList) -> str:
        items = "".join(
            f'<li><a href="{escape(self.resolve(name))}">{escape(label)}</a>'
            f' <span class="file">{escape(self.describe_file(name))}</span></li>'
            for name, label in documents.items
        )
        return f'<section class="document-list"><h2>{escape(documents.title)}</h2><ul>{items}</ul></section>'


def anchor(text: str) -> str:
    """
    A heading's fragment: letters and digits with hyphens between.
    """
    folded = text.lower().translate(str.maketrans("æøåé", "aoae"))
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")


def _bold(text: str) -> str:
    return BOLD.sub(r"<strong>\1</strong>", escape(text, quote=False))
