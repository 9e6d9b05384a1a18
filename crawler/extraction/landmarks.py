"""Which element of a page holds its main text, found by landmarks and not by guessing at density."""

import re
from dataclasses import dataclass

from bs4 import Tag

from crawler.extraction.markup import attribute, flat_text
from crawler.extraction.measures import Box, Measures

_SKIP_LINK = re.compile(r"(hopp|gå|til|skip|jump).{0,20}(inn?h[oa]ld|content)", re.IGNORECASE)
_KNOWN_IDS = (
    "main-content", "maincontent", "main_content", "hovedinnhold", "hovudinnhald", "hovedinnhald", "innhold", "innhald",
    "content-core", "page-content", "content", "main",
)  # fmt: skip
_KNOWN_CLASSES = ("article-view", "main-content", "entry-content", "article-content", "articlecontent")
_SKIP_LINKS_READ = 12
#: Letters that an element marked as the main one must hold at least.
_LEAST_MAIN = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """The element that holds the main text, and what told it."""

    box: Box
    #: "main", "skip-link", "class", "article" or "body".
    kind: str


def find_landmark(measures: Measures) -> Landmark | None:
    """
    Return the main element, the body when nothing marks one, or None for a tree without elements.
    """
    body = next((box for box in measures.boxes if box.name == "body"), None) or next(iter(measures.boxes), None)
    if body is None:
        return None
    enough = _Enough(body)
    for kind, find in (
        ("main", _by_main),
        ("skip-link", _by_skip_link),
        ("class", _by_known_name),
        ("article", _by_article),
    ):
        found = find(measures, enough)
        if found is not None:
            return Landmark(box=found, kind=kind)
    return Landmark(box=body, kind="body")


class _Enough:
    """
    Says whether an element holds enough of the page's text to be its main part.
    """

    def __init__(self, body: Box) -> None:
        self.body = body
        self._least = min(400.0, 0.25 * (body.text or 1))

    def __call__(self, box: Box | None) -> bool:
        return box is not None and box is not self.body and box.text >= self._least

    def to_trust(self, box: Box | None) -> bool:
        """
        The same for an element that the page itself calls its main part, which may be short.
        """
        return box is not None and box is not self.body and box.text >= min(_LEAST_MAIN, self._least)


def _by_main(measures: Measures, enough: _Enough) -> Box | None:
    mains = [box for box in measures.boxes if box.name == "main" or box.role == "main"]
    largest = max(mains, key=lambda box: box.text, default=None)
    return largest if enough.to_trust(largest) else None


def _by_skip_link(measures: Measures, enough: _Enough) -> Box | None:
    """
    The target of "Hopp til innhald", or the container of an empty anchor that is the target.
    """
    jumps = [box for box in measures.boxes if box.name == "a" and attribute(box.tag, "href").startswith("#")]
    wanted = {
        attribute(box.tag, "href")[1:] for box in jumps[:_SKIP_LINKS_READ] if _SKIP_LINK.search(flat_text(box.tag)[:80])
    }
    for box in measures.boxes:
        if wanted & {attribute(box.tag, "id"), attribute(box.tag, "name") if box.name == "a" else ""} - {""}:
            found: Box | None = box
            while found is not None and found is not enough.body and found.text == 0:
                found = found.parent
            if enough.to_trust(found):
                return found
    return None


def _by_known_name(measures: Measures, enough: _Enough) -> Box | None:
    by_id: dict[str, Box] = {}
    by_class: dict[str, list[Box]] = {}
    for box in measures.boxes:
        by_id.setdefault(attribute(box.tag, "id").lower(), box)
        for name in _classes(box.tag):
            by_class.setdefault(name, []).append(box)
    for name in _KNOWN_IDS:
        if enough(by_id.get(name)):
            return by_id[name]
    for name in _KNOWN_CLASSES:
        boxes = by_class.get(name, [])
        if len(boxes) == 1 and enough(boxes[0]):
            return boxes[0]
    return None


def _by_article(measures: Measures, enough: _Enough) -> Box | None:
    articles = [box for box in measures.boxes if box.name == "article"]
    return articles[0] if len(articles) == 1 and enough(articles[0]) else None


def _classes(tag: Tag) -> list[str]:
    return attribute(tag, "class").lower().split()[:30]
