"""
Measures ranking on retrieval sets: plain words against the product's analysis and plan, under one small BM25.

A set is NAME.docs.jsonl[.gz] (id, title, text) and NAME[.SPLIT].queries.jsonl[.gz] (id, text, rel) in the folder given.
"""

import argparse
import gzip
import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from indexer.analysis import norwegian, tokenize
from indexer.plan import AllOf, AnyOf, InZone, NoneOf, Plan, PlanNode, Stream, Term, TermPhrase, TermPrefix
from indexer.planning import make_plan
from indexer.query import SearchQuery

K1 = 0.6
B = 0.7
TITLE = 1.5
Scores = dict[int, float]


class Corpus:
    """The documents of a set as term counts, searched with a plan."""

    def __init__(self, documents: list[dict[str, Any]]) -> None:
        self.ids = [document["id"] for document in documents]
        self.postings: dict[tuple[Stream, str], Scores] = defaultdict(lambda: defaultdict(float))
        self.texts: list[str] = []
        self.lengths: list[int] = []
        for number, document in enumerate(documents):
            self._add(number, document.get("title") or "", document["text"])
        self.average = sum(self.lengths) / len(self.lengths)

    def _add(self, number: int, title: str, text: str) -> None:
        zones = ((norwegian().streams(title), TITLE), (norwegian().streams(text), 1.0))
        for streams, weight in zones:
            for stream, terms in streams.items():
                for term in terms.split():
                    self.postings[stream, term][number] += weight
        self.texts.append(" | ".join(f" {streams[Stream.WHOLE]} " for streams, _ in zones))
        self.lengths.append(sum(len(streams[Stream.SURFACE].split()) for streams, _ in zones))

    def search(self, plan: Plan, limit: int = 100) -> list[str]:
        """Ids of the best documents."""
        scores: Scores = {} if plan.must is None else self.scores(plan.must)
        for node in plan.should:
            for number, score in self.scores(node).items():
                if number in scores:
                    scores[number] += score
        best = sorted(scores, key=lambda number: (-scores[number], number))
        return [self.ids[number] for number in best[:limit]]

    def scores(self, node: PlanNode) -> Scores:
        """The documents that the node matches, scored."""
        found: Scores = {}
        match node:
            case Term(stream=stream, text=text, weight=weight):
                found = self._bm25(self.postings.get((stream, text), {}), weight)
            case TermPhrase(stream=stream, texts=texts, weight=weight):
                found = self._phrase(stream, texts, weight)
            case AllOf(nodes=nodes):
                found = self._all(nodes)
            case AnyOf(nodes=nodes):
                found = dict(sum((Counter(self.scores(child)) for child in nodes), Counter()))
            case InZone() | NoneOf() | TermPrefix():
                raise ValueError("judged queries are plain words")
        return found

    def _all(self, nodes: tuple[PlanNode, ...]) -> Scores:
        found = [self.scores(node) for node in nodes]
        common = set.intersection(*map(set, found)) if found else set()
        return {number: sum(scores[number] for scores in found) for number in common}

    def _phrase(self, stream: Stream, texts: tuple[str, ...], weight: float) -> Scores:
        candidates = set.intersection(*(set(self.postings.get((stream, text), {})) for text in texts))
        wanted = f" {' '.join(texts)} "
        return self._bm25(
            {n: float(self.texts[n].count(wanted)) for n in candidates if wanted in self.texts[n]}, weight
        )

    def _bm25(self, counts: Scores, weight: float) -> Scores:
        if not counts:
            return {}
        total = len(self.ids)
        rarity = weight * math.log(1 + (total - len(counts) + 0.5) / (len(counts) + 0.5))
        return {
            number: rarity * count / (count + K1 * (1 - B + B * self.lengths[number] / self.average))
            for number, count in counts.items()
        }


def plain(text: str) -> Plan:
    """Any of the words as written: no analysis at all."""
    return Plan(must=AnyOf(tuple(Term(Stream.SURFACE, token.surface) for token in tokenize(text))))


def any_word(text: str) -> Plan:
    """The product's plan, one word being enough."""
    return make_plan(SearchQuery(text=typed(text)), norwegian(), relaxed=True)


def all_words(text: str) -> Plan:
    """The product's plan as the page runs it first."""
    return make_plan(SearchQuery(text=typed(text)), norwegian())


def typed(text: str) -> str:
    """The judged text without signs that mean something in the search box."""
    return " ".join(token.surface for token in tokenize(text))


def rank(corpus: Corpus, planner: str, text: str) -> list[str]:
    """The documents one way of searching answers with; `pipeline` fills up with any_word as the page does."""
    if planner == "none":
        return corpus.search(plain(text))
    if planner == "strict":
        return corpus.search(all_words(text))
    if planner == "pipeline":
        return corpus.search(any_word(text))
    first = corpus.search(all_words(text))
    return first or corpus.search(any_word(text))


def measure(corpus: Corpus, queries: list[dict[str, Any]], planner: str) -> dict[str, float]:
    """Mean reciprocal rank and recall over the queries."""
    totals: Counter[str] = Counter()
    for query in queries:
        ranking = rank(corpus, planner, query["text"])
        relevant = set(query["rel"])
        places = [place for place, found in enumerate(ranking, 1) if found in relevant]
        totals["mrr10"] += 1 / places[0] if places and places[0] <= 10 else 0  # type: ignore[assignment]
        totals["recall10"] += sum(place <= 10 for place in places) / len(relevant)  # type: ignore[assignment]
        totals["recall100"] += len(places) / len(relevant)  # type: ignore[assignment]
        totals["zero"] += not ranking
    return {name: totals[name] / len(queries) for name in ("mrr10", "recall10", "recall100", "zero")}


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSON lines file, packed or not."""
    opened: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def sets(folder: Path) -> Iterator[tuple[str, list[dict[str, Any]], list[dict[str, Any]]]]:
    """Name, documents and queries of each set in the folder."""
    for path in sorted(folder.glob("*.queries.jsonl*")):
        name = path.name.split(".")[0]
        documents = next(folder.glob(f"{name}.docs.jsonl*"), None)
        if documents is not None:
            yield name, read(documents), read(path)


def main() -> None:
    """Print a line per set and way of searching."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=0, help="only so many queries per set, drawn with a fixed seed")
    parser.add_argument("--ways", nargs="+", default=["none", "pipeline", "strict", "page"])
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    results: dict[str, dict[str, dict[str, float]]] = {}
    for name, documents, queries in sets(arguments.folder):
        corpus = Corpus(documents)
        size = min(arguments.sample or len(queries), len(queries))
        judged = random.Random(1).sample(queries, size)
        for way in arguments.ways:
            row = results.setdefault(name, {})[way] = measure(corpus, judged, way)
            if not arguments.json:
                print(f"{name:20}{way:10}", *(f"{key} {value:.3f} " for key, value in row.items()), flush=True)
    if arguments.json:
        json.dump(results, sys.stdout, indent=2)


if __name__ == "__main__":
    main()
