"""The numbers that records are ordered, grouped and weighed by."""

from datetime import date

from indexer.engines.fields import freshness, id_of, newest_key, oldest_key, work_key

MAY, JUNE = date(2024, 5, 17).toordinal(), date(2024, 6, 1).toordinal()


def test_the_newest_key_orders_by_date_and_then_by_id():
    """Descending: a later date first, and of one date the smaller id."""
    keys = {newest_key(day, doc_id): (day, doc_id) for day in (MAY, JUNE) for doc_id in (1, 2)}

    assert [(JUNE, 1), (JUNE, 2), (MAY, 1), (MAY, 2)] == [keys[key] for key in sorted(keys, reverse=True)]
    assert [1, 2, 1, 2] == [id_of(key) for key in sorted(keys, reverse=True)]


def test_the_oldest_key_orders_by_date_and_then_by_id():
    """Ascending: an earlier date first, and of one date the smaller id."""
    keys = {oldest_key(day, doc_id): (day, doc_id) for day in (MAY, JUNE) for doc_id in (1, 2)}

    assert [(MAY, 1), (MAY, 2), (JUNE, 1), (JUNE, 2)] == [keys[key] for key in sorted(keys)]


def test_works_share_a_number_and_other_documents_have_their_own():
    """A document without a work never meets another one's number."""
    assert work_key("a", 1) == work_key("a", 2)
    assert work_key("a", 1) != work_key("b", 1)
    assert work_key("", 1) != work_key("", 2)
    assert work_key("a", 1) < 1 << 52 <= work_key("", 0) < 1 << 53


def test_freshness_is_gentle():
    """No date is worth more than a tenth of a score."""
    values = [freshness(date(year, 1, 1).toordinal()) for year in (1, 1990, 2010, 2026, 2040, 9999)]

    assert values == sorted(values)
    assert (1.0, 1.1) == (values[0], values[-1])
