"""One pass over a page's tree that measures every element, so that no later step walks a subtree again."""

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from crawler.extraction.links import looks_like_document
from crawler.extraction.markup import attribute, is_text

SILENT = frozenset(
    {
        "script",
        "style",
        "template",
        "noscript",
        "svg",
        "head",
        "title",
        "select",
        "option",
        "textarea",
        "object",
        "canvas",
    }
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"})
_CHROME_TAGS = frozenset({"header", "footer", "nav"})
_CHROME_ROLES = frozenset({"banner", "contentinfo", "navigation"})
#: A page's foot by its class or id; a "card-footer" is not one.
_CHROME_NAME = re.compile(
    r"^(?:site|page|global|portal|main)?[-_]?(?:footer|bunn|botn)(?:[-_].*)?$|^bottom$", re.IGNORECASE
)


@dataclass(slots=True)
class Box:
    """What an element and everything below it amounts to."""

    tag: Tag
    parent: "Box | None"
    name: str
    role: str
    #: Visible characters, and those of them that stand in links.
    text: int = 0
    link_text: int = 0
    links: int = 0
    #: Elements, this one included.
    elements: int = 1
    #: Links to an e-mail address, a telephone number or a document.
    useful_links: int = 0
    has_h1: bool = False
    in_article: bool = False
    in_heading: bool = False
    in_chrome: bool = False

    @property
    def link_share(self) -> float:
        return self.link_text / self.text if self.text else 0.0


class Measures:
    """
    The boxes of a page in document order.
    """

    def __init__(self, soup: BeautifulSoup) -> None:
        self.boxes: list[Box] = []
        self._by_tag: dict[int, Box] = {}
        for node in soup.descendants:
            if isinstance(node, Tag):
                self._open(node)
            elif isinstance(node, NavigableString) and is_text(node):
                self._count(node)
        for box in reversed(self.boxes):
            _close(box)

    def of(self, tag: Tag) -> Box | None:
        return self._by_tag.get(id(tag))

    def _open(self, tag: Tag) -> None:
        parent = self._by_tag.get(id(tag.parent))
        box = Box(tag=tag, parent=parent, name=tag.name.lower(), role=attribute(tag, "role").lower())
        if parent is not None:
            box.in_article = parent.in_article or parent.name == "article"
            box.in_heading = parent.in_heading or parent.name in _HEADINGS
            box.in_chrome = parent.in_chrome
        box.in_chrome = box.in_chrome or _is_chrome(box)
        self.boxes.append(box)
        self._by_tag[id(tag)] = box

    def _count(self, text: NavigableString) -> None:
        box = self._by_tag.get(id(text.parent))
        if box is not None:
            box.text += len(text.strip())


def _is_chrome(box: Box) -> bool:
    names = (*attribute(box.tag, "class").split()[:30], attribute(box.tag, "id"))
    return box.name in _CHROME_TAGS or box.role in _CHROME_ROLES or any(map(_CHROME_NAME.match, names))


def _close(box: Box) -> None:
    """
    Add an element's amounts to its parent's; its own children have been added before.
    """
    if box.name in SILENT:
        box.text = box.link_text = 0
    if box.name == "a":
        href = attribute(box.tag, "href")
        box.link_text = box.text
        box.links += 1
        box.useful_links += href.lower().startswith(("mailto:", "tel:")) or looks_like_document(href)
    box.has_h1 = box.has_h1 or box.name == "h1"
    parent = box.parent
    if parent is not None:
        parent.text += box.text
        parent.link_text += box.link_text
        parent.links += box.links
        parent.elements += box.elements
        parent.useful_links += box.useful_links
        parent.has_h1 = parent.has_h1 or box.has_h1
