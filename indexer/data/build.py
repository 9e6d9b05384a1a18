"""Makes firsts.txt.gz and lasts.txt.gz from the open word lists that LICENCES.md names."""

import argparse
import gzip
import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from indexer.analysis.lexicon import endings, prefixes
from indexer.analysis.splitting import count_form

#: Short words that open compounds although their length or count would bar them.
SHORT_FIRSTS = frozenset({"bo", "bu", "by", "øy", "is", "el", "hoved", "hovud", "fylkes", "frem", "fram"})
#: A word of three letters must be this common to be a part; one of four to six letters RARE.
SHORT = 100
RARE = 4


def main() -> None:
    """Read the folder with the sources, write the tables beside this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path, help="folder with norsk-ordbank-lemmas-*.txt and law-counts-*.tsv")
    arguments = parser.parse_args()
    here = Path(__file__).parent
    counts = Counts(sorted(arguments.sources.glob("law-counts-*.tsv")))
    words = read_words(sorted(arguments.sources.glob("norsk-ordbank-lemmas-*.txt")))
    write(here / "firsts.txt.gz", firsts(words, counts))
    write(here / "lasts.txt.gz", lasts(words, counts))


class Counts:
    """How often words were seen, as written and in all their forms."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.written: Counter[str] = Counter()
        self.forms: Counter[str] = Counter()
        for path in paths:
            for line in path.read_text(encoding="utf-8").splitlines():
                word, count = line.split("\t")
                self.written[word] += int(count)
                self.forms[count_form(word)] += int(count)

    def weight(self, word: str) -> float:
        """The logarithm of the count of the word in all its forms; short words share forms by chance."""
        count = self.forms[count_form(word)]
        if len(word) <= 5:
            count = min(count, 20 * self.written[word])
        return math.log(count + 0.5)


def read_words(paths: Iterable[Path]) -> frozenset[str]:
    """The dictionary's words, lower-cased, letters only."""
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines())
    return frozenset(word for word in map(str.lower, lines) if word.isalpha() and len(word) >= 2)


def is_common(word: str, counts: Counts) -> bool:
    """False for short words that are too rare to be trusted inside a longer one."""
    if len(word) <= 3:
        return counts.written[word] >= SHORT
    if len(word) <= 5:
        return counts.written[word] >= RARE
    return len(word) > 6 or counts.forms[count_form(word)] >= RARE


def firsts(words: frozenset[str], counts: Counts) -> dict[str, float]:
    """Each word that can open a compound, and its weight."""
    candidates = {
        word
        for word in words
        if len(word) >= 3 and word not in prefixes() and word not in endings() and is_common(word, counts)
    }
    return {word: counts.weight(word) for word in candidates | SHORT_FIRSTS}


def lasts(words: frozenset[str], counts: Counts) -> dict[str, float]:
    """Each word that can end a compound, uninflected (short ones as written), and its weight."""
    common = sorted(word for word in words if len(word) >= 3 and is_common(word, counts))
    return {count_form(word) if len(word) > 4 else word: counts.weight(word) for word in common}


def write(path: Path, weights: dict[str, float]) -> None:
    """A line per weight with the words that have it, compressed so that equal tables give equal bytes."""
    lines: dict[str, list[str]] = {}
    for word, weight in sorted(weights.items()):
        lines.setdefault(f"{weight:.1f}", []).append(word)
    text = "\n".join(" ".join((weight, *words)) for weight, words in sorted(lines.items()))
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
