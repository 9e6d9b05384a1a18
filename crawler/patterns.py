"""Recognises address spaces without end (calendars, filters) by how many addresses share one pattern."""

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

#: Pages found by links alone that may share one pattern; sitemaps, feeds and files are never counted.
MAX_PER_PATTERN = 100
#: The same for a pattern with one number and no more than one parameter: sites that number their articles, or page
#: through a list, write these.
MAX_PER_NUMBER = 2_000

_DIGITS = re.compile(r"\d+")
#: Things no text is read from.
_ASSET = re.compile(
    r"\.(jpe?g|png|gif|svg|webp|ico|bmp|tiff?|css|js|mjs|woff2?|ttf|eot|mp[34]|m4[av]|mov|avi|wmv|webm|ogg|wav|"
    r"zip|gz|tar|7z|rar|exe|dmg|apk|iso|ics|vcf)$",
    re.IGNORECASE,
)


def pattern(url: str) -> str:
    """The address with every run of digits as #, and the values of its parameters left out unless they are numbers."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    names = "&".join(sorted(f"{name}=#" if value.isdecimal() else name for name, value in pairs))
    return f"{parts.netloc}{_DIGITS.sub('#', parts.path)}?{names}"


def allowance(of: str) -> int:
    """How many addresses may share this pattern."""
    _, _, names = of.partition("?")
    is_number = not names or (names.endswith("=#") and "&" not in names)
    return MAX_PER_NUMBER if is_number and of.count("#") <= 1 else MAX_PER_PATTERN


def is_asset(url: str) -> bool:
    """True for images, scripts, archives and the like, which are not fetched."""
    return bool(_ASSET.search(urlsplit(url).path))


class PatternBudget:
    """Counts addresses per pattern and says when one has had its share."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self.counts = Counter(pattern(url) for url in known)
        #: Addresses that were not admitted, by pattern.
        self.refused: Counter[str] = Counter()

    def admits(self, url: str) -> bool:
        """True, and counted, while the pattern of the address has room."""
        key = pattern(url)
        if self.counts[key] >= allowance(key):
            self.refused[key] += 1
            return False
        self.counts[key] += 1
        return True
