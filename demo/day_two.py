"""What happens between day 1 and day 2, as tests and the demo may rely on it: (slug, path)."""

from demo.searches import NEWS

#: Pages whose text is another on day 2.
CHANGED: tuple[tuple[str, str], ...] = (
    ("solvang", "/no/meny/tjenester/arbeidsliv/heltid/"),
    ("solvang", "/no/meny/tjenester/naring/partnerskap/"),
    ("solvang", "/no/meny/tilskudd/"),
    ("lindvik", "/planer-og-horinger/kysten/"),
    ("skarsdal", "/heiltidskultur.510031.nn.html"),
)

#: Lists that change because something new stands in them.
CHANGED_LISTS: tuple[tuple[str, str], ...] = (
    ("solvang", "/no/aktuelt/"),
    ("lindvik", "/"),
    ("lindvik", "/aktuelt/"),
    ("departementet", "/no/aktuelt/id10/"),
    ("midtdalsradet", "/"),
    ("midtdalsradet", "/nytt/"),
    ("universitetet", "/aktuelt/"),
)

#: Pages and documents that were not there on day 1.
NEW: tuple[tuple[str, str], ...] = tuple(
    address for addresses in NEWS.values() for address in addresses if address not in CHANGED
)

#: Old address to new address; the text is the same.
MOVED: dict[tuple[str, str], tuple[str, str]] = {
    ("solvang", "/no/meny/tjenester/steder/tomme-hus/"): ("solvang", "/no/meny/tjenester/steder/bolig/tomme-hus/"),
}

#: Addresses that answer 410 or 404 on day 2.
GONE: dict[tuple[str, str], int] = {
    ("solvang", "/no/aktuelt/busstilbudet-endres/"): 410,
    ("lindvik", "/aktuelt/innbyggerundersokelse/"): 404,
}

#: Pages where only the date of the last change is another: not news.
DATE_ONLY: tuple[tuple[str, str], ...] = (
    ("solvang", "/no/meny/tjenester/folkehelse/"),
    ("skarsdal", "/turkassane.510072.nn.html"),
)

#: Sites where every page has another menu and cookie text: not news either.
CHROME_ONLY: tuple[str, ...] = ("departementet",)
