"""Sources: adding, pausing, ending, and when their findings become news."""

from typing import Any

import pytest
from sqlalchemy import select

from catalog import sources
from catalog.database import Database
from catalog.models import EntryKind, FrontierEntry, Source, SourceState
from catalog.sources import SourceDraft, SourceError, add_source
from tests.support.catalogue import DAY, NOON, make_source


def add(db: Database, slug: str = "solvik", url: str = "https://solvik.test/no/", **draft: Any) -> Source:
    with db.write() as session:
        return add_source(session, SourceDraft(slug=slug, start_url=url, **draft), now=NOON)


def test_a_new_source_is_due_with_its_start_and_its_sitemap(db: Database) -> None:
    """
    The usual place for a sitemap is tried; the name is the slug until somebody gives one.
    """
    source = add(db, url="HTTPS://Solvik.test/no/#topp", seeds=["https://solvik.test/arkiv"])

    with db.read() as session:
        assert [source.id] == [due.id for due in sources.due_sources(session, now=NOON)]
        entries = {entry.url: entry.kind for entry in session.scalars(select(FrontierEntry))}
    assert {
        "https://solvik.test/no/": EntryKind.PAGE,
        "https://solvik.test/arkiv": EntryKind.PAGE,
        "https://solvik.test/sitemap.xml": EntryKind.SITEMAP,
    } == entries
    assert ("solvik", None) == (source.name, source.first_harvested_at)


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ({"slug": "Solvik kommune"}, "no good as a slug"),
        ({"slug": "-solvik"}, "no good as a slug"),
        ({"url": "solvik.test"}, "give the whole address"),
        ({"url": "ftp://solvik.test/"}, "give the whole address"),
        ({"allow": ["/no/"]}, "give the whole address"),
        ({"seeds": ["arkiv"]}, "give the whole address"),
        ({"max_pages": 0}, "max_pages must be 1 or more"),
        ({"every_s": 59}, "60 seconds or more"),
        ({"delay_s": -1}, "0 to 3600 seconds"),
    ],
)
def test_a_source_that_cannot_be_added(db: Database, draft: dict[str, Any], words: str) -> None:
    """
    The error says what to do, and nothing is kept.
    """
    with pytest.raises(SourceError, match=words):
        add(db, **draft)

    with db.read() as session:
        assert [] == sources.list_sources(session)


def test_a_slug_is_taken_once(db: Database) -> None:
    """
    The error says so.
    """
    add(db)

    with pytest.raises(SourceError, match="there is a source 'solvik' already"):
        add(db, url="https://andre.test/")


def test_an_unknown_slug_names_those_there_are(db: Database) -> None:
    """
    So that a slip is seen at once.
    """
    make_source(db, "solvik")
    make_source(db, "fjordvik")

    with db.read() as session, pytest.raises(SourceError, match="there is fjordvik, solvik"):
        sources.get_source(session, "sølvik")


def test_the_first_whole_harvest_makes_the_rest_news(db: Database) -> None:
    """
    One that found too little does not count; a later one does, and the date stays.
    """
    source = add(db)
    with db.write() as session:
        sources.mark_harvested(session, source.id, now=NOON, is_whole=False)
        assert session.get_one(Source, source.id).first_harvested_at is None
        sources.mark_harvested(session, source.id, now=NOON + DAY)
        sources.mark_harvested(session, source.id, now=NOON + 2 * DAY)

    with db.read() as session:
        kept = session.get_one(Source, source.id)
    assert (NOON + DAY, NOON + 2 * DAY, NOON + 3 * DAY) == (
        kept.first_harvested_at,
        kept.harvested_at,
        kept.next_crawl_at,
    )


def test_pausing_and_resuming(db: Database) -> None:
    """
    A paused source is not due until it is resumed.
    """
    add(db)
    with db.write() as session:
        sources.pause(session, "solvik")
        assert [] == sources.due_sources(session, now=NOON + DAY)
        assert SourceState.ACTIVE is sources.resume(session, "solvik", now=NOON).state
        assert 1 == len(sources.due_sources(session, now=NOON))


def test_ending_keeps_the_date_and_the_reason(db: Database) -> None:
    """
    Ending again changes neither; pausing it is an error; resuming forgets both.
    """
    add(db)
    with db.write() as session:
        sources.end(session, "solvik", reason="slått sammen", now=NOON)
        ended = sources.end(session, "solvik", reason="noe annet", now=NOON + DAY)
        assert (SourceState.ENDED, NOON, "slått sammen") == (ended.state, ended.ended_at, ended.ended_reason)
        with pytest.raises(SourceError, match="has ended"):
            sources.pause(session, "solvik")
        resumed = sources.resume(session, "solvik", now=NOON + DAY)
        assert (SourceState.ACTIVE, None) == (resumed.state, resumed.ended_at)
