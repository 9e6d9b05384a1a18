"""A hash of what a document says, the same when only stamps, counters and page tools have changed."""

import hashlib
import re
import unicodedata

from crawler.extraction.dates import DATE, LABELLED
from crawler.extraction.model import Extraction

_CLOCK = r"(?:(?:kl(?:okka|okken)?\.?\s*)?\d{1,2}[.:]\d{2}(?:[.:]\d{2})?)"
_WEEKDAY = r"(?:(?:man|tirs|tys|ons|tors|fre|lør|laur|søn|sun)dag|mon|tue|wed|thu|fri|sat|sun)"
_LABELLED_STAMP = re.compile(rf"[(\[]?{LABELLED.pattern}(?:[\s,–-]*{_CLOCK})?[)\]]?", re.IGNORECASE)
#: A line that is nothing but a date, a time or both.
_BARE_STAMP = re.compile(rf"^\W*(?:{_WEEKDAY}\.?\W*)?(?:{DATE}\W*)?(?:{_CLOCK}\W*)?$", re.IGNORECASE)
_COUNTER = re.compile(
    r"\b(?:antall|tal|antal)\s+(?:side)?(?:visninger|visningar|treff|lesinger|lesingar|besøk)\s*:?\s*[\d.\s]{0,12}\d"
    r"|\b(?:lest|lese|vist)\s+[\d.\s]{0,12}\d\s+(?:ganger|gonger)\b"
    r"|\b[\d.\s]{0,12}\d\s+(?:sidevisninger|visninger|visningar)\b",
    re.IGNORECASE,
)
_TOOL_LINE = re.compile(
    r"^\W*(?:skriv ut( si(den|da))?|print|del( si(den|da))?( på \w+)?|share.{0,20}|tips ei?n venn|facebook|twitter"
    r"|linkedin|instagram|x|e-?post|lytt( til .{0,30})?|til topp(en|s)"
    r"|last ned( som)? pdf|abonner( på .{0,40})?)\W*$",
    re.IGNORECASE,
)
_COOKIE = r"(?:informasjonskaps(?:el|ler|lar)|cookies?)"
_CONSENT = r"(?:bruker|brukar|nettsted|nettstad|nettside|samtykk|godta|aksepter|ok\b)"
_COOKIE_LINE = re.compile(rf"\b{_COOKIE}\w*\b.*\b{_CONSENT}|\b{_CONSENT}\w*\b.*\b{_COOKIE}", re.IGNORECASE)
_COOKIE_CHARACTERS = 400
_HYPHENS = re.compile("[\u2010-\u2015\u2212]")
_NOT_WORD = re.compile(r"[^\w-]+")


def text_fingerprint(extraction: Extraction) -> str:
    """
    Return the SHA-256, in hex, of the normalised text of all pages.

    Date stamps, view counters, share and cookie lines, case, space, punctuation and kinds of hyphens do not count.
    An extraction without text has the fingerprint of the empty text.
    """
    return hashlib.sha256(normalise(extraction.text).encode()).hexdigest()


def normalise(text: str) -> str:
    """
    The words that matter, in lower case with single spaces.
    """
    lines = (_without_stamps(line) for line in text.replace("\f", "\n").split("\n"))
    words = " ".join(line for line in lines if line and not _is_noise(line))
    plain = _HYPHENS.sub("-", unicodedata.normalize("NFKC", words).replace("\u00ad", "").lower())
    return " ".join(word.strip("-") for word in _NOT_WORD.sub(" ", plain).split() if word.strip("-"))


def _without_stamps(line: str) -> str:
    return _COUNTER.sub(" ", _LABELLED_STAMP.sub(" ", line)).strip()


def _is_noise(line: str) -> bool:
    if _TOOL_LINE.match(line) or _BARE_STAMP.match(line):
        return True
    return len(line) <= _COOKIE_CHARACTERS and _COOKIE_LINE.search(line) is not None
