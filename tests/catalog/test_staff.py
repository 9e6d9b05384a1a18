"""Staff accounts and the note of what they did."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from catalog import audit, staff
from catalog.database import Database
from catalog.models import Role, User
from catalog.staff import StaffError
from tests.support.catalogue import NOON

PASSWORD = "blåbær på fjellet"


def add(session: Session, name: str = "redaktør", role: Role = Role.ADMIN) -> User:
    return staff.add_user(session, name, PASSWORD, role, now=NOON)


def test_the_right_password_opens(db: Database) -> None:
    """
    Name and password fit, whatever the capitals and spaces around the name.
    """
    with db.write() as session:
        user = add(session)

        assert user is staff.verify_password(session, " Redaktør ", PASSWORD)


def test_a_wrong_password_or_name_does_not(db: Database) -> None:
    """
    An unknown name and a wrong password give the same answer.
    """
    with db.write() as session:
        add(session)

        assert staff.verify_password(session, "redaktør", PASSWORD + "!") is None
        assert staff.verify_password(session, "ingen", PASSWORD) is None
        assert staff.verify_password(session, "redaktør", "x" * 10_000) is None


def test_a_letter_in_two_parts_is_the_same_letter(db: Database) -> None:
    """
    An å typed as a with a ring is an å.
    """
    with db.write() as session:
        user = add(session)

        assert user is staff.verify_password(session, "redaktør", PASSWORD.replace("å", "a\u030a"))


def test_the_password_is_not_stored(db: Database) -> None:
    """
    Only a salted scrypt hash is kept.
    """
    with db.write() as session:
        first, second = add(session, "en"), add(session, "to")

    assert first.password_hash.startswith("scrypt:")
    assert first.password_hash != second.password_hash
    assert PASSWORD not in first.password_hash


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("elleve tegn", "needs 12"),
        ("x" * 501, "at most"),
        ("aaaaaaaaaaaaaa", "easy to guess"),
        ("xx redaktør xx", "easy to guess"),
    ],
)
def test_a_weak_password_is_refused(db: Database, password: str, why: str) -> None:
    """
    Too short, too long, a few characters over and over, or the name itself.
    """
    with pytest.raises(StaffError, match=why), db.write() as session:
        staff.add_user(session, "redaktør", password, Role.EDITOR, now=NOON)


@pytest.mark.parametrize("name", ["", "  ", "a b", "-x", "x" * 81, "<b>"])
def test_a_name_that_is_no_use_is_refused(db: Database, name: str) -> None:
    """
    Names are letters, digits and a few signs.
    """
    with pytest.raises(StaffError, match="no good as a name"), db.write() as session:
        add(session, name)


def test_a_taken_name_is_refused(db: Database) -> None:
    """
    Names differ by more than capitals.
    """
    with db.write() as session:
        add(session)
        with pytest.raises(StaffError, match="already"):
            add(session, "REDAKTØR")


def test_a_disabled_account_is_shut_and_its_sessions_end(db: Database) -> None:
    """
    Disabling works at once, also for whoever is signed in.
    """
    with db.write() as session:
        add(session, "sjef")
        user = add(session, role=Role.EDITOR)
        epoch = user.session_epoch
        assert user is staff.find_signed_in(session, user.id, epoch)
        staff.disable(session, "redaktør", now=NOON)

        assert staff.verify_password(session, "redaktør", PASSWORD) is None
        assert staff.find_signed_in(session, user.id, epoch) is None
        staff.enable(session, "redaktør")
        assert user is staff.verify_password(session, "redaktør", PASSWORD)
        assert staff.find_signed_in(session, user.id, epoch) is None


def test_the_last_admin_cannot_be_disabled(db: Database) -> None:
    """
    Somebody must be able to let people in.
    """
    with db.write() as session:
        add(session)
        with pytest.raises(StaffError, match="only admin"):
            staff.disable(session, "redaktør", now=NOON)


def test_a_new_password_ends_the_sessions(db: Database) -> None:
    """
    Whoever got in with the old one is out.
    """
    with db.write() as session:
        user = add(session)
        epoch = user.session_epoch
        staff.change_password(session, "redaktør", "tyttebær i skogen")

        assert staff.verify_password(session, "redaktør", PASSWORD) is None
        assert staff.find_signed_in(session, user.id, epoch) is None


def test_an_unknown_account_is_an_error_that_says_where_to_look(db: Database) -> None:
    """
    Commands that name an account get told how to list them.
    """
    with pytest.raises(StaffError, match="samla users list"), db.write() as session:
        staff.disable(session, "ingen", now=NOON)


def test_what_was_done_is_noted_newest_first(db: Database) -> None:
    """
    An entry says who, what, to which, when and with which details.
    """
    with db.write() as session:
        audit.note(session, actor="a", action="source.pause", subject="solvik", now=NOON)
        audit.note(
            session, actor="b", action="crawl.ask", subject="fjellvang", detail={"full": True}, now=NOON + timedelta(1)
        )

    with db.read() as session:
        assert ["b", "a"] == [entry.actor for entry in audit.recent_entries(session)]
        assert [{"full": True}] == [entry.detail for entry in audit.recent_entries(session, subject="fjellvang")]
