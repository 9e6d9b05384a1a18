"""Reading one committed state of a Whoosh index."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from whoosh.query import And, ConstantScoreQuery, Or, Term

from indexer.engines.deadline import Deadline
from indexer.engines.fields import (
    DOC_ID,
    DOCUMENT_SCOPE,
    KIND,
    PAGE_SCOPE,
    STORE,
    freshness,
    newest_key,
    oldest_key,
    text_field,
)
from indexer.engines.records import Kind, Stored
from indexer.engines.selection import Selection
from indexer.engines.snapshot import Ranked, RankedPage, Tally
from indexer.engines.whoosh_query import Translator, most_frequent
from indexer.engines.whoosh_schema import CARD, Card
from indexer.plan import Plan, Stream, Zone
from indexer.query import Sort

_DECIMALS = 4
_CHECK_EVERY = 256

#: Segment -> record number -> card; segments never change, so cards are kept from one snapshot to the next.
Cards = dict[str, dict[int, Card]]


class WhooshSnapshot:
    """One state of the index; everything that matches is scored, then limited, counted and ordered in Python."""

    def __init__(self, searcher: Any, cards: Cards, deadline: Deadline) -> None:
        self._searcher = searcher
        self._deadline = deadline
        self._leaves = [_Leaf(leaf, offset, cards) for leaf, offset in searcher.leaf_searchers()]
        self._offsets = [leaf.offset for leaf in self._leaves]
        self._matches: dict[Plan, list[tuple[Card, float, int]]] = {}

    def count(self) -> int:
        """How many documents there are."""
        return sum(1 for _ in self._find(Term(KIND, Kind.DOCUMENT.value)))

    def revisions(self, ids: Collection[int]) -> dict[int, int]:
        """The revision of each of these documents that the index holds."""
        query = And([Term(KIND, Kind.DOCUMENT.value), _any_id(ids)])
        cards = (self._card(docnum) for docnum, _ in self._find(query))
        return {card.doc_id: card.revision for card in cards}

    def tally(self, selection: Selection, facets: Sequence[str]) -> Tally:
        """The counts of everything that matches."""
        works: Counter[int] = Counter()
        having: dict[str, dict[str, set[int]]] = {name: defaultdict(set) for name in facets}
        for card, _, _ in self._selected(selection):
            works[card.work] += 1
            for name in facets:
                for value in card.facets.get(name, ()):
                    having[name][value].add(card.work)
        counts = {name: {value: len(keys) for value, keys in values.items()} for name, values in having.items()}
        twins = frozenset(work for work, documents in works.items() if documents > 1)
        return Tally(total=len(works), counts=counts, twins=twins)

    def rank(self, selection: Selection, sort: Sort, limit: int) -> list[Ranked]:
        """The first documents in the order asked for; ties by date, the newest first, then by id."""
        by_score = sort is Sort.RELEVANCE and selection.is_scored

        def order(row: tuple[Card, float, int]) -> tuple[float, int]:
            card, score, _ = row
            if sort is Sort.OLDEST:
                return 0.0, oldest_key(card.day, card.doc_id)
            return -score if by_score else 0.0, -newest_key(card.day, card.doc_id)

        rows = sorted(self._selected(selection), key=order)[:limit]
        return [
            Ranked(id=card.doc_id, score=score if by_score else 0.0, work=card.work, address=docnum)
            for card, score, docnum in rows
        ]

    def pages(self, plan: Plan, ids: Collection[int]) -> list[RankedPage]:
        """The pages of these documents that match, in any order."""
        words = Translator(self._searcher.reader(), PAGE_SCOPE, Kind.PAGE).plan(plan)
        found = self._find(And([words, ConstantScoreQuery(_any_id(ids), 0.0)]))
        rows = ((self._card(docnum), score, docnum) for docnum, score in found)
        return [
            RankedPage(doc_id=card.doc_id, number=card.number, score=round(score, _DECIMALS), address=docnum)
            for card, score, docnum in rows
        ]

    def read(self, address: object) -> Stored:
        """What was stored with the record."""
        return Stored.from_bytes(self._searcher.stored_fields(address)[STORE])

    def titles(self, words: Sequence[str], prefix: str, limit: int) -> list[str]:
        """Titles of the newest documents with all these surface words and a word that starts with the prefix."""
        field = text_field(Zone.TITLE.value, Stream.SURFACE)
        starts = [Term(field, term) for term in most_frequent(self._searcher.reader(), field, prefix)]
        found = self._find(And([*(Term(field, word) for word in words), Or(starts)])) if starts else ()
        cards = [self._card(docnum) for docnum, _ in found]
        cards.sort(key=lambda card: -newest_key(card.day, card.doc_id))
        return [card.title for card in cards[:limit]]

    def _selected(self, selection: Selection) -> Iterable[tuple[Card, float, int]]:
        plan = selection.plan
        if plan not in self._matches:
            query = Translator(self._searcher.reader(), DOCUMENT_SCOPE, Kind.DOCUMENT).plan(plan)
            rows = ((self._card(docnum), score, docnum) for docnum, score in self._find(query))
            self._matches[plan] = [
                (card, round(score * freshness(card.day), _DECIMALS), docnum) for card, score, docnum in rows
            ]
        return (row for row in self._matches[plan] if row[0].is_in(selection))

    def _find(self, query: Any) -> Iterator[tuple[int, float]]:
        """Record numbers and scores, until the deadline."""
        for leaf in self._leaves:
            matcher = query.matcher(leaf.searcher, self._searcher.context())
            steps = 0
            while matcher.is_active():
                yield leaf.offset + matcher.id(), matcher.score()
                matcher.next()
                steps += 1
                if steps % _CHECK_EVERY == 0 and self._deadline.passed():
                    return

    def _card(self, docnum: int) -> Card:
        leaf = self._leaves[bisect_right(self._offsets, docnum) - 1]
        return leaf.card(docnum - leaf.offset)


class _Leaf:
    """One segment, and the cards that were read from it."""

    def __init__(self, searcher: Any, offset: int, cards: Cards) -> None:
        self.searcher = searcher
        self.offset = offset
        reader = searcher.reader()
        segment = reader.segment()
        self._cards = cards.setdefault(segment.segment_id() if segment else "", {})
        self._column = reader.column_reader(CARD) if segment else None

    def card(self, docnum: int) -> Card:
        """The card of a record of this segment."""
        card = self._cards.get(docnum)
        if card is None:
            assert self._column is not None
            card = self._cards[docnum] = Card.from_bytes(self._column[docnum])
        return card


def _any_id(ids: Collection[int]) -> Any:
    return Or([Term(DOC_ID, str(doc_id)) for doc_id in ids])
