"""The picture on the front page: a thread per source, gathered into one bundle."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

#: Units of the picture per unit of stroke.
_UNIT = 0.26
_THINNEST, _RANGE = 1.1, 4.3
#: Threads that are drawn; there are as many colours.
MAX_THREADS = 9


@dataclass(frozen=True, kw_only=True)
class Thread:
    """One curve from a source, at the right, to the bundle, at the left."""

    #: The class of its colour, "t1" to "t9".
    colour: str
    width: str
    path: str


def draw_threads(counts: Sequence[int]) -> list[Thread]:
    """A thread per count, as wide as the count's square root says, in a square of 100 by 100."""
    counts = counts[:MAX_THREADS]
    largest = max(counts, default=0) or 1
    widths = [_THINNEST + _RANGE * sqrt(count / largest) for count in counts]
    edge = 100 - sum(widths) * _UNIT / 2
    threads = []
    for position, width in enumerate(widths):
        start = 100 * (position + 0.5) / len(widths)
        end = edge + width * _UNIT / 2
        edge += width * _UNIT
        bends = 52 - 0.5 * position, 58 + 1.2 * position
        path = f"M100 {start:.2f}C{bends[0]:.1f} {start:.2f} {bends[1]:.1f} {end:.2f} 0 {end:.2f}"
        threads.append(Thread(colour=f"t{position + 1}", width=f"{width:.1f}", path=path))
    return threads
