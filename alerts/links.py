"""The addresses in mails, in the reader's language."""

from dataclasses import dataclass
from urllib.parse import urlencode

from indexer.query import FACETS, SearchQuery

#: What the web pages call each facet in an address.
PARAMETERS = {
    "source": "kilde",
    "type": "type",
    "topic": "tema",
    "place": "sted",
    "organisation": "organisasjon",
    "language": "sprak",
    "year": "aar",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Addresses of the web pages for readers of one language."""

    base_url: str
    language: str = "nb"

    @property
    def home(self) -> str:
        """The front page."""
        return self._to("/")

    def confirm(self, token: str) -> str:
        """Where a subscription is confirmed."""
        return self._to(f"/varsler/bekreft/{token}")

    def unsubscribe(self, token: str) -> str:
        """Where a subscription is ended: POST at once, GET after a button."""
        return self._to(f"/varsler/avmeld/{token}")

    def document(self, public_id: str, page: int | None = None) -> str:
        """A document, at a page of it."""
        return self._to(f"/d/{public_id}" + (f"#side-{page}" if page else ""))

    def search(self, query: SearchQuery) -> str:
        """The hits of a search, newest first."""
        pairs = [("q", query.text)] if query.text else []
        pairs += [(PARAMETERS[name], value) for name in FACETS for value in query.filters.get(name, ())]
        if query.from_on:
            pairs.append(("fra", query.from_on.isoformat()))
        if query.to_on:
            pairs.append(("til", query.to_on.isoformat()))
        if query.exact:
            pairs.append(("noeyaktig", "1"))
        return self._to("/sok?" + urlencode([*pairs, ("sorter", "nyest")], errors="replace"))

    def _to(self, path: str) -> str:
        prefix = f"/{self.language}" if self.language in {"nn", "en"} else ""
        return f"{self.base_url}{prefix}{path}"
