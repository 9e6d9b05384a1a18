"""How the word lists are made."""

import math
from pathlib import Path

import pytest

from indexer.analysis import lexicon
from indexer.data.build import Counts, firsts, lasts, read_words, write


@pytest.fixture
def counts(tmp_path: Path) -> Counts:
    """What a small text would give."""
    path = tmp_path / "law-counts-nb.tsv"
    path.write_text("kommune\t50\nkommuner\t30\nråd\t900\nmå\t500\nhage\t2\n", encoding="utf-8")
    return Counts([path])


def test_forms_of_a_word_are_counted_together(counts: Counts) -> None:
    """
    The weight is the logarithm of all of them.
    """
    assert math.log(80.5) == counts.weight("kommune")


def test_words_are_read_in_lower_case_and_letters_only(tmp_path: Path) -> None:
    """
    Abbreviations, hyphens and single letters stay out.
    """
    path = tmp_path / "lemmas.txt"
    path.write_text("Kommune\na-post\nb\nø.l.\nhage\n", encoding="utf-8")

    assert frozenset({"kommune", "hage"}) == read_words([path])


def test_short_and_rare_words_are_no_parts(counts: Counts) -> None:
    """
    Nor are prefixes and endings.
    """
    words = frozenset({"kommune", "råd", "hage", "for", "skap"})

    assert {"kommune", "råd"} == {word for word in firsts(words, counts) if word in words}
    assert {"kommun", "råd"} == set(lasts(words, counts))


def test_equal_tables_give_equal_bytes(tmp_path: Path) -> None:
    """
    So that a rebuild changes nothing that did not change.
    """
    write(tmp_path / "a.gz", {"råd": 1.04, "kommune": 1.0, "by": 2.0})
    write(tmp_path / "b.gz", {"by": 2.0, "kommune": 1.0, "råd": 1.04})

    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


def test_the_shipped_lists_are_there() -> None:
    """
    Over a hundred thousand words from the dictionary, several hundred pairs.
    """
    assert min(len(lexicon.firsts()), len(lexicon.lasts())) > 100_000
    assert len(lexicon.pairs()) > 400
    assert 12 == len(lexicon.checksum())
