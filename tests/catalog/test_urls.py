"""Addresses: one canonical form, and what is inside a source."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.urls import MAX_LENGTH, AddressError, Scope, canonicalise

_HOSTS = st.sampled_from(["solvik.test", "WWW.Solvik.Test", "sølvik.test", "127.0.0.1", "[::1]", "solvik.test:8080"])
_TEXT = st.text(alphabet=string.ascii_letters + "æøåÆ %2eFf/.;=&+~!'()*,:@?|<>\"\\^{}[]`#\t", max_size=60)


@given(host=_HOSTS, rest=_TEXT)
def test_the_canonical_form_is_its_own_canonical_form(host: str, rest: str) -> None:
    """
    Whatever the address, a second pass changes nothing: otherwise one page has two entries.
    """
    once = canonicalise(f"http://{host}/{rest}")

    assert once == canonicalise(once)


@given(path=_TEXT.filter(lambda text: "#" not in text and "?" not in text), fragment=_TEXT)
def test_the_fragment_never_matters(path: str, fragment: str) -> None:
    """
    Two links that differ only after # lead to one page.
    """
    address = f"http://solvik.test/{path}x"

    assert canonicalise(address) == canonicalise(f"{address}#{fragment}")


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTPS://Solvik.Test:443", "https://solvik.test/"),
        ("http://solvik.test:443/", "http://solvik.test:443/"),
        ("http://solvik.test./side", "http://solvik.test/side"),
        ("http://bruker:hemmelig@solvik.test/", "http://solvik.test/"),
        ("http://sølvik.test/år/2026", "http://xn--slvik-vua.test/%C3%A5r/2026"),
        ("http://solvik.test/a/./b/../c", "http://solvik.test/a/c"),
        ("http://solvik.test/../../a/", "http://solvik.test/a/"),
        ("http://solvik.test/a/%2e%2e/b", "http://solvik.test/b"),
        ("http://solvik.test/a/..", "http://solvik.test/"),
        ("http://solvik.test/%7ebruker/%c3%a6", "http://solvik.test/~bruker/%C3%A6"),
        ("http://solvik.test/a b", "http://solvik.test/a%20b"),
        ("http://solvik.test/100%", "http://solvik.test/100%25"),
        ("http://solvik.test/a//b", "http://solvik.test/a//b"),
        ("http://solvik.test/side;jsessionid=9A8B?x=1", "http://solvik.test/side?x=1"),
        ("http://[::FFFF:7F00:1]/", "http://[::ffff:7f00:1]/"),
        ("  http://solvik.test/a\n", "http://solvik.test/a"),
    ],
)
def test_one_spelling(written: str, canonical: str) -> None:
    """
    Scheme, host, port, dots and escapes have one spelling.
    """
    assert canonical == canonicalise(written)


@pytest.mark.parametrize(
    "address",
    [
        "http://solvik.test/f%E6lles.pdf",
        "http://solvik.test/a%2Fb",
        "http://solvik.test/sok?q=%E5rsrapport",
        "http://solvik.test/sok?q=a%26b",
        "http://solvik.test/getfile.php?1234",
        "http://solvik.test/vis?id=1;del=2",
        "http://solvik.test/sok?q=a+b",
        "http://solvik.test/?b=2&a=1&b=3",
        "http://solvik.test/tom?verdi=",
    ],
)
def test_what_a_server_may_tell_apart_is_left_alone(address: str) -> None:
    """
    Latin-1 escapes, escaped separators, bare and repeated parameters reach the server as they were written.
    """
    assert address == canonicalise(address)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("utm_source=brev&id=3&fbclid=x", "?id=3"),
        ("UTM_Campaign=x", ""),
        ("PHPSESSID=0123456789abcdef", ""),
        ("sid=0123456789abcdef0123", ""),
        ("sid=4&sessionid=12", "?sid=4&sessionid=12"),
        ("&&a=1&", "?a=1"),
    ],
)
def test_tracking_is_dropped_and_numbering_kept(query: str, kept: str) -> None:
    """
    A short sid is somebody's section, not a session.
    """
    assert f"http://solvik.test/{kept}" == canonicalise(f"http://solvik.test/?{query}")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mailto:post@solvik.example.org", "does not start with"),
        ("file:///etc/hostname", "does not start with"),
        ("javascript:void(0)", "does not start with"),
        ("http:///uten", "no host"),
        ("http://./", "not a host name"),
        ("http://to..prikker/", "not a host name"),
        ("http://to ord/", "not a host name"),
        ("http://[fe80::1%25eth0]/", "not a host name"),
        ("http://[::1/", "not an address"),
        ("http://solvik.test:99999/", "not an address"),
        ("http://solvik.test/" + "a" * MAX_LENGTH, "longer than"),
    ],
)
def test_what_cannot_be_fetched_is_refused(address: str, words: str) -> None:
    """
    The error says why.
    """
    with pytest.raises(AddressError, match=words):
        canonicalise(address)


def test_relative_addresses_are_resolved() -> None:
    """
    Against the page they stand on.
    """
    base = "http://solvik.test/plan/2026/"

    assert "http://solvik.test/plan/rapport.pdf" == canonicalise("../rapport.pdf", base=base)
    assert "http://andre.test/x" == canonicalise("//andre.test/x", base=base)


def test_a_source_is_its_host_with_and_without_www_on_both_schemes() -> None:
    """
    Unless prefixes are given; another host that only begins like ours is outside.
    """
    scope = Scope.of("https://www.solvik.test/no/", (), ())

    for inside in ("http://solvik.test/x", "https://solvik.test/", "http://www.solvik.test/y"):
        assert scope.refusal(inside) is None
    for outside in (
        "https://www.solvik.test.evil.test/",
        "https://arkiv.solvik.test/",
        "https://www.solvik.test:8080/",
    ):
        assert "outside the source's prefixes" == scope.refusal(outside)


def test_denied_prefixes_win() -> None:
    """
    Over the allowed ones.
    """
    scope = Scope.of("https://solvik.test/", ["https://solvik.test/a/"], ["https://solvik.test/a/innsyn/"])

    assert scope.refusal("https://solvik.test/a/plan") is None
    assert "under a denied prefix" == scope.refusal("https://solvik.test/a/innsyn/1")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("a/a/a/a/", "repeats itself"),
        ("/".join(str(n) for n in range(21)), "more than 20 steps"),
        ("?a=1&b=2&c=3&d=4&e=5&f=6&g=7", "more than 6 parameters"),
    ],
)
def test_traps_are_refused(path: str, words: str) -> None:
    """
    Addresses that only a machine writes.
    """
    refusal = Scope.of("https://solvik.test/", (), ()).refusal(f"https://solvik.test/{path}")

    assert refusal is not None
    assert words in refusal


def test_too_deep_is_refused() -> None:
    """
    Twenty links from the start are enough.
    """
    scope = Scope.of("https://solvik.test/", (), ())

    assert scope.refusal("https://solvik.test/x", depth=20) is None
    assert "more than 20 links from the start" == scope.refusal("https://solvik.test/x", depth=21)
