"""The served region over real HTTP: validators, the log, the days, and what fails on purpose."""

import http.client
import socket
import time

import pytest

from demo.server import RequestSeen, free_ports, serve
from tests.support.ports import worker_port

_PAGE = "/no/meny/tjenester/naring/klokere-sammen/"
_REPORT = "/globalassets/dokumenter/plan/solvangplanen-2024-2036.pdf"


@pytest.mark.parametrize("path", [_PAGE, _REPORT, "/sitemap.xml", "/no/rss/", "/robots.txt"])
def test_a_known_etag_is_answered_304(get, path):
    """
    Pages, documents and discovery files alike answer 304 without a body to their own ETag.
    """
    first = get("solvang", path)
    again = get("solvang", path, If_None_Match=first.headers["ETag"])

    assert (304, b"") == (again.status, again.body)
    assert first.headers["ETag"] == again.headers["ETag"]


def test_another_etag_gets_the_page_even_when_the_date_is_new(get):
    """
    If-None-Match decides alone when both are sent.
    """
    first = get("solvang", _PAGE)
    again = get("solvang", _PAGE, If_None_Match='"other"', If_Modified_Since=first.headers["Last-Modified"])

    assert 200 == again.status


def test_weak_and_listed_etags_count(get):
    """
    A list of validators matches when one does, weak or strong.
    """
    tag = get("solvang", _PAGE).headers["ETag"]

    assert 304 == get("solvang", _PAGE, If_None_Match=f'"other", W/{tag}').status


def test_an_unchanged_date_is_answered_304(get):
    """
    If-Modified-Since works where no ETag is sent, and an earlier date gets the page.
    """
    stamp = get("solvang", _PAGE).headers["Last-Modified"]

    assert 304 == get("solvang", _PAGE, If_Modified_Since=stamp).status
    assert 200 == get("solvang", _PAGE, If_Modified_Since="Mon, 01 Jan 2018 00:00:00 GMT").status
    assert 200 == get("solvang", _PAGE, If_Modified_Since="yesterday").status


def test_errors_have_no_validators(get):
    """
    A missing page is never 304.
    """
    answer = get("solvang", "/no/nothing/", If_None_Match="*")

    assert 404 == answer.status
    assert "ETag" not in answer.headers


def test_head_tells_the_length_without_the_body(get):
    """
    HEAD answers with the headers of GET.
    """
    whole, head = get("solvang", _REPORT), get("solvang", _REPORT, method="HEAD")

    assert b"" == head.body
    assert str(len(whole.body)) == head.headers["Content-Length"]


def test_one_connection_serves_many_requests(region):
    """
    The connection is kept alive between requests.
    """
    connection = http.client.HTTPConnection("127.0.0.1", int(region.url("solvang", "").rsplit(":", 1)[1]), timeout=10)
    statuses = []
    for path in ("/no/", "/no/aktuelt/", "/no/nothing/"):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        statuses.append((answer.status, answer.will_close))
    connection.close()

    assert [(200, False), (200, False), (404, False)] == statuses


def test_the_log_tells_who_was_asked_for_what(region, get):
    """
    Every request is logged with site, method, path and status, query included.
    """
    get("lindvik", "/?ref=x")
    get("skarsdal", "/nothing", method="HEAD")

    assert [
        RequestSeen(slug="lindvik", method="GET", path="/?ref=x", status=200),
        RequestSeen(slug="skarsdal", method="HEAD", path="/nothing", status=404),
    ] == region.requests


def test_a_query_does_not_hide_a_page(get):
    """
    Tracking parameters lead to the same page.
    """
    assert get("solvang", "/no/").body == get("solvang", "/no/?utm_source=forside").body


def test_the_calendar_goes_on_for_ever(get):
    """
    Any month has a page with links to the ones before and after.
    """
    december = get("lindvik", "/aktivitetskalender/2399-12/")

    assert b"desember 2399" in december.body
    assert b"/aktivitetskalender/2400-01/" in december.body
    assert "ETag" not in december.headers


def test_the_slow_page_is_slow(get):
    """
    One page takes a second and a half.
    """
    begun = time.monotonic()
    get("universitetet", "/aktuelt/regnetung-side/")

    assert time.monotonic() - begun >= 1.5


def test_a_site_in_windows_1252_says_so_and_is(get):
    """
    The bytes are in the encoding the header declares.
    """
    answer = get("skarsdal", "/")

    assert "windows-1252" in answer.headers["Content-Type"]
    assert "Høyringar" in answer.body.decode("cp1252")
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("utf-8")


def test_the_day_can_be_switched_while_serving(region, get):
    """
    From the next request on the sites stand as on the other day, and back again.
    """
    path = "/no/aktuelt/halvparten-arbeider-heltid/"
    statuses = [get("solvang", path).status]
    for day in (2, 1):
        region.set_day(day)
        statuses.append(get("solvang", path).status)

    assert [404, 200, 404] == statuses


def test_a_changed_page_is_not_304_the_day_after(region, get):
    """
    The validators of day 1 do not hide what is new on day 2, and hold for what is not.
    """
    changed, same = "/no/meny/tjenester/arbeidsliv/heltid/", _PAGE
    tags = {path: get("solvang", path).headers["ETag"] for path in (changed, same)}
    region.set_day(2)

    assert 200 == get("solvang", changed, If_None_Match=tags[changed]).status
    assert 304 == get("solvang", same, If_None_Match=tags[same]).status


def test_closing_frees_the_ports(served_root):
    """
    After closing, twice for good measure, the same ports can be served again.
    """
    ports = free_ports(worker_port(22710))
    running = serve(served_root, day=1, ports=ports)
    running.close()
    running.close()

    with serve(served_root, day=1, ports=ports) as again:
        assert again.url("solvang") == f"http://127.0.0.1:{ports['solvang']}/no/"


def test_a_taken_port_is_named_and_nothing_is_left_open(served_root):
    """
    When another program has a port the error names it, and the other ports are freed.
    """
    ports = free_ports(worker_port(23710))
    with socket.create_server(("127.0.0.1", ports["universitetet"])):
        with pytest.raises(OSError, match=f"port {ports['universitetet']} "):
            serve(served_root, day=1, ports=ports)

        with socket.create_server(("127.0.0.1", ports["solvang"])):
            pass


def test_free_ports_pass_over_those_in_use():
    """
    A port somebody listens on is not offered.
    """
    first = free_ports(worker_port(24710))["solvang"]
    with socket.create_server(("127.0.0.1", first)):
        assert first not in free_ports(first).values()
