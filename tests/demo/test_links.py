"""Every link of the region leads somewhere, or nowhere on purpose."""

from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from demo.features import DEAD_LINKS
from demo.region import SITES
from tests.demo.conftest import PORTS, BuiltDay

_SLUG_AT = {f"127.0.0.1:{port}": slug for slug, port in PORTS.items()}


def _links(day: BuiltDay) -> Iterator[tuple[str, str, str]]:
    """
    Every link as (site it stands on, page it stands on, full target).
    """
    for slug, answers in day.answers.items():
        for path, answer in answers.items():
            if answer.status == 200 and answer.content_type.startswith("text/html") and not answer.calendar:
                soup = BeautifulSoup(day.body(slug, path), "lxml", from_encoding=answer.content_type.split("=")[1])
                here = f"http://127.0.0.1:{PORTS[slug]}{path if path != '*' else '/'}"
                yield from (
                    (slug, path, urljoin(here, str(anchor["href"]))) for anchor in soup.find_all("a", href=True)
                )


def _answer_status(day: BuiltDay, slug: str, path: str) -> int:
    answers = day.answers[slug]
    if path.startswith("/aktivitetskalender/"):
        path = "/aktivitetskalender/"
    answer = answers.get(path) or answers.get(path.partition("?")[0]) or answers["*"]
    if answer.location.startswith("/"):
        return _answer_status(day, slug, answer.location)
    return answer.status


@pytest.mark.slow
@pytest.mark.parametrize("day_name", ["day_one", "day_two"])
def test_every_internal_link_resolves_or_is_dead_on_purpose(request, day_name):
    """
    Links within and between the sites end at a page, except those listed as dead.
    """
    day = request.getfixturevalue(day_name)
    broken = set()
    for slug, page, target in _links(day):
        parts = urlsplit(urldefrag(target)[0])
        if parts.scheme != "http" or parts.netloc not in _SLUG_AT:
            continue
        where = _SLUG_AT[parts.netloc]
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        soft = where == "universitetet" and path not in day.answers[where]
        if (soft or _answer_status(day, where, path) >= 400) and (where, path) not in DEAD_LINKS:
            broken.add((slug, page, target))

    assert set() == broken


@pytest.mark.slow
def test_links_out_of_the_region_go_to_example_hosts_only(day_one):
    """
    No text links to a host that might exist.
    """
    hosts = {urlsplit(target).netloc for _slug, _page, target in _links(day_one)} - set(_SLUG_AT) - {""}

    assert {"example.org"} == hosts


@pytest.mark.slow
def test_every_dead_link_is_linked_to(day_one):
    """
    What is listed as dead on purpose stands on some page.
    """
    linked = {urldefrag(target)[0] for _slug, _page, target in _links(day_one)}
    dead = {f"http://127.0.0.1:{PORTS[slug]}{path}" for slug, path in DEAD_LINKS}

    assert set() == dead - linked


@pytest.mark.slow
def test_every_page_can_be_reached_from_the_start_page(day_one):
    """
    Following links from the start pages, or the sitemap, meets every page a reader is meant to find.
    """
    linked = {urldefrag(target)[0].partition("?")[0] for _slug, _page, target in _links(day_one)}
    sitemaps = b"".join(
        day_one.body(slug, path)
        for slug, answers in day_one.answers.items()
        for path, answer in answers.items()
        if answer.content_type.startswith("application/xml")
    ).decode()
    lost = set()
    for site in SITES:
        for path, answer in day_one.answers[site.slug].items():
            url = f"http://127.0.0.1:{PORTS[site.slug]}{path}"
            page = answer.status == 200 and answer.content_type.startswith("text/html") and path != "*"
            if page and url not in linked and url not in sitemaps:
                lost.add((site.slug, path))

    hidden = {
        ("solvang", "/no/intern/vaktliste/"),
        ("skarsdal", "/getfile.php/intern/personalliste.html"),
        ("midtdalsradet", "/internt/saksliste/"),
        ("lindvik", "/planer-og-horinger/strategi-uten-innhold/"),
    }
    assert hidden >= lost
