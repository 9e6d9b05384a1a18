"""What people type, and what is made of it."""

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.parsing import MAX_WORDS, ParsedText, Remark, parse, with_typed_filters
from indexer.query import And, Field, Node, Not, Or, Phrase, SearchQuery, Word

A, B, C = Word("a"), Word("b"), Word("c")
#: Pieces that mean something to the grammar, and some that should not.
PIECES = st.sampled_from(
    [
        *("næring", "a", '"', "«", "»", "(", ")", "-", " OR ", " ELLER ", " OG ", "NOT ", "IKKE ", ":", "*", " "),
        *("tittel:", "kilde:", "år:", "2023", "99 00 00 01", "\\", "'", "+", "~", "[", "^", "\x00", "\n", "…"),
        *("\u202f", "\ud800"),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", A),
        ("a b", And((A, B))),
        ("a og b", And((A, Word("og"), B))),
        ("a OG b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a ELLER b c", And((Or((A, B)), C))),
        ("a OR b AND c", Or((A, And((B, C))))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("a -b", And((A, Not(B)))),
        ("a IKKE b", And((A, Not(B)))),
        ("NOT (a OR b)", Not(Or((A, B)))),
        ("IKKE IKKE a", A),
        ('"a b" c', And((Phrase(("a", "b")), C))),
        ("«a b», c", And((Phrase(("a", "b")), C))),
        ("“a b”", Phrase(("a", "b"))),
        ("nær*", Word("nær", prefix=True)),
        ("tittel:a b", And((Field("title", A), B))),
        ('Title:"a b"', Field("title", Phrase(("a", "b")))),
        ("tittel:(a b)", And((Field("title", A), Field("title", B)))),
        ("a a a", A),
        ("covid-19", Word("covid-19")),
        ("ring 99 00 00 01", And((Word("ring"), Word("99 00 00 01")))),
        ("post@solvik.example.org", Word("post@solvik.example.org")),
        ("https://solvik.example.org/tilskudd", Word("https://solvik.example.org/tilskudd")),
    ],
)
def test_the_grammar(text: str, expected: Node) -> None:
    """
    Each construction alone, understood without remarks.
    """
    assert ParsedText(root=expected) == parse(text)


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("kilde:solvik-kommune", {"source": ("solvik-kommune",)}),
        ("stad:Solvik", {"place": ("solvik",)}),
        ('sted:"Ytre Nordvik"', {"place": ("ytre-nordvik",)}),
        ("tema:Bærekraft", {"topic": ("baerekraft",)}),
        ("type:pdf", {"type": ("pdf",)}),
        ("språk:nynorsk", {"language": ("nn",)}),
        ("sprak:norsk", {"language": ("nb", "nn")}),
        ("år:2021-2023", {"year": ("2021", "2022", "2023")}),
        ("AR:2021", {"year": ("2021",)}),
        ("kilde:b kilde:a", {"source": ("a", "b")}),
    ],
)
def test_a_field_and_a_value_make_a_filter(text: str, filters: dict[str, tuple[str, ...]]) -> None:
    """
    Values become slugs, as the facets have them.
    """
    assert ParsedText(filters=filters) == parse(text)


@pytest.mark.parametrize(
    ("text", "expected", "remark"),
    [
        ('"a b', And((A, B)), Remark.OPEN_QUOTE),
        ("(a b", And((A, B)), Remark.OPEN_BRACKET),
        ("a OR", A, Remark.STRAY_OPERATOR),
        ("na* a", And((Word("na"), A)), Remark.SHORT_PREFIX),
        ("*ring", Word("*ring"), Remark.INNER_STAR),
        ("foo:bar", And((Word("foo"), Word("bar"))), Remark.UNKNOWN_FIELD),
        ("kilde: a", And((Word("kilde:"), A)), Remark.EMPTY_FIELD),
        ("-kilde:b a", A, Remark.NEGATED_FILTER),
        ("år:snart a", And((Word("snart"), A)), Remark.UNKNOWN_YEAR),
        ("år:0001-9999", Word("0001-9999"), Remark.UNKNOWN_YEAR),
        ("!?", None, Remark.NO_WORDS),
    ],
)
def test_what_is_not_understood_is_said_and_searched_for_as_words(text: str, expected: Node, remark: Remark) -> None:
    """
    One remark, and as much of the search as makes sense.
    """
    assert ParsedText(root=expected, remarks=(remark,)) == parse(text)


def test_an_operator_alone_is_a_word() -> None:
    """
    Someone may look for it.
    """
    assert ParsedText(root=Word("OR")) == parse("OR")


def test_a_long_text_is_cut_between_words() -> None:
    """
    The rest is left out, and that is said.
    """
    parsed = parse("ordbok " * 60)

    assert (Word("ordbok"), (Remark.TOO_LONG, Remark.TOO_MANY_WORDS)) == (parsed.root, parsed.remarks)


def test_a_search_has_so_many_words_at_most() -> None:
    """
    The first ones are kept.
    """
    parsed = parse(" ".join(f"o{number}" for number in range(MAX_WORDS + 5)))

    assert isinstance(parsed.root, And)
    assert (MAX_WORDS, (Remark.TOO_MANY_WORDS,)) == (len(parsed.root.nodes), parsed.remarks)


def test_brackets_too_deep_are_taken_away() -> None:
    """
    All the words are wanted then.
    """
    parsed = parse("a (b OR (c (d OR (e (f OR (g (h OR (i (j OR k)))))))))")

    assert (And(tuple(map(Word, "abcdefghijk"))), (Remark.TOO_DEEP,)) == (parsed.root, parsed.remarks)


def test_typed_filters_join_the_chosen_ones() -> None:
    """
    Values of one facet mean any of them.
    """
    query = SearchQuery(text="havn kilde:solvik år:2024", filters={"source": ("nordvik",)})

    assert {"source": ("nordvik", "solvik"), "year": ("2024",)} == with_typed_filters(query).filters


@given(st.text(max_size=400))
def test_nothing_typed_is_an_error(text: str) -> None:
    """
    Any text gives an answer.
    """
    assert isinstance(parse(text), ParsedText)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=120).map("".join))
def test_nothing_typed_in_the_grammar_takes_long(text: str) -> None:
    """
    However operators, quotes and brackets are mixed.
    """
    started = perf_counter()

    parsed = parse(text)

    assert perf_counter() - started < 0.5
    assert set(parsed.remarks) <= set(Remark)


@pytest.mark.parametrize(
    "text", ["(" * 5000, '"' * 5001, "-" * 5000, "*" * 5000, "a:" * 5000, "NOT " * 2000, "(" * 128 + ")" * 128]
)
def test_queries_of_death_are_short_work(text: str) -> None:
    """
    Measured at under 10 ms each.
    """
    started = perf_counter()

    parse(text)

    assert perf_counter() - started < 0.5
