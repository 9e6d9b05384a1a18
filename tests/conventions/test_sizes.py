"""Functions and files stay small enough to be read at once."""

from statistics import median

import pytest

from tests.conventions.repository import PACKAGES, functions, length, python_files, read

LONGEST_FUNCTION = 60
LONGEST_FILE = 400
MEDIAN_FUNCTION = 10
#: A migration is one list of operations, written once and never changed.
EXEMPT = "samla/migrations/versions/"


def measured() -> list[str]:
    return [name for name in python_files() if not name.startswith(EXEMPT)]


def test_functions() -> None:
    """No function is longer than 60 lines."""
    long = {
        f"{name}:{function.name}": length(function)
        for name in measured()
        for function in functions(name)
        if length(function) > LONGEST_FUNCTION
    }

    assert {} == long


def test_files() -> None:
    """No file is longer than 400 lines."""
    long = {name: lines for name in measured() if (lines := len(read(name).splitlines())) > LONGEST_FILE}

    assert {} == long


@pytest.mark.parametrize("folder", [*PACKAGES, "tests"])
def test_median(folder: str) -> None:
    """Half of the functions of every package have ten lines or fewer."""
    names = [name for name in python_files(folder) if not name.startswith(EXEMPT)]

    assert median(length(function) for name in names for function in functions(name)) <= MEDIAN_FUNCTION
