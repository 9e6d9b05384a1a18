"""What engines are asked for, made of a query and its plan."""

from indexer.engines.selection import Selection, page_plan, select
from indexer.plan import AllOf, AnyOf, InZone, NoneOf, Plan, Stream, Term, Zone
from indexer.query import SearchQuery

HAVN, KAI = Term(Stream.WHOLE, "havn"), Term(Stream.SURFACE, "kai")


def test_equal_queries_give_equal_selections():
    """Neither the order nor repetition of values matters, and empty filters are none."""
    one = select(
        SearchQuery(filters={"topic": ("b", "a", "b"), "source": (), "unknown": ("x",)}), Plan(must=HAVN), None
    )
    other = select(SearchQuery(filters={"topic": ("a", "b")}), Plan(must=HAVN), None)

    assert one == other
    assert hash(one) == hash(other)
    assert ("topic",) == one.filtered
    assert () == one.without("topic").filtered


def test_a_page_answers_for_the_text_only():
    """What is asked of titles, what is ruled out and the letters in common are the document's affair."""
    must = AllOf((HAVN, InZone(Zone.TITLE, KAI), InZone(Zone.BODY, KAI), NoneOf((KAI,))))

    plan = page_plan(Plan(must=must, should=(Term(Stream.GRAMS, "hav"), HAVN)))

    assert Plan(must=AllOf((HAVN, KAI)), should=(HAVN,)) == plan


def test_no_page_answers_for_a_title():
    """Nothing is left to look for in the pages."""
    assert page_plan(Plan(must=None)) is None
    assert page_plan(Plan(must=InZone(Zone.TITLE, HAVN))) is None
    assert page_plan(Plan(must=AllOf((NoneOf((HAVN,)), AnyOf((InZone(Zone.LINKS, KAI),)))))) is None


def test_only_words_make_scores():
    """Where nothing is asked for but absence, the date decides the order."""
    assert Selection(plan=Plan(must=AllOf((HAVN,)))).is_scored
    assert Selection(plan=Plan(must=None, should=(KAI,))).is_scored
    assert not Selection(plan=Plan(must=NoneOf((HAVN,)))).is_scored
    assert not Selection(plan=Plan(must=None)).is_scored
