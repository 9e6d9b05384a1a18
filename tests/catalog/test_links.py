"""The links of a document, and what others call it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from catalog.database import Database
from catalog.links import LinkRecord
from catalog.models import Link
from tests.support.catalogue import make_source
from tests.support.visits import SITE, Diary


@pytest.fixture
def desk(db: Database) -> Diary:
    return Diary(db, make_source(db, start_url=SITE))


def test_links_are_replaced_also_when_only_they_changed(desk: Diary) -> None:
    """
    The first of several links to one address counts; long texts are cut.
    """
    one, two = (LinkRecord(url=SITE + name, text=name * 600, is_document=False) for name in "xy")
    desk.read("a", links=(one, replace(one, text="igjen")))
    desk.read("a", links=(two, one))

    with desk.db.read() as session:
        kept = session.execute(select(Link.url, Link.position).order_by(Link.position)).all()
        assert {500} == {len(text) for text in session.scalars(select(Link.text))}
    assert [(SITE + "y", 0), (SITE + "x", 1)] == [tuple(row) for row in kept]


def test_a_document_is_indexed_again_when_somebody_calls_it_something_new(desk: Diary) -> None:
    """
    Once per name, however many use it, and once more when the last one stops.
    """
    desk.read("mål")
    link = LinkRecord(url=SITE + "mål", text="Handlingsprogrammet", is_document=False)
    desk.read("a", "A", links=(link,))
    desk.read("b", "B", links=(link,))
    assert 2 == desk.document("mål").revision

    desk.read("a", "A")
    assert 2 == desk.document("mål").revision
    desk.read("b", "B")
    assert 3 == desk.document("mål").revision
