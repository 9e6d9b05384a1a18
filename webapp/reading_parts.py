"""Long documents are shown some pages at a time; this tells which."""

from dataclasses import dataclass

#: Pages of text on one page of ours.
PAGES = 100


@dataclass(frozen=True, kw_only=True)
class Part:
    """A run of a document's pages."""

    number: int
    page_count: int

    @property
    def first(self) -> int:
        """The first page."""
        return (self.number - 1) * PAGES + 1

    @property
    def last(self) -> int:
        """The last page."""
        return min(self.number * PAGES, self.page_count)

    def holds(self, page: int) -> bool:
        """Whether the page is in this part."""
        return self.first <= page <= self.last

    def all_parts(self) -> list["Part"]:
        """Every part of the document; none when it is short enough to be shown whole."""
        if self.page_count <= PAGES:
            return []
        count = -(-self.page_count // PAGES)
        return [Part(number=number, page_count=self.page_count) for number in range(1, count + 1)]


def part_of_page(page: int) -> int:
    """The number of the part that a page is in."""
    return (page - 1) // PAGES + 1
