"""Reads the vocabulary's data files: UTF-8, comma, a header row, "|" between several values."""

import csv
from collections.abc import Iterator
from datetime import date
from importlib.resources import files


def read_table(name: str) -> Iterator[dict[str, str]]:
    """Rows of one data file, by column name."""
    text = files(__package__).joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def split_values(value: str) -> tuple[str, ...]:
    """The values of a cell that may hold several."""
    return tuple(part.strip() for part in value.split("|") if part.strip())


def read_day(value: str) -> date | None:
    """A day from a cell, None from an empty one."""
    return date.fromisoformat(value) if value else None
