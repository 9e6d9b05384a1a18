"""Contact cards as a page shows them: one for each cluster of addresses and numbers outside header and footer."""

import re
from collections.abc import Iterator
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString

from crawler.extraction.markup import attribute, flat_text, is_text
from crawler.extraction.measures import Box, Measures
from crawler.extraction.model import Contact
from crawler.extraction.typography import squeeze

CARDS = 200
_CARD_CHARACTERS = 350
_CARD_LINKS = 20
_CARD_ELEMENTS = 150
_SEEDS = 1_000
_NODES_ABOVE = 100
#: More text than this around a card is not part of it.
_GROWTH_CHARACTERS = 120
#: Less text than this is an address or a number and no card yet.
_BARE_CHARACTERS = 25
_NAME_CHARACTERS = 80
_PHONE = re.compile(
    r"(?<![\d./-])(?:(?:\+|00)47\s?)?(?:\d{2}\s?\d{2}\s?\d{2}\s?\d{2}|\d{3}\s\d{2}\s\d{3})(?![\d./-]\d|\d)"
)
_LABELLED_PHONE = re.compile(r"\b(?:telefon|tlf|tel|mobil|mob|sentralbord|phone)\b\.?\s*:?\s*\+?\d", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_NAME = re.compile(r"^[A-ZÆØÅÄÖÉÁ][\w'’.-]+(?: (?:[A-ZÆØÅÄÖÉÁ][\w'’.-]*|von|van|de|av|der)){1,4}$")
_ROLE = re.compile(
    r"\b(\w*rådgiv(er|ar)|\w*leder|\w*leiar|\w*konsulent|\w*saksbehand(ler|lar)|\w*sjef|\w*direktør|\w*koordinator|\w*planlegg(er|ar)|\w*ansvarlig"
    r"|\w*sekretær|\w*ordfør(er|ar)|\w*rektor|\w*forsk(er|ar)|\w*professor|\w*ingeniør|\w*medarbeid(er|ar)|avdeling\w*|seksjon\w*|stilling)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^(kontakt\w*( oss)?.*|contact.*|spørsmål\??|har du spørsmål.*|saksbehand(ler|lar)|prosjektle(der|iar))$",
    re.IGNORECASE,
)
_PICTURE_NOTE = re.compile(r"^(profilbilde|profilbilete|bilde|bilete|foto|portrett)\b", re.IGNORECASE)
_LABEL = re.compile(
    r"^(e-?post(adresse)?|send e-?post|e-?mail|mail|telefon|phone|tlf|tel|mobil(telefon)?|mob|sentralbord"
    r"|(besøks|post)?adresse)\b\.?:?\s*",
    re.IGNORECASE,
)
_SET_OFF = ["h2", "h3", "h4", "h5", "strong", "b", "dt"]
_STOPS = frozenset({"main", "body", "article", "form", "html"})


def find_contacts(measures: Measures) -> tuple[Contact, ...]:
    """
    Return each card once, in document order.
    """
    found: list[Contact] = []
    seen: set[int] = set()
    for seed in islice(_seeds(measures), _SEEDS):
        card = _grow(seed)
        if id(card.tag) in seen:
            continue
        seen.add(id(card.tag))
        contact = _read(card)
        if contact is not None and contact not in found:
            found.append(contact)
        if len(found) >= CARDS:
            break
    return tuple(found)


def _seeds(measures: Measures) -> Iterator[Box]:
    """
    The elements that hold an address or number: mailto and tel links, and text that says so.
    """
    for box in measures.boxes:
        if box.in_chrome or not box.text:
            continue
        if (box.name == "a" and _reaches(box.tag)) or any(_names_number(node) for node in box.tag.contents):
            yield box


def _reaches(tag: Tag) -> bool:
    return attribute(tag, "href").lower().startswith(("mailto:", "tel:"))


def _names_number(node: object) -> bool:
    if not isinstance(node, NavigableString) or not 6 <= len(node) <= 400:
        return False
    return ("@" in node and _EMAIL.search(node) is not None) or _LABELLED_PHONE.search(node) is not None


def _grow(seed: Box) -> Box:
    """
    The largest element around a seed that is still one card: short, with one e-mail address and few other links.
    """
    card = seed
    while card.parent is not None and card.parent.name not in _STOPS and _belongs_around(card.parent, card):
        card = card.parent
    return card


def _belongs_around(around: Box, card: Box) -> bool:
    small = around.text <= _CARD_CHARACTERS and around.links <= _CARD_LINKS and around.elements <= _CARD_ELEMENTS
    if around.has_h1 or not small or around.text - card.text > _GROWTH_CHARACTERS:
        return False
    others = sum(not _reaches(link) for link in around.tag.find_all("a", href=True))
    return len(_emails(around.tag)) <= 1 and (others <= 1 or card.text <= _BARE_CHARACTERS)


def _read(card: Box) -> Contact | None:
    emails, phones = _emails(card.tag), _phones(card.tag)
    if not (emails or phones):
        return None
    pieces = [piece for piece in _pieces(card.tag) if not _HEADING.match(piece) and not _PICTURE_NOTE.match(piece)]
    name = _name(card.tag, pieces)
    role = next((piece for piece in pieces if piece != name and _ROLE.search(piece)), "")
    return Contact(name=name[:200], role=(role or _second(pieces, name))[:200], emails=emails, phones=phones)


def _pieces(tag: Tag) -> list[str]:
    """
    The texts of a card, each node and each part of a list on its own, without labels, addresses and numbers.
    """
    texts = (node for node in tag.descendants if isinstance(node, NavigableString) and is_text(node))
    parts = (part for text in texts for part in re.split(r"\s*[|,]\s+|:\s|:$|\n\s*\n", text))
    return [wordy for part in parts if (wordy := _wordy(squeeze(part)))]


def _emails(tag: Tag) -> tuple[str, ...]:
    links = (href[7:].partition("?")[0].replace("%40", "@") for href in _hrefs(tag, "mailto:"))
    found = (address.strip().lower().rstrip(".") for address in (*links, *_EMAIL.findall(tag.get_text(" "))))
    return tuple(dict.fromkeys(address for address in found if _EMAIL.fullmatch(address)))


def _phones(tag: Tag) -> tuple[str, ...]:
    written = (*(href[4:] for href in _hrefs(tag, "tel:")), *_PHONE.findall(squeeze(tag.get_text(" "))))
    return tuple(dict.fromkeys(number for text in written if (number := _number(text))))


def _hrefs(tag: Tag, scheme: str) -> list[str]:
    """
    The addresses of this kind in the element, itself included.
    """
    links = [tag, *tag.find_all("a", href=True)]
    return [href for link in links if (href := attribute(link, "href")).lower().startswith(scheme)]


def _number(written: str) -> str:
    """
    A Norwegian number as four pairs; other countries' and short numbers as digits.
    """
    digits = re.sub(r"\D", "", written.replace("%20", ""))
    national = re.sub(r"^(00)?47(?=\d{8}$)", "", digits)
    if len(national) == 8:
        return " ".join(national[start : start + 2] for start in range(0, 8, 2))
    return ("+" if written.strip().startswith("+") else "") + digits if len(digits) in range(5, 16) else ""


def _wordy(part: str) -> str:
    """
    The part without labels, addresses and numbers; empty when nothing is left.
    """
    rest = _LABEL.sub("", _PHONE.sub("", _EMAIL.sub("", part)).strip()).strip(" :|,-–")
    return rest if len(re.findall(r"[^\W\d_]", rest)) >= 3 else ""


def _name(card: Tag, pieces: list[str]) -> str:
    """
    Two or more capitalised words, else what the card sets off, else its first words, else the heading above it.
    """
    named = next((piece for piece in pieces if _NAME.match(piece) and not _ROLE.search(piece)), "")
    set_off = (squeeze(tag.get_text(" ")) for tag in card.find_all(_SET_OFF, limit=5))
    first = next((piece for piece in pieces if len(piece) <= _NAME_CHARACTERS and not _ROLE.search(piece)), "")
    return named or next((text for text in set_off if text in pieces), "") or first or _heading_above(card)


def _second(pieces: list[str], name: str) -> str:
    return next((piece for piece in pieces if piece != name and len(piece) <= _NAME_CHARACTERS), "")


def _heading_above(card: Tag) -> str:
    """
    The heading a bare number or address stands below, unless it only says "Kontakt".
    """
    before = islice(card.previous_elements, _NODES_ABOVE)
    heading = next((node for node in before if isinstance(node, Tag) and node.name in _SET_OFF), None)
    text = flat_text(heading) if heading else ""
    return text if len(text) <= _NAME_CHARACTERS and not _HEADING.match(text) else ""
