"""Which topics a text is about, by the words the vocabulary lists for each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt

from catalog.vocabulary import topics
from crawler.enrichment.patterns import PatternIndex, split_words

MOST_TOPICS = 5
_TITLE = 6.0
_HEADING = 2.0
#: A text of this length needs _ENOUGH occurrences; a longer one more, by the square root of its length.
_PLAIN_LENGTH = 300
_ENOUGH = 3.0
_AT_LEAST = 2.0
#: What is this much weaker than the strongest topic is left out, unless the title names it.
_FAINT = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicScore:
    """How strongly a text is about a topic, and by which words."""

    slug: str
    score: float
    #: Named in the title by more than a weak word.
    in_title: bool
    #: Pattern and number of occurrences, most frequent first.
    words: tuple[tuple[str, int], ...]


def find_topics(title: str, headings: Sequence[str], text: str) -> tuple[str, ...]:
    """Slugs of the topics, strongest first, at most five; passing mentions do not count."""
    words = split_words(text)
    scores = _score(title, headings, words)
    strongest = scores[0].score if scores else 0.0
    enough = max(_AT_LEAST, _ENOUGH * sqrt(len(words) / _PLAIN_LENGTH), _FAINT * strongest)
    return tuple(found.slug for found in scores if found.in_title or found.score >= enough)[:MOST_TOPICS]


def score_topics(title: str, headings: Sequence[str], text: str) -> tuple[TopicScore, ...]:
    """Every topic with a word in the text, strongest first."""
    return _score(title, headings, split_words(text))


def _score(title: str, headings: Sequence[str], words: Sequence[str]) -> tuple[TopicScore, ...]:
    scores: dict[str, float] = defaultdict(float)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    in_title: set[str] = set()
    for weight, part in _weighted_parts(title, headings, words):
        for pattern in _index().find(part):
            scores[pattern.slug] += weight * pattern.weight
            counts[pattern.slug][pattern.text] += 1
            if weight == _TITLE and pattern.weight == 1.0:
                in_title.add(pattern.slug)
    found = (
        TopicScore(slug=slug, score=score, in_title=slug in in_title, words=tuple(counts[slug].most_common()))
        for slug, score in scores.items()
    )
    return tuple(sorted(found, key=lambda topic: (-topic.score, topic.slug)))


def _weighted_parts(title: str, headings: Sequence[str], words: Sequence[str]) -> Iterable[tuple[float, Sequence[str]]]:
    yield _TITLE, split_words(title)
    for heading in dict.fromkeys(headings):
        if heading != title:
            yield _HEADING, split_words(heading)
    yield 1.0, words


@cache
def _index() -> PatternIndex:
    return PatternIndex((topic.slug, word) for topic in topics().values() for word in topic.words)
