"""INSERT … ON CONFLICT, which SQLite and PostgreSQL both have and SQLAlchemy keeps apart."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from catalog.models import Base


def insert_into(session: Session, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An insert that can be told what to do when the row is there already, for the database of the session."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
