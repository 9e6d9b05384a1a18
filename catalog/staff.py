"""Staff accounts: adding, checking a password, changing and disabling."""

import re
import unicodedata
from datetime import datetime
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from catalog.models import Role, User

MINIMUM_PASSWORD = 12
#: Hashing takes time in step with the length, so nobody may send us a book.
_MAXIMUM_PASSWORD = 500
_NAME = re.compile(r"[a-z0-9æøå]([a-z0-9æøå._@-]{0,78}[a-z0-9æøå])?")


class StaffError(ValueError):
    """An account that cannot be made or changed; the message says what to do."""


def add_user(session: Session, name: str, password: str, role: Role, *, now: datetime) -> User:
    """Add an account; raises StaffError when the name is taken or no use, or the password too short."""
    name = normal_name(name)
    if not _NAME.fullmatch(name):
        raise StaffError(f"{name!r} is no good as a name: use letters, digits and . _ - @, at most 80 in all")
    if find_user(session, name) is not None:
        raise StaffError(f"there is a user {name!r} already: choose another name")
    user = User(name=name, password_hash=_hash(name, password), role=role, created_at=now, disabled_at=None)
    session.add(user)
    session.flush()
    return user


def normal_name(name: str) -> str:
    """The one spelling of a name: no spaces around it, small letters."""
    return unicodedata.normalize("NFKC", name).strip().lower()


def _hash(name: str, password: str) -> str:
    if len(password) < MINIMUM_PASSWORD:
        raise StaffError(f"the password has {len(password)} characters; it needs {MINIMUM_PASSWORD} or more")
    if len(password) > _MAXIMUM_PASSWORD:
        raise StaffError(f"the password has {len(password)} characters; it may have {_MAXIMUM_PASSWORD} at most")
    if len(set(password)) < 5 or (len(name) > 3 and name in password.lower()):
        raise StaffError("the password is easy to guess: do not repeat a few characters or put the name in it")
    return generate_password_hash(_normal_password(password), method="scrypt")


def _normal_password(password: str) -> str:
    # Keyboards differ in whether å is one character or two.
    return unicodedata.normalize("NFKC", password)


def find_user(session: Session, name: str) -> User | None:
    """The account of that name, disabled or not."""
    return session.scalars(select(User).where(User.name == normal_name(name))).first()


def get_user(session: Session, name: str) -> User:
    """The account of that name; raises StaffError when there is none."""
    user = find_user(session, name)
    if user is None:
        raise StaffError(f"there is no user {name!r}; see `samla users list`")
    return user


def list_users(session: Session) -> list[User]:
    """Every account, by name."""
    return list(session.scalars(select(User).order_by(User.name)))


def verify_password(session: Session, name: str, password: str) -> User | None:
    """The account when name and password fit and it is not disabled; an unknown name takes as long as a known one."""
    user = find_user(session, name) if len(password) <= _MAXIMUM_PASSWORD else None
    kept = user.password_hash if user is not None else _nobodys_hash()
    fits = check_password_hash(kept, _normal_password(password[:_MAXIMUM_PASSWORD]))
    return user if user is not None and fits and user.disabled_at is None else None


@cache
def _nobodys_hash() -> str:
    return generate_password_hash("nobody has this password", method="scrypt")


def find_signed_in(session: Session, user_id: int, epoch: int) -> User | None:
    """The account a session belongs to, unless it was disabled or its sessions were ended since."""
    user = session.get(User, user_id)
    return user if user is not None and user.disabled_at is None and user.session_epoch == epoch else None


def change_password(session: Session, name: str, password: str) -> User:
    """Give the account another password and end its sessions."""
    user = get_user(session, name)
    user.password_hash = _hash(user.name, password)
    user.session_epoch += 1
    return user


def disable(session: Session, name: str, *, now: datetime) -> User:
    """Let the account in no more and end its sessions; the last admin cannot be disabled."""
    user = get_user(session, name)
    if user.disabled_at is not None:
        return user
    if user.role is Role.ADMIN and _count_admins(session) == 1:
        raise StaffError(f"{user.name!r} is the only admin: add another one first")
    user.disabled_at = now
    user.session_epoch += 1
    return user


def enable(session: Session, name: str) -> User:
    """Let a disabled account in again."""
    user = get_user(session, name)
    user.disabled_at = None
    return user


def _count_admins(session: Session) -> int:
    return (
        session.scalar(
            select(func.count()).select_from(User).where(User.role == Role.ADMIN, User.disabled_at.is_(None))
        )
        or 0
    )


def end_sessions(session: Session, user_id: int) -> None:
    """Sign the account out everywhere."""
    session.get_one(User, user_id).session_epoch += 1
