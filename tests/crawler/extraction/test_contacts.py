"""Contact cards in the shapes pages give them."""

import pytest

from crawler.extraction.model import Contact
from crawler.extraction.read import extract
from tests.crawler.extraction.samples import fetched

OFFICE = Contact(
    name="Næringskontoret", role="Rådgiver næring", emails=("naring@solvik.example.org",), phones=("99 00 00 01",)
)


@pytest.mark.parametrize(
    "card",
    [
        pytest.param(
            '<div><h3>Næringskontoret</h3><p>Rådgiver næring</p><a href="tel:+4799000001">Ring</a>'
            '<a href="mailto:naring@solvik.example.org?subject=x">Send e-post</a></div>',
            id="links",
        ),
        pytest.param(
            "<p>Næringskontoret, Rådgiver næring<br>Telefon: 990 00 001<br>E-post: naring@solvik.example.org</p>",
            id="plain text",
        ),
        pytest.param(
            "<ul><li><span>Næringskontoret</span><span>Rådgiver næring</span><span>Tlf. +47 99 00 00 01</span>"
            '<a href="mailto:NARING@solvik.example.org">E-post</a></li></ul>',
            id="spans",
        ),
        pytest.param(
            "<table><tr><td>Næringskontoret</td><td>Rådgiver næring</td><td>Mob: 99000001</td>"
            '<td><a href="mailto:naring@solvik.example.org">naring@solvik.example.org</a></td></tr></table>',
            id="table row",
        ),
    ],
)
def test_card_is_read(card: str) -> None:
    """Name, role, address and number come out the same from every shape of card."""
    page = f"<main><h1>Kontakt oss</h1><h2>Kontaktpersoner</h2>{card}</main>"

    assert (OFFICE,) == extract(fetched(page)).contacts


def test_cards_beside_each_other_stay_apart() -> None:
    """Two cards in one list are two contacts."""
    card = '<li><b>{0}</b> <a href="mailto:{1}@solvik.example.org">{1}@solvik.example.org</a></li>'
    page = f"<main><ul>{card.format('Arkivet', 'arkiv')}{card.format('Byggesak', 'bygg')}</ul></main>"

    assert ["Arkivet", "Byggesak"] == [contact.name for contact in extract(fetched(page)).contacts]


def test_foot_of_the_page_is_no_contact() -> None:
    """The general address in header and footer is not a contact of the page."""
    page = '<main><p>Tekst</p></main><footer><a href="mailto:post@solvik.example.org">Post</a></footer>'

    assert () == extract(fetched(page)).contacts


def test_bare_address_takes_the_heading_above() -> None:
    """An address alone is named by the heading it stands below."""
    page = '<main><h1>Om oss</h1><h2>Sentralbordet</h2><p><a href="tel:99000005">99 00 00 05</a></p></main>'

    assert (Contact(name="Sentralbordet", phones=("99 00 00 05",)),) == extract(fetched(page)).contacts


def test_dates_and_case_numbers_are_no_telephones() -> None:
    """Numbers that look like telephones in running text are left alone."""
    numbers = "<p>Sak 2023/1234, frist 01.02.2024, konto 1234.56.78901</p>"
    page = f'<main>{numbers}<a href="mailto:a@solvik.example.org">x</a></main>'

    assert () == extract(fetched(page)).contacts[0].phones
