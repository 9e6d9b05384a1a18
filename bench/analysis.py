"""Measures the analysis: tokens per second cold and warm, loading time and memory, on real or made-up texts."""

import argparse
import json
import random
import resource
from pathlib import Path
from time import process_time

from indexer.analysis import lexicon, norwegian
from indexer.plan import Stream


def made_up(words: int) -> str:
    """Text of dictionary words, common ones more often, half of them compounds."""
    draw = random.Random(7)
    firsts = sorted(lexicon.firsts().items(), key=lambda item: (-item[1], item[0]))[:20_000]
    names = [name for name, _ in firsts]
    chosen = draw.choices(names, weights=[1 / (rank + 10) for rank in range(len(names))], k=words)
    return " ".join(word + draw.choice(names[:500]) if draw.random() < 0.2 else word for word in chosen)


def timed(text: str) -> tuple[float, int]:
    """CPU seconds and tokens for the streams of the text."""
    started = process_time()
    streams = norwegian().streams(text)
    return process_time() - started, len(streams[Stream.SURFACE].split())


def main() -> None:
    """Print the figures as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="*", help="text files; without them a text is made up")
    parser.add_argument("--words", type=int, default=200_000)
    arguments = parser.parse_args()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = process_time()
    lexicon.firsts(), lexicon.lasts(), lexicon.stem_pairs()
    loading = process_time() - started
    lists = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    texts = [path.read_text(encoding="utf-8") for path in arguments.files]
    text = "\n".join(texts) or made_up(arguments.words)
    cold, tokens = timed(text)
    warm, _ = timed(text)
    print(
        json.dumps(
            {
                "tokens": tokens,
                "distinct": len(set(text.split())),
                "load_s": round(loading, 3),
                "lists_mb": round(lists / 1024, 1),
                "cold_tokens_per_s": round(tokens / cold),
                "warm_tokens_per_s": round(tokens / warm),
                "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
