"""Date stamps in the forms that Norwegian pages write them."""

from datetime import date

import pytest

from crawler.extraction.dates import find_labelled, parse_day
from crawler.extraction.read import extract
from tests.crawler.extraction.samples import fetched


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("13.01.2020", date(2020, 1, 13)),
        ("20.12.2023 kl.14:54", date(2023, 12, 20)),
        ("1. 2. 2021", date(2021, 2, 1)),
        ("12. november 2019", date(2019, 11, 12)),
        ("3 juni 2024", date(2024, 6, 3)),
        ("10. okt. 2012", date(2012, 10, 10)),
        ("5. desember 2011", date(2011, 12, 5)),
        ("12 December 2018", date(2018, 12, 12)),
        ("May 7, 2019", date(2019, 5, 7)),
        ("13.11.13", date(2013, 11, 13)),
        ("2024-05-06T12:00:00+02:00", date(2024, 5, 6)),
        ("2019-12-02T23:30:00Z", date(2019, 12, 3)),
        ("2019-12-02T23:30:00.000+00:00", date(2019, 12, 3)),
        ("2024-05-06 23:30", date(2024, 5, 6)),
        ("31.02.2020", None),
        ("1970-01-01", None),
        ("0001-01-01T00:00:00", None),
        ("99.99.9999", None),
        ("ingen dato", None),
        ("", None),
    ],
)
def test_day_is_read(written: str, expected: date | None) -> None:
    """A written date gives its day in Norway, and nonsense gives none."""
    assert expected == parse_day(written)


@pytest.mark.parametrize(
    ("text", "published", "updated"),
    [
        ("Publisert: 12.11.2020 10:30:00 / Sist endret: 13.11.2020 10:32", date(2020, 11, 12), date(2020, 11, 13)),
        ("Publisert 10. februar 2015, oppdatert 12. mars 2017", date(2015, 2, 10), date(2017, 3, 12)),
        ("av admin, publisert 5. juli 2011 | Skriv ut siden", date(2011, 7, 5), None),
        ("Først publisert 01.02.2020", date(2020, 2, 1), None),
        ("Publisert av Servicetorget den 3. mai 2022", date(2022, 5, 3), None),
        ("Publisert dato: 03.05.22", date(2022, 5, 3), None),
        ("Publiseringsdato 3.5.2022", date(2022, 5, 3), None),
        ("Oppretta: 02.01.2020. Sist endra: 04.02.2021", date(2020, 1, 2), date(2021, 2, 4)),
        ("Lagt ut 04.02.2019", date(2019, 2, 4), None),
        ("Sist endret: 04.02.2019", None, date(2019, 2, 4)),
        ("Sist endra 17.10.2020 kl.08.51", None, date(2020, 10, 17)),
        ("Sist oppdatert av Arkivet: 1. juni 2023", None, date(2023, 6, 1)),
        ("Sist revidert 1. juni 2023", None, date(2023, 6, 1)),
        ("Sida vart sist oppdatert 01.06.2023", None, date(2023, 6, 1)),
        ("Last updated: 2 October 2021", None, date(2021, 10, 2)),
        ("Publisert\n08.01.2025\nOppdatert\n09.01.2025", date(2025, 1, 8), date(2025, 1, 9)),
        ("Høringsfrist: 14.08.2026", None, None),
        ("Møtet 3. mars 2020 ble publisert på nett", None, None),
    ],
)
def test_labels_tell_published_from_updated(text: str, published: date | None, updated: date | None) -> None:
    """The word before a date says which of the two it is; other dates are neither."""
    found = find_labelled(text)

    assert (published, updated) == (found.published_on, found.updated_on)


def test_list_of_stamps_dates_nothing() -> None:
    """A page with many different stamps is a list, and none of them is its own."""
    text = "\n".join(f"Publisert {day}.02.2026" for day in range(1, 6))

    assert find_labelled(text).published_on is None


def test_meta_beats_label() -> None:
    """A meta tag is believed before the visible stamp, and each date names its source."""
    meta = '<meta property="article:published_time" content="2020-01-02">'
    page = f"{meta}<p>Publisert 03.04.2021</p><p>Sist endret 05.06.2022</p>"

    found = extract(fetched(page))

    assert (date(2020, 1, 2), "meta") == (found.published_on, found.published_source)
    assert (date(2022, 6, 5), "label") == (found.updated_on, found.updated_source)


def test_updated_alone_is_not_published() -> None:
    """A page that only says when it was changed has no day of publication, not even from its address."""
    found = extract(fetched("<p>Sist oppdatert 05.06.2022</p>", url="https://solvik.example.org/2019/12/01/sak/"))

    assert (None, date(2022, 6, 5)) == (found.published_on, found.updated_on)


@pytest.mark.parametrize(
    ("page", "url"),
    [
        ("<main><h1>Sak</h1><p>12. november 2019</p><p>Tekst</p></main>", "https://solvik.example.org/sak"),
        ("<main><h1>Sak</h1><p>Tekst</p></main>", "https://solvik.example.org/2019/11/12/sak/"),
    ],
    ids=["line", "address"],
)
def test_lone_date_is_a_guess(page: str, url: str) -> None:
    """A bare date near the top, or one in the address, is offered as a guess."""
    found = extract(fetched(page, url=url))

    assert (date(2019, 11, 12), "guess") == (found.published_on, found.published_source)


def test_broken_json_is_skipped() -> None:
    """A damaged JSON-LD block does not hide the next one."""
    page = (
        '<script type="application/ld+json">{"datePublished": </script>'
        '<script type="application/ld+json">[{"a": {"dateModified": "2021-02-03"}}]</script><p>Tekst</p>'
    )

    assert date(2021, 2, 3) == extract(fetched(page)).updated_on
