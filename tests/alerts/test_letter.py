"""What a digest says, looked at as the mail a reader gets."""

from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from alerts.letter import _share
from alerts.mail import Mail, to_bytes
from catalog.database import Database
from catalog.models import Frequency
from tests.support.alerts import Desk
from tests.support.catalogue import DAY, NOON, change_document, make_document, make_source


def _parsed(mail: Mail) -> EmailMessage:
    message = message_from_bytes(to_bytes(mail), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_hit_says_what_where_and_when(desk: Desk, db: Database) -> None:
    """Title, source, kind, pages, day, the passage with its words marked, the page, and the link to it."""
    desk.follow()
    document = make_document(
        db,
        make_source(db, name="Solvik kommune"),
        type="pdf",
        title="Handlingsprogram",
        pages=("Innhold.", "Et forpliktende partnerskap."),
    )

    (mail,) = desk.run()

    assert "* Handlingsprogram\n  Solvik kommune · PDF, 2 sider · 22. november\n" in mail.text
    assert "  Et forpliktende *partnerskap*.\n" in mail.text
    assert f"  Side 2: https://samla.example.org/d/{document.public_id}#side-2\n" in mail.text
    assert "Du får denne e-posten straks det kommer noe nytt fordi du følger søket\n«partnerskap» i Samla." in mail.text


@pytest.mark.parametrize(
    ("language", "subject", "link"),
    [
        ("nb", "1 nytt dokument: «partnerskap»", "https://samla.example.org/d/"),
        ("nn", "1 nytt dokument: «partnerskap»", "https://samla.example.org/nn/d/"),
        ("en", "1 new document: “partnerskap”", "https://samla.example.org/en/d/"),
    ],
)
def test_mails_are_in_the_readers_language(desk: Desk, db: Database, language: str, subject: str, link: str) -> None:
    """Subject, links and language header follow the subscription."""
    desk.follow(language=language)
    make_document(db, make_source(db))

    message = _parsed(desk.run()[0])

    assert (subject, language) == (message["Subject"], message["Content-Language"])
    assert link in _part(message, "plain")
    assert f'lang="{language}"' in _part(message, "html")


def test_text_comes_first(desk: Desk, db: Database) -> None:
    """Both parts are there, the plain one before the HTML one."""
    desk.follow()
    make_document(db, make_source(db))

    message = _parsed(desk.run()[0])

    assert "multipart/alternative" == message.get_content_type()
    assert ["text/plain", "text/html"] == [part.get_content_type() for part in message.iter_parts()]


def test_the_html_part_fetches_nothing(desk: Desk, db: Database) -> None:
    """No images, no scripts, no outside styles: opening the mail tells nobody."""
    desk.follow()
    make_document(db, make_source(db))

    html = _part(_parsed(desk.run()[0]), "html")

    assert not [tag for tag in ("<img", "<script", "<link", "url(", "@import", "src=") if tag in html]
    assert "<mark style=" in html


@pytest.mark.parametrize(
    ("published", "remark"),
    [
        (date(2026, 11, 22), ""),
        (date(2026, 8, 24), ""),
        (date(2026, 8, 23), "Eldre innhold, funnet i dag"),
        (date(2014, 5, 6), "Eldre innhold, funnet i dag"),
        (None, ""),
    ],
)
def test_old_material_is_called_old(desk: Desk, db: Database, published: date | None, remark: str) -> None:
    """What was published more than ninety days before it was found is not passed off as new."""
    desk.follow()
    make_document(db, make_source(db), published_on=published)

    (mail,) = desk.run()

    assert bool(remark) == ("Eldre innhold" in mail.text)
    assert remark in mail.text


def test_old_material_names_the_day_it_was_found(desk: Desk, db: Database) -> None:
    """In a weekly mail «i dag» would be untrue."""
    desk.follow(frequency=Frequency.WEEKLY, now=NOON - 10 * DAY)
    make_document(db, make_source(db), published_on=date(2014, 5, 6))
    desk.match()
    desk.compose(now=NOON + DAY)

    (mail,) = desk.deliver(now=NOON + DAY)

    assert "Eldre innhold, funnet 22. november" in mail.text
    assert "Uke 47, 16.–22. november 2026" in mail.text


def test_changes_are_called_changes(desk: Desk, db: Database) -> None:
    """A changed page is not a new document."""
    source = make_source(db)
    document = make_document(db, source, is_news=False)
    desk.follow()
    change_document(db, document, pages=("Partnerskapet er fornyet.",))

    (mail,) = desk.run()

    assert "1 endret dokument: «partnerskap»" == mail.subject
    assert "endret nettside" in mail.text


def test_twenty_at_most(desk: Desk, db: Database) -> None:
    """The rest is a number and a link to the search."""
    desk.follow()
    source = make_source(db)
    for number in range(23):
        make_document(db, source, title=f"Dokument {number}", pages=(f"Partnerskap nummer {number}.",))

    (mail,) = desk.run()

    assert "23 nye dokumenter: «partnerskap»" == mail.subject
    assert 20 == mail.text.count("* Dokument")
    assert "Og 3 til: se alle treff:\nhttps://samla.example.org/sok?q=partnerskap&sorter=nyest\n" in mail.text


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [([5], [5]), ([30], [20]), ([30, 3], [17, 3]), ([30, 30], [10, 10]), ([1, 40, 40], [1, 10, 9]), ([], [])],
)
def test_searches_share_the_room(lengths: list[int], expected: list[int]) -> None:
    """A search with many hits does not push out one with few."""
    assert expected == _share(lengths)


@pytest.mark.parametrize(
    "title",
    [
        "Møte\u2028Bcc: alle@solvik.example.org",
        "Møte\r\nBcc: alle@solvik.example.org\r\n\r\nlest",
        "x" * 10_000,
        "ord " * 3_000,
        "\u202emoc.elpmaxe\u202c og 👨\u200d👩\u200d👧 og \x00\x1b[31m",
        "مشروع مشترك للمنطقة",
        "<script>alert(1)</script> & «venner»",
        "halv \ud83d",
        "\u2028",
    ],
)
def test_hostile_titles_make_valid_mails(desk: Desk, db: Database, title: str) -> None:
    """Whatever a harvested title holds, the mail parses without defects and goes to one address."""
    desk.follow(title.encode("utf-8", "ignore").decode()[:200].strip() + " partnerskap nå")
    desk.follow("partnerskap")
    stored = title.encode("utf-8", "replace").decode().replace("\x00", "")
    make_document(db, make_source(db, name=stored), title=stored, pages=("Partnerskap nå.",))

    message = _parsed(desk.run()[0])

    assert [] == list(message.defects)
    assert "post@solvik.example.org" == message["To"]
    assert message["Bcc"] is None
    assert message["Subject"].replace("\u200d", "").isprintable()
    assert "<script>" not in _part(message, "html")
    assert max(len(line) for line in message.as_bytes().splitlines()) < 998


def test_lines_of_the_text_part_are_short(desk: Desk, db: Database) -> None:
    """Plain text can be read in any window; only addresses are longer."""
    desk.follow()
    make_document(db, make_source(db), title="Et langt navn " * 20, pages=("Partnerskap og mer. " * 200,))

    (mail,) = desk.run()

    assert [] == [line for line in mail.text.splitlines() if len(line) > 76 and "https://" not in line]


def test_daily_mails_name_the_day(desk: Desk, db: Database) -> None:
    """The heading is the day the mail is for."""
    desk.follow(frequency=Frequency.DAILY)
    make_document(db, make_source(db))
    desk.match()
    desk.compose(now=NOON + timedelta(hours=20))

    assert desk.deliver(now=NOON + timedelta(hours=20))[0].text.startswith("SAMLA\n23. november 2026\n")


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())
