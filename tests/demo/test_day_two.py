"""What day 2 changes, and what it only seems to change."""

import pytest
from bs4 import BeautifulSoup

from demo.day_two import CHANGED, CHANGED_LISTS, CHROME_ONLY, DATE_ONLY, GONE, MOVED, NEW
from demo.region import SITES
from demo.searches import NEWS
from tests.demo.conftest import BuiltDay

_DATES = (".page-dates", ".publisert", ".datolinje", ".article-info", ".byline", ".dato", ".submitted", ".entry-meta")


def _main_text(day: BuiltDay, slug: str, path: str) -> str:
    soup = BeautifulSoup(day.body(slug, path), "lxml", from_encoding=day.answers[slug][path].content_type.split("=")[1])
    main = soup.select_one("main, #innhold, #hovudinnhald, #hovedinnhold, #main") or soup
    for element in main.select(", ".join(_DATES)):
        element.decompose()
    return main.get_text(" ", strip=True)


def _common_pages(day_one: BuiltDay, day_two: BuiltDay, slug: str) -> list[str]:
    first, second = day_one.answers[slug], day_two.answers[slug]
    both = [path for path in first if path in second and first[path].status == second[path].status == 200]
    return [path for path in both if first[path].content_type.startswith("text/html")]


@pytest.mark.slow
def test_exactly_the_told_pages_have_another_text(day_one, day_two):
    """
    A page whose main text differs is listed as changed, and the other way round.
    """
    changed = {
        (site.slug, path)
        for site in SITES
        for path in _common_pages(day_one, day_two, site.slug)
        if _main_text(day_one, site.slug, path) != _main_text(day_two, site.slug, path)
    }

    assert {*CHANGED, *CHANGED_LISTS} == changed


def test_exactly_the_told_addresses_are_new(day_one, day_two):
    """
    What answers 200 on day 2 only is news or a moved page.
    """
    new = {
        (slug, path)
        for slug, answers in day_two.answers.items()
        for path, answer in answers.items()
        if answer.status == 200 and path not in day_one.answers[slug]
    }

    assert {*NEW, *MOVED.values()} == new


def test_a_moved_page_redirects_to_the_same_text(day_one, day_two):
    """
    The old address answers 301 and the new one has the text of the old.
    """
    for (slug, old), (_same, new) in MOVED.items():
        answer = day_two.answers[slug][old]

        assert (301, new) == (answer.status, answer.location)
        assert _main_text(day_one, slug, old) == _main_text(day_two, slug, new)


def test_pages_that_are_gone_say_so(day_one, day_two):
    """
    They answered 200 on day 1 and 404 or 410 on day 2.
    """
    assert {200} == {day_one.answers[slug][path].status for slug, path in GONE}
    assert GONE == {(slug, path): day_two.answers[slug][path].status for slug, path in GONE}


def test_a_new_date_stamp_changes_bytes_but_not_the_text(day_one, day_two):
    """
    The page and its ETag differ, its main text without the date line does not.
    """
    for slug, path in DATE_ONLY:
        assert day_one.answers[slug][path].etag != day_two.answers[slug][path].etag
        assert _main_text(day_one, slug, path) == _main_text(day_two, slug, path)


def test_new_menu_and_cookie_text_change_every_page_of_one_site(day_one, day_two):
    """
    All pages of the site have other bytes, while only its list of news has another text.
    """
    for slug in CHROME_ONLY:
        pages = _common_pages(day_one, day_two, slug)
        first, second = day_one.answers[slug], day_two.answers[slug]
        same_bytes = [path for path in pages if first[path].etag and first[path].etag == second[path].etag]

        assert ["/contentassets/deadbeef00000000deadbeef00000000/vedlegg-2.pdf"] >= same_bytes


def test_documents_of_day_one_are_untouched(day_one, day_two):
    """
    No document changes its bytes.
    """
    for slug, answers in day_one.answers.items():
        documents = [
            path for path in answers if path.endswith((".pdf", ".pptx", ".docx", ".xlsx")) and answers[path].etag
        ]
        real = [path for path in documents if "deadbeef" not in path]
        assert {path: answers[path].etag for path in real} == {path: day_two.answers[slug][path].etag for path in real}


def test_feeds_and_sitemaps_tell_the_news(day_one, day_two):
    """
    The new page is in the feed and the sitemap of day 2, with its day.
    """
    page = "/no/aktuelt/halvparten-arbeider-heltid/"
    feed, pages = day_two.body("solvang", "/no/rss/").decode(), day_two.body("solvang", "/sitemap-sider.xml").decode()

    assert page not in day_one.body("solvang", "/no/rss/").decode()
    assert page in feed
    assert "Tue, 03 Nov 2026" in feed
    assert "<lastmod>2026-11-03</lastmod>" in pages


def test_every_saved_search_has_news_in_both_forms(day_two):
    """
    «heltid» and «partnerskap» have news in bokmål and in nynorsk.
    """
    answered = {query: {day_two.answers[slug][path].status for slug, path in news} for query, news in NEWS.items()}

    assert {"heltid": {200}, "partnerskap": {200}, "smart spesialisering": {200}} == answered
