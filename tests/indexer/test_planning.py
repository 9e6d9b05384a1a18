"""Plans: which terms a search asks for."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import norwegian
from indexer.plan import AllOf, AnyOf, InZone, NoneOf, Plan, PlanNode, Stream, Term, TermPhrase, TermPrefix, Zone
from indexer.planning import QueryWord, make_plan, query_terms
from indexer.query import SearchQuery

WHOLE, PARTS, SURFACE, GRAMS = Stream.WHOLE, Stream.PARTS, Stream.SURFACE, Stream.GRAMS


def plan(text: str, *, exact: bool = False, relaxed: bool = False) -> Plan:
    return make_plan(SearchQuery(text=text, exact=exact), norwegian(), relaxed=relaxed)


def word(text: str) -> AnyOf:
    """How a word that is no compound is asked for."""
    key = norwegian().key(text)
    return AnyOf((Term(WHOLE, key), Term(PARTS, key, 0.5), Term(SURFACE, text, 0.3)))


def leaves(node: PlanNode | None) -> Iterator[PlanNode]:
    match node:
        case AllOf(nodes=nodes) | AnyOf(nodes=nodes) | NoneOf(nodes=nodes):
            for child in nodes:
                yield from leaves(child)
        case InZone(node=child):
            yield from leaves(child)
        case None:
            return
        case _:
            yield node


def test_a_word_is_asked_for_in_any_form_in_compounds_and_as_typed() -> None:
    """
    Best as the word itself, less inside a compound; the form typed adds a little.
    """
    assert word("kommuner") == plan("Kommuner").must


def test_all_words_are_asked_for() -> None:
    """
    One after the other.
    """
    assert AllOf((word("partnerskap"), word("kommune"))) == plan("partnerskap kommune").must


def test_a_compound_may_also_come_in_its_parts() -> None:
    """
    All of them, each as a word or inside another compound.
    """
    pieces = AllOf(tuple(AnyOf((Term(WHOLE, key, 0.5), Term(PARTS, key, 0.5))) for key in ("kompetans", "behov")))

    must = plan("kompetansebehov").must

    assert isinstance(must, AnyOf)
    assert pieces in must.nodes
    assert Term(WHOLE, "kompetansbehov", 0.5) in must.nodes


def test_stop_words_only_lift() -> None:
    """
    They are not required beside other words.
    """
    made = plan("råd for eldre")

    assert AllOf((word("råd"), word("eldre"))) == made.must
    assert Term(WHOLE, "for", 0.5) in made.should


def test_stop_words_alone_are_required() -> None:
    """
    Someone may look for just them.
    """
    assert AllOf((word("til"), word("og"))) == plan("til og").must


def test_letters_in_common_never_decide() -> None:
    """
    Trigrams are lifts, and share one weight.
    """
    made = plan("partnerskap")
    grams = [node for node in made.should if isinstance(node, Term) and node.stream is GRAMS]

    assert GRAMS not in {leaf.stream for leaf in leaves(made.must) if isinstance(leaf, Term)}
    assert 0.9 == pytest.approx(sum(gram.weight for gram in grams))


def test_words_side_by_side_lift() -> None:
    """
    Close together is better.
    """
    keys = tuple(map(norwegian().key, ("møte", "kommuner")))

    assert TermPhrase(WHOLE, keys, 0.2) in plan("møte kommuner").should


def test_a_phrase_is_asked_for_in_any_inflection() -> None:
    """
    By the keys of its words, in their order.
    """
    keys = tuple(map(norwegian().key, ("smart", "spesialisering")))

    assert TermPhrase(WHOLE, keys) == plan("«smart spesialisering»").must


def test_exact_words_are_asked_for_as_written() -> None:
    """
    No other form, no compound, no lift by letters.
    """
    made = plan('kommuner "gode råd"', exact=True)

    assert AllOf((Term(SURFACE, "kommuner"), TermPhrase(SURFACE, ("gode", "råd")))) == made.must
    assert () == made.should


def test_a_negated_word_means_itself() -> None:
    """
    Compounds that have it as a part are not ruled out.
    """
    assert AllOf((word("barn"), NoneOf((Term(WHOLE, norwegian().key("skole")),)))) == plan("barn -skole").must


def test_a_title_word_is_asked_for_in_the_title() -> None:
    """
    And nowhere else.
    """
    assert InZone(Zone.TITLE, word("kommune")) == plan("tittel:kommune").must


def test_a_start_of_words() -> None:
    """
    As a prefix of surface terms.
    """
    assert TermPrefix("omstill") == plan("Omstill*").must


@pytest.mark.parametrize(("typed", "joined"), [("covid-19", "covid19"), ("99 00 00 01", "99000001")])
def test_what_belongs_together_may_be_written_as_one(typed: str, joined: str) -> None:
    """
    Side by side, as one word, or as what the index joined.
    """
    must = plan(typed).must

    assert isinstance(must, AnyOf)
    assert isinstance(must.nodes[0], TermPhrase)
    assert {Term(WHOLE, joined), Term(PARTS, joined, 0.5)} <= set(must.nodes)


def test_a_word_typed_without_norwegian_letters_is_asked_for_with_them() -> None:
    """
    At less than its own weight.
    """
    must = plan("naering").must

    assert isinstance(must, AnyOf)
    assert Term(WHOLE, norwegian().key("næring"), 0.5) in must.nodes


def test_relaxed_any_word_is_enough_but_negations_hold() -> None:
    """
    For searches that find nothing with all words.
    """
    barred = NoneOf((Term(WHOLE, norwegian().key("skole")),))

    assert AllOf((AnyOf((word("barn"), word("eldre"))), barred)) == plan("barn eldre -skole", relaxed=True).must


@pytest.mark.parametrize("text", ["", "  ", "kilde:solvik", "!?"])
def test_no_words_ask_for_nothing(text: str) -> None:
    """
    Filters alone decide.
    """
    assert Plan(must=None) == plan(text)


def test_query_terms_leave_negations_and_lifts_out() -> None:
    """
    One entry per required word, a compound with its pieces.
    """
    first, second = query_terms(plan("kompetansebehov for kommune -skole"))

    assert (frozenset({"kompetans", "behov"}),) == first.pieces
    assert QueryWord(whole=second.whole, parts=second.whole, surfaces=frozenset({"kommune"})) == second


@given(st.text(max_size=300))
def test_any_search_has_a_plan_of_bounded_size(text: str) -> None:
    """
    Thirty-two words cannot become thousands of terms.
    """
    assert sum(1 for _ in leaves(plan(text).must)) <= 32 * 80
