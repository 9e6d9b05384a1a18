"""Robots directives, as meta tag and as header."""

import pytest

from crawler.extraction.read import extract
from crawler.extraction.robots import RobotsDirectives, read_directives
from tests.crawler.extraction.samples import fetched


@pytest.mark.parametrize(
    ("value", "noindex", "nofollow"),
    [
        ("noindex", True, False),
        ("NOINDEX, NoFollow", True, True),
        ("none", True, True),
        ("index, follow, max-snippet:-1, max-image-preview:large", False, False),
        ("samla: noindex", True, False),
        ("googlebot: noindex, nofollow", False, False),
        ("googlebot: noindex, samla: nofollow", False, True),
        ("otherbot: noindex\nnofollow", False, True),
        ("unavailable_after: 25 Jun 2030 15:00:00 GMT, noindex", True, False),
        ("*: noindex", True, False),
        ("", False, False),
    ],
)
def test_directives_are_read(value: str, noindex: bool, nofollow: bool) -> None:
    """Directives for everybody and for this robot count; those for others do not."""
    assert RobotsDirectives(noindex=noindex, nofollow=nofollow) == read_directives(value)


def test_header_and_meta_add_up() -> None:
    """What either the header or a meta tag forbids is forbidden, and nofollow reaches every link."""
    page = '<meta name="Robots" content="noindex"><main><a href="/x">X</a></main>'

    found = extract(fetched(page, robots_tag="nofollow"))

    assert (True, True, True) == (found.noindex, found.nofollow, found.links[0].nofollow)


def test_other_robots_meta_is_not_ours() -> None:
    """A meta tag for another robot changes nothing."""
    assert not extract(fetched('<meta name="googlebot" content="noindex"><p>Tekst</p>')).noindex
