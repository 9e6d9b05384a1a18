"""Which words the start of a word stands for."""

from collections import Counter
from collections.abc import Iterable

from indexer.plan import MAX_EXPANSION


def expand(found: Iterable[Iterable[tuple[str, int]]]) -> list[str]:
    """The words in most documents, of the (word, documents) of each field, at most MAX_EXPANSION; then by alphabet."""
    counts: Counter[str] = Counter()
    for pairs in found:
        for word, documents in pairs:
            counts[word] += documents
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [word for word, _ in ordered[:MAX_EXPANSION]]
