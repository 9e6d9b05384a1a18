"""Index speed, query latency and size of the embedded engines on one generated corpus, paired in one run.

Run as `python -m bench.engines --documents 5000`.
"""

import argparse
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate, islice
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time

from indexer.engine import Batch, IndexDocument, IndexPage, SearchEngine
from indexer.engines import KINDS, open_engine
from indexer.query import SearchQuery, Sort

ROOTS = (
    "nærings by bygde region kompetanse utviklings kommune fylkes areal kultur skole helse transport energi klima "
    "miljø vekst omstillings samfunns arbeids bedrifts forsknings innovasjons landbruks fiskeri reiselivs industri "
    "tjeneste frivillighets inkluderings bolig kyst fjell distrikts grense hav skog vann vei bane havne"
)
HEADS = (
    "utvikling plan strategi prosjekt tiltak samarbeid behov senter program nettverk rapport analyse midler ordning "
    "partnerskap satsing politikk arbeid forum selskap råd utvalg mål vekst kraft tilbud miljø kart verktøy metode"
)
GLUE = "og i på for av til med som det en er om ved fra skal kan har vi de et også eller mellom etter"
ENDINGS = ("", "", "", "en", "er", "ene", "et")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--engine", action="append", choices=KINDS, help="may be repeated; all when left out")
    args = parser.parse_args()
    documents = list(islice(Corpus(seed=1).documents(), args.documents))
    queries = list(islice(Corpus(seed=2).queries(), args.queries))
    pages = sum(len(document.pages) for document in documents)
    print(f"{args.documents} documents, {pages} pages, {args.queries} queries")
    for kind in args.engine or KINDS:
        with tempfile.TemporaryDirectory() as folder:
            measure(kind, Path(folder), documents, queries)


def measure(kind: str, folder: Path, documents: Sequence[IndexDocument], queries: Sequence[SearchQuery]) -> None:
    """Print one engine's figures."""
    engine = open_engine(kind, folder / "index")
    started, started_cpu = perf_counter(), process_time()
    with engine.rebuilding() as writer:
        for start in range(0, len(documents), 100):
            writer.apply(Batch(upserts=tuple(documents[start : start + 100])))
    wall, cpu = perf_counter() - started, process_time() - started_cpu
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"\n{kind}: {len(documents) / wall:.0f} documents/s, {cpu:.1f} CPU s, {size / 1e6:.1f} MB")
    print("  CPU time of a search:")
    for name, change in SHAPES.items():
        print_latency(name, [timed(engine, change(query)) for query in queries])
    print("  by the clock:")
    print_latency("apply 1", [timed_apply(engine, documents[at : at + 1]) for at in range(min(20, len(documents)))])
    print_latency("apply 100", [timed_apply(engine, documents[:100]) for _ in range(3)])


SHAPES: dict[str, Callable[[SearchQuery], SearchQuery]] = {
    "words": lambda query: query,
    "one hit": lambda query: SearchQuery(text=query.text, per_page=1),
    "phrase": lambda query: SearchQuery(text=f'"{query.text}"'),
    "prefix": lambda query: SearchQuery(text=f"{query.text[:4]}*"),
    "two facets": lambda query: SearchQuery(text=query.text, filters={"source": ("kilde-1",), "type": ("rapport",)}),
    "newest": lambda query: SearchQuery(text=query.text, sort=Sort.NEWEST),
    "no words": lambda _: SearchQuery(filters={"source": ("kilde-1",)}),
}


def timed(engine: SearchEngine, query: SearchQuery) -> float:
    """CPU milliseconds of one search; a shared machine tells nothing else."""
    started = process_time()
    engine.search(query)
    return (process_time() - started) * 1000


def timed_apply(engine: SearchEngine, documents: Sequence[IndexDocument]) -> float:
    """Milliseconds by the clock until an update is visible and durable."""
    started = perf_counter()
    engine.apply(Batch(upserts=tuple(documents)))
    return (perf_counter() - started) * 1000


def print_latency(name: str, times: Sequence[float]) -> None:
    """One line: the middle, the slow tail, and the slowest."""
    cuts = quantiles(times, n=20, method="inclusive")
    print(f"  {name:12} p50 {cuts[9]:7.1f} ms   p95 {cuts[18]:7.1f} ms   max {max(times):7.1f} ms")


class Corpus:
    """Endless documents and queries from one seed, with words as frequent as in real texts."""

    def __init__(self, *, seed: int) -> None:
        self._random = random.Random(seed)
        roots, heads = ROOTS.split(), HEADS.split()
        simple = [root + head for root in roots for head in heads]
        words = [*simple, *(root + word for root in roots for word in simple[::3])]
        # The same words in the same order for every seed, so that queries hit documents.
        random.Random(0).shuffle(words)
        self._words = heads + words
        self._glue = GLUE.split()
        self._weights = list(accumulate(1 / (rank + 10) for rank in range(len(self._words))))

    def documents(self) -> Iterator[IndexDocument]:
        """Four web pages for every report."""
        number = 0
        while True:
            number += 1
            yield self._document(number)

    def queries(self) -> Iterator[SearchQuery]:
        """One to four words, of which people type the rare ones more often than they stand in texts."""
        while True:
            words = (self._random.choice((self._word(), self._random.choice(self._words))) for _ in range(4))
            yield SearchQuery(text=" ".join(islice(words, self._random.choice((1, 2, 2, 3, 4)))))

    def _document(self, number: int) -> IndexDocument:
        draw = self._random
        report = number % 5 == 0
        sizes = [150] * draw.randint(5, 30) if report else [draw.randint(100, 700)]
        return IndexDocument(
            id=number,
            revision=1,
            title=self._text(draw.randint(3, 8)),
            headings="\n".join(self._text(4) for _ in range(draw.randint(0, 6))),
            pages=tuple(IndexPage(number=at + 1, text=self._text(size)) for at, size in enumerate(sizes)),
            source=f"kilde-{draw.randrange(20)}",
            type="rapport" if report else draw.choice(("nyhet", "artikkel", "side")),
            language=draw.choice(("nb", "nb", "nb", "nn")),
            topics=tuple(f"tema-{draw.randrange(30)}" for _ in range(draw.randint(0, 3))),
            places=tuple(f"sted-{draw.randrange(400)}" for _ in range(draw.randint(0, 2))),
            date_on=date(2010, 1, 1) + timedelta(days=draw.randrange(5500)),
            work=f"verk-{draw.randrange(number)}" if draw.random() < 0.05 else f"eget-{number}",
        )

    def _text(self, length: int) -> str:
        words = [
            self._word() if self._random.random() < 0.6 else self._random.choice(self._glue) for _ in range(length)
        ]
        return " ".join(words).capitalize() + "."

    def _word(self) -> str:
        word = self._random.choices(self._words, cum_weights=self._weights)[0]
        return word + self._random.choice(ENDINGS)


if __name__ == "__main__":
    main()
