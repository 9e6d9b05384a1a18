"""Which elements inside the landmark are page furniture, so that the rest is the main text."""

import re

from crawler.extraction.landmarks import Landmark
from crawler.extraction.markup import attribute
from crawler.extraction.measures import Box, Measures

_NEVER = frozenset({
    "script", "style", "template", "noscript", "svg", "iframe", "select", "textarea", "input", "dialog",
    "object", "canvas", "nav", "audio", "video", "head",
})  # fmt: skip
_FURNITURE_ROLES = frozenset(
    {"navigation", "search", "dialog", "alertdialog", "banner", "contentinfo", "menu", "menubar"}
)
_FURNITURE = re.compile(
    r"cookie|consent|samtykke|infokapsel|bread-?crumb|br[oø]dsmule|(^|[-_])(share|sharing|social|some|del-pa)([-_]|$)|socialshare"
    r"|feedback|tilbakemelding|skip-?link|hiddenlink|(^|[-_])toc([-_]|$)|innholdsfortegnelse|(^|[-_])pag(ing|ination|er)([-_]|$)"
    r"|print-?(link|page|button)|left-?menu|side-?men[uy]|(^|[-_])(filter|facet)s?([-_]|$)|readspeaker|browsealoud",
    re.IGNORECASE,
)
_WHOLE_PAGE_FURNITURE = re.compile(
    r"^(top|topp|topnav|menu|meny|bunn|botn|bottom|footer|header|foot|head|sidebar|snarvei(er)?|snarveg(ar)?|globalnav|colophon)$"
    r"|(site|page|global|portal)-?(header|footer|top|nav|menu|colophon)|(main|top|left|side)-?(menu|meny|nav)",
    re.IGNORECASE,
)
_LINK_BLOCKS = frozenset({"ul", "ol", "div", "td", "table"})


def kept_elements(measures: Measures, landmark: Landmark) -> set[int]:
    """
    Return the ids (as of `id`) of the landmark and the elements below it that belong to the main text.
    """
    root = landmark.box
    kept = {id(root.tag)}
    for box in measures.boxes:
        if (
            box.parent is not None
            and id(box.parent.tag) in kept
            and not _is_furniture(box, root, landmark.kind == "body")
        ):
            kept.add(id(box.tag))
    return kept


def visible_elements(measures: Measures, root: Box) -> set[int]:
    """
    The ids of everything below an element that a reader can see, furniture and all.
    """
    kept = {id(root.tag)}
    for box in measures.boxes:
        if box.parent is not None and id(box.parent.tag) in kept and (box.name not in _NEVER or box.name == "nav"):
            kept.add(id(box.tag))
    return kept


def _is_furniture(box: Box, root: Box, whole_page: bool) -> bool:
    if box.name in _NEVER:
        return True
    if box.role in _FURNITURE_ROLES:
        return not box.has_h1
    if box.name == "form":
        # ASP.NET WebForms wraps the whole page in one form: that one stays.
        return box.text <= 0.5 * (root.text or 1)
    if box.name == "button":
        return not _opens_something(box)
    if box.has_h1:
        return False
    return (
        _is_named_furniture(box, root) or _is_link_aside(box, root) or (whole_page and _is_outer_furniture(box, root))
    )


def _opens_something(box: Box) -> bool:
    """
    True for the buttons of accordions and tabs, whose labels are headings.
    """
    return box.in_heading or box.role == "tab" or box.tag.has_attr("aria-controls") or box.tag.has_attr("aria-expanded")


def _is_named_furniture(box: Box, root: Box) -> bool:
    return box.text < 0.4 * (root.text or 1) and any(_FURNITURE.search(name) for name in _names(box))


def _is_link_aside(box: Box, root: Box) -> bool:
    return box.name == "aside" and box.text < 0.3 * (root.text or 1) and box.link_share > 0.5 and not box.useful_links


def _is_outer_furniture(box: Box, root: Box) -> bool:
    """
    True for what surrounds the main text on a page that marks none.
    """
    if box.name in ("header", "footer"):
        return not box.in_article
    if box.text < 0.4 * (root.text or 1) and any(_WHOLE_PAGE_FURNITURE.search(name) for name in _names(box)):
        return True
    return box.name in _LINK_BLOCKS and box.link_share > 0.85 and box.links >= 3 and not box.useful_links


def _names(box: Box) -> list[str]:
    return [*attribute(box.tag, "class").split()[:30], *attribute(box.tag, "id").split()[:1]]
