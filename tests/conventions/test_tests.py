"""Tests say what they are about."""

import ast

from tests.conventions.repository import functions, python_files, tree


def test_every_test_states_its_behaviour() -> None:
    """Every test has a docstring."""
    silent = [
        f"{name}:{function.name}"
        for name in python_files("tests")
        for function in functions(name)
        if function.name.startswith("test_") and not ast.get_docstring(function)
    ]

    assert [] == silent


def test_every_module_says_what_it_is_for() -> None:
    """Every file of Python begins with a sentence."""
    silent = [name for name in python_files() if tree(name).body and not ast.get_docstring(tree(name))]

    assert [] == silent
