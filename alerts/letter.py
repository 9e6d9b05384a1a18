"""What a digest says, in the reader's language: built from matches, turned into two parts by the templates."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from markupsafe import Markup

from alerts import passages
from alerts.cleaning import one_line
from alerts.links import Links
from alerts.matching import CHANGED, NEW
from alerts.periods import Period
from alerts.texts import counted, name_of, phrase, written_day
from catalog.clock import oslo_day
from catalog.models import Document, Frequency, Match, ShowText

#: Hits in one mail; the others are counted, with a link.
MOST_ITEMS = 20
#: Published this long before it was found: said to be older material.
OLD_AFTER = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """A subscription as the letter needs it, with what was found for it, the newest first."""

    topic: str
    search_url: str
    stop_url: str
    matches: Sequence[Match]


@dataclass(slots=True, kw_only=True)
class Item:
    """One document in the letter."""

    title: str
    url: str
    meta: str
    reason: str
    #: "Eldre innhold …", or empty.
    remark: str = ""
    passage_html: Markup
    passage_text: str = ""
    page: int | None = None
    #: Topics of further subscriptions that found it.
    others: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What is shown of one subscription."""

    topic: str
    count: str
    items: Sequence[Item]
    #: How many are not shown.
    more: int
    search_url: str
    stop_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything the templates fill in."""

    subject: str
    title: str
    when: str
    groups: Sequence[Group]
    why: str


def write_letter(
    interests: Sequence[Interest], period: Period, *, language: str, links: Links, now: datetime
) -> Letter | None:
    """The letter for these subscriptions of one address; None when nothing is left to tell."""
    found = _distribute(interests, language, links, now)
    told = [(interest, items) for interest, items in zip(interests, found, strict=True) if items]
    if not told:
        return None
    everything = [item for _, items in told for item in items]
    count = _count(language, "count", everything)
    shown = _share([len(items) for _, items in told])
    return Letter(
        subject=phrase(language, "digest.subject", count=count, topic=_topics(language, told)),
        title=phrase(language, "digest.title", count=count),
        when=_when(language, period),
        groups=[_group(language, *each, limit) for each, limit in zip(told, shown, strict=True)],
        why=_why(language, period.frequency, interests),
    )


def _distribute(interests: Sequence[Interest], language: str, links: Links, now: datetime) -> list[list[Item]]:
    """One list of items per subscription, each document and each text in the first of them that found it."""
    known: dict[int | str, Item] = {}
    lists: list[list[Item]] = []
    for interest in interests:
        items: list[Item] = []
        for match in interest.matches:
            document, text_hash = match.version.document, match.version.text_hash
            item = known.get(document.id) or known.get(text_hash)
            if item is None:
                item = _item(match, language, links, now)
                items.append(item)
            elif item not in items and interest.topic not in item.others:
                item.others.append(interest.topic)
            known[document.id] = known[text_hash] = item
        lists.append(items)
    return lists


def _item(match: Match, language: str, links: Links, now: datetime) -> Item:
    document = match.version.document
    passage = "" if document.source.show_text is ShowText.NONE else match.passage
    return Item(
        title=one_line(document.title) or document.url,
        url=links.document(document.public_id, match.page),
        meta=_meta(document, match.reason, language, oslo_day(now)),
        reason=match.reason,
        remark=_remark(document, match.reason, language, oslo_day(now)),
        passage_html=passages.as_html(passage),
        passage_text=passages.as_text(passage),
        page=match.page,
    )


def _meta(document: Document, reason: str, language: str, today: date) -> str:
    kind = name_of(language, "type", document.type)
    if reason == CHANGED:
        kind = phrase(language, "digest.changed", type=kind)
    details = [kind]
    if document.page_count > 1:
        details.append(counted(language, "digest.pages", document.page_count))
    if document.language and document.language != language:
        details.append(name_of(language, "language", document.language))
    day = written_day(language, document.date_on, with_year=document.date_on.year != today.year)
    return " · ".join([one_line(document.source.name), ", ".join(details), day])


def _remark(document: Document, reason: str, language: str, today: date) -> str:
    found_on = oslo_day(document.first_seen_at)
    if reason != NEW or document.published_on is None or found_on - document.published_on <= OLD_AFTER:
        return ""
    if found_on == today:
        return phrase(language, "digest.old_today")
    return phrase(language, "digest.old_on", day=written_day(language, found_on, with_year=False))


def _share(lengths: Sequence[int]) -> list[int]:
    """How many of each are shown: turn by turn, until MOST_ITEMS are."""
    shares = [0] * len(lengths)
    left = min(MOST_ITEMS, sum(lengths))
    while left:
        for number, length in enumerate(lengths):
            if left and shares[number] < length:
                shares[number] += 1
                left -= 1
    return shares


def _group(language: str, interest: Interest, items: Sequence[Item], limit: int) -> Group:
    return Group(
        topic=interest.topic,
        count=_count(language, "count.group", items),
        items=items[:limit],
        more=len(items) - limit,
        search_url=interest.search_url,
        stop_url=interest.stop_url,
    )


def _count(language: str, prefix: str, items: Sequence[Item]) -> str:
    reasons = {item.reason for item in items}
    kind = "mixed" if len(reasons) > 1 else CHANGED if CHANGED in reasons else NEW
    joint = "." if prefix == "count" else "_"
    return counted(language, f"{prefix}{joint}{kind}", len(items))


def _topics(language: str, told: Sequence[tuple[Interest, Sequence[Item]]]) -> str:
    first = told[0][0].topic
    return counted(language, "digest.and_more", len(told) - 1, first=first) if len(told) > 1 else first


def _when(language: str, period: Period) -> str:
    last = written_day(language, period.last_on)
    if period.frequency is not Frequency.WEEKLY:
        return last
    same_month = period.first_on.month == period.last_on.month
    first = str(period.first_on.day) + ("" if language == "en" else ".")
    if not same_month:
        first = written_day(language, period.first_on, with_year=period.first_on.year != period.last_on.year)
    days = f"{first}–{last}" if same_month else f"{first} – {last}"
    return phrase(language, "digest.week", week=period.last_on.isocalendar().week, days=days)


def _why(language: str, frequency: Frequency, interests: Sequence[Interest]) -> str:
    often = phrase(language, f"why.{frequency.value}")
    if len(interests) == 1:
        return phrase(language, "digest.why_one", frequency=often, topic=interests[0].topic)
    return phrase(language, "digest.why_many", frequency=often, n=len(interests))
