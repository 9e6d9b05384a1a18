"""Which page of a long list is shown, and the addresses of its neighbours."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import request

_LAST = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """One page of a list."""

    page: int
    per_page: int
    total: int = 0

    @classmethod
    def of_request(cls, per_page: int) -> "Paging":
        """The page that the address asks for; the first when it asks for nonsense."""
        asked = request.args.get("side", "1")
        page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
        return cls(page=min(max(page, 1), _LAST), per_page=per_page)

    def of(self, total: int) -> "Paging":
        """The same page, when it is known how long the list is."""
        return replace(self, total=total)

    @property
    def offset(self) -> int:
        """How many come before this page."""
        return (self.page - 1) * self.per_page

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.per_page))

    @property
    def previous(self) -> str:
        """The address of the page before, or empty."""
        return self._address(min(self.page - 1, self.pages)) if self.page > 1 else ""

    @property
    def next(self) -> str:
        """The address of the page after, or empty."""
        return self._address(self.page + 1) if self.page < self.pages else ""

    def _address(self, page: int) -> str:
        kept = [(name, value) for name, value in request.args.items(multi=True) if name != "side"]
        return f"{request.script_root}{request.path}?{urlencode([*kept, ('side', page)])}"
