"""Documents whose address leads elsewhere, and those that must not be kept."""

import pytest
from sqlalchemy import select

from catalog import frontier, ingest
from catalog.database import Database
from catalog.models import DocumentStatus, EntryState, Fetch, Outcome
from tests.support.catalogue import NOON, make_source
from tests.support.visits import SITE, Diary


@pytest.fixture
def desk(db: Database) -> Diary:
    return Diary(db, make_source(db, start_url=SITE))


# ---------------------------------------------------------------- moved


@pytest.mark.parametrize("target_first", [True, False])
def test_a_moved_document_points_at_where_it_is(desk: Diary, target_first: bool) -> None:
    """
    In whichever order the redirect and the target are read.
    """
    desk.read("gammel")
    steps = [lambda: desk.moves("gammel", "ny"), lambda: desk.read("ny")]
    for step in reversed(steps) if target_first else steps:
        step()

    old, new = desk.document("gammel"), desk.document("ny")
    assert (DocumentStatus.MOVED, new.id, 2) == (old.status, old.moved_to_id, old.revision)
    assert [False] == desk.is_news("ny")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0), (2, 1, 0), (0, 2, 1), (1, 0, 2)])
def test_a_chain_of_redirects_is_followed(desk: Diary, order: tuple[int, ...]) -> None:
    """
    To https and then to www is two steps; the document arrives in any order of visits.
    """
    desk.read("a")
    steps = [lambda: desk.moves("a", "b"), lambda: desk.moves("b", "c"), lambda: desk.read("c")]
    for number in order:
        steps[number]()

    assert (DocumentStatus.MOVED, desk.document("c").id) == (desk.document("a").status, desk.document("a").moved_to_id)


def test_until_the_target_is_read_the_document_stays(desk: Diary) -> None:
    """
    Nothing is lost between the two.
    """
    desk.read("gammel")
    desk.moves("gammel", "ny")

    assert DocumentStatus.CURRENT is desk.document("gammel").status


def test_a_document_that_moves_to_nothing_is_removed(desk: Diary) -> None:
    """
    It would otherwise stand as current for ever.
    """
    desk.read("gammel")
    desk.moves("gammel", "ny")
    desk.gone("ny")

    assert DocumentStatus.REMOVED is desk.document("gammel").status


def test_a_document_that_leaves_the_source_is_removed(desk: Diary) -> None:
    """
    The target is no part of the source and will not be read; the admin sees why.
    """
    desk.read("a")
    desk.moves("a", "../", leaves="outside the source's prefixes")

    with desk.db.read() as session:
        message = session.scalars(select(Fetch.message).order_by(Fetch.id.desc())).first()
    assert DocumentStatus.REMOVED is desk.document("a").status
    assert message is not None
    assert message.endswith("outside the source's prefixes")


def test_a_temporary_redirect_moves_nothing(desk: Diary) -> None:
    """
    The document stays as it was.
    """
    desk.read("a")
    desk.read("b", "Noe annet.")
    desk.moves("a", "b", permanent=False)

    assert DocumentStatus.CURRENT is desk.document("a").status
    assert EntryState.ACTIVE is desk.entry("a").state


def test_a_site_that_turns_its_redirects_round_loses_nothing(desk: Diary) -> None:
    """
    First without www, then with it: the one that is read now is current, the other points at it.
    """
    desk.read("a")
    desk.moves("a", "b")
    desk.read("b")
    desk.moves("b", "a")
    desk.read("a")

    assert (DocumentStatus.CURRENT, None) == (desk.document("a").status, desk.document("a").moved_to_id)
    assert (DocumentStatus.MOVED, desk.document("a").id) == (desk.document("b").status, desk.document("b").moved_to_id)


def test_two_addresses_that_redirect_to_each_other_end(desk: Diary) -> None:
    """
    And neither document points at itself.
    """
    desk.read("a")
    desk.moves("a", "b")
    desk.moves("b", "a")
    desk.moves("a", "b")

    assert desk.document("a").moved_to_id is None


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize("outcome", [Outcome.NOINDEX, Outcome.ROBOTS])
def test_what_the_source_asks_us_not_to_show_is_withdrawn(desk: Diary, outcome: Outcome) -> None:
    """
    Unlike what is merely gone, it is not to be found any more.
    """
    desk.read("a")
    desk.refuse("a", outcome)

    assert (DocumentStatus.WITHDRAWN, 2) == (desk.document("a").status, desk.document("a").revision)
    assert EntryState.REFUSED is desk.entry("a").state


def test_a_304_does_not_bring_a_noindex_page_back(desk: Diary) -> None:
    """
    It says that the answer with noindex still holds.
    """
    desk.read("a", etag='"1"')
    desk.refuse("a", Outcome.NOINDEX, etag='"2"')
    desk.visit("a", ingest.record_not_modified, status=304)

    assert DocumentStatus.WITHDRAWN is desk.document("a").status
    assert (EntryState.REFUSED, Outcome.NOINDEX) == (desk.entry("a").state, desk.entry("a").last_outcome)


def test_robots_that_open_again_bring_the_document_back(desk: Diary) -> None:
    """
    With a whole answer: what the old one said is not taken for granted.
    """
    desk.read("a", etag='"1"')
    desk.refuse("a", Outcome.ROBOTS, status=None)
    assert desk.entry("a").etag is None

    desk.read("a")
    assert DocumentStatus.CURRENT is desk.document("a").status


def test_noindex_goes_before_gone(desk: Diary) -> None:
    """
    A withdrawn document does not become findable by being deleted, and a removed one can be withdrawn.
    """
    desk.read("a")
    desk.refuse("a", Outcome.NOINDEX)
    desk.gone("a", certain=True)
    assert DocumentStatus.WITHDRAWN is desk.document("a").status

    desk.read("b", "Noe annet.")
    desk.gone("b", certain=True)
    desk.refuse("b", Outcome.NOINDEX)
    assert DocumentStatus.WITHDRAWN is desk.document("b").status


@pytest.mark.parametrize("canonical_first", [True, False])
def test_a_duplicate_moves_to_the_canonical_address(desk: Diary, canonical_first: bool) -> None:
    """
    The canonical document answers for it, in whichever order the two are read.
    """
    desk.read("a?utskrift=1")
    steps = [lambda: desk.refuse("a?utskrift=1", Outcome.DUPLICATE, canonical=SITE + "a"), lambda: desk.read("a")]
    for step in reversed(steps) if canonical_first else steps:
        step()

    duplicate = desk.document("a?utskrift=1")
    assert (DocumentStatus.MOVED, desk.document("a").id) == (duplicate.status, duplicate.moved_to_id)


def test_duplicates_are_reconsidered_when_the_canonical_address_is_none(desk: Diary) -> None:
    """
    They are visited again in the same run, and whole.
    """
    desk.refuse("a", Outcome.DUPLICATE, canonical=SITE + "b", etag='"1"')
    desk.refuse("c", Outcome.DUPLICATE, canonical=SITE + "d", etag='"1"')
    with desk.db.write() as session:
        frontier.reconsider_duplicates(session, desk.source.id, SITE + "b", now=NOON)

    assert (NOON, None) == (desk.entry("a").next_at, desk.entry("a").etag)
    assert desk.entry("c").next_at > NOON
