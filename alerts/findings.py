"""What a followed search shows of a batch of new versions: no database here, only the search engine."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alerts.saved_queries import for_batch, from_json
from indexer.engine import EngineBusy, EngineMismatch, Hit, SearchEngine
from indexer.engines.answers import CUT_SHORT

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A version that searches are asked about."""

    version_id: int
    document_id: int
    #: The document's, which the index holds.
    revision: int
    number: int
    text_hash: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A search as it is stored, and who follows it."""

    query: Mapping[str, Any]
    #: subscription id -> the moment from which on things are news to it
    followers: dict[int, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A hit, as far as a mail needs it."""

    #: The document, and others with the same text.
    document_ids: tuple[int, ...]
    #: Escaped text with <mark>.
    text: str
    page: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one search shows."""

    followers: Mapping[int, datetime]
    passages: Sequence[Passage] = ()
    #: False when the search failed, or was cut short and may have more.
    is_complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A passage and somebody who may be told about it."""

    subscription_id: int
    since: datetime
    passage: Passage


def ask(engine: SearchEngine, follow: Follow, news: Sequence[News]) -> Finding:
    """
    What the search shows among the news; whatever goes wrong with this one search is logged and stops here.

    Raises EngineBusy and EngineMismatch: no other search could be asked either.
    """
    within = {each.document_id for each in news}
    try:
        page = engine.search(for_batch(from_json(follow.query)), within=within)
    except (EngineBusy, EngineMismatch):
        raise
    except Exception:
        _log.exception("the search of subscriptions %s failed", sorted(follow.followers))
        return Finding(followers=follow.followers, is_complete=False)
    if CUT_SHORT in page.remarks:
        _log.error("the search of subscriptions %s took too long", sorted(follow.followers))
    passages = tuple(_passage(hit) for hit in page.hits)
    return Finding(followers=follow.followers, passages=passages, is_complete=CUT_SHORT not in page.remarks)


def _passage(hit: Hit) -> Passage:
    best = hit.pages[0] if hit.pages else None
    return Passage(
        document_ids=(hit.id, *hit.also),
        text=str(best.snippet if best else hit.snippet),
        page=best.number if best else None,
    )
