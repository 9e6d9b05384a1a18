"""What every mailer promises, run against each of them; SMTP against a real server on loopback."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from alerts.mail import Mail, to_bytes
from alerts.mailer import FolderMailer, GuardedMailer, Mailer, MailRejected, MailUnavailable, MemoryMailer, ServerDown
from alerts.settings import SmtpSettings
from alerts.smtp import SmtpMailer
from tests.support.smtp import Mailbox, free_port, running_server

MAIL = Mail(
    message_id="<digest.1@samla.example.org>",
    address="post@solvik.example.org",
    subject="2 nye dokumenter: «heltid» på nytt",
    text="Første linje\n.\n.punktum først\nFra side 12: https://samla.example.org/d/abc#side-12\n",
    html="<!doctype html><html><body><p>Første linje</p></body></html>",
    headers={
        "From": "Samla <varsel@samla.example.org>",
        "Date": "Sun, 22 Nov 2026 13:00:00 +0100",
        "List-Unsubscribe": f"<https://samla.example.org/varsler/avmeld/{'a' * 200}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": "Vekentlege varsel frå Samla <uke.samla.example.org>",
        "Content-Language": "nb",
    },
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A mailer, and how to look at what it took."""

    mailer: Mailer
    taken: Callable[[], list[bytes]]
    #: Files and servers keep one mail for one Message-ID, or take it again.
    keeps_one: bool = False
    mailbox: Mailbox = field(default_factory=Mailbox)


@contextmanager
def _memory(folder: Path) -> Iterator[Place]:
    mailer = MemoryMailer()
    yield Place(mailer=mailer, taken=lambda: [to_bytes(mail) for mail in mailer.sent])


@contextmanager
def _folder(folder: Path) -> Iterator[Place]:
    mailer = FolderMailer(folder / "mail")
    yield Place(
        mailer=mailer, taken=lambda: [path.read_bytes() for path in sorted(mailer.folder.iterdir())], keeps_one=True
    )


@contextmanager
def _smtp(folder: Path) -> Iterator[Place]:
    mailbox = Mailbox()
    with running_server(mailbox) as port, _open_smtp(port) as mailer:
        yield Place(mailer=mailer, taken=lambda: mailbox.mails, mailbox=mailbox)


def _open_smtp(port: int) -> SmtpMailer:
    settings = SmtpSettings(host="127.0.0.1", port=port, starttls=False, timeout_s=5)
    return SmtpMailer(settings, sender="varsel@samla.example.org")


@pytest.fixture(params=[_memory, _folder, _smtp], ids=["memory", "folder", "smtp"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """One of the mailers."""
    with request.param(tmp_path) as place:
        yield place


@pytest.fixture
def server() -> Iterator[Place]:
    """The mailer with a server behind it."""
    with _smtp(Path()) as place:
        yield place


def _parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_mail_arrives_whole(place: Place) -> None:
    """Subject, address, every header and both parts come out as they went in."""
    place.mailer.send(MAIL)

    message = _parsed(place.taken()[0])
    assert [] == list(message.defects)
    assert (MAIL.subject, MAIL.address) == (message["Subject"], message["To"])
    assert MAIL.message_id == message["Message-ID"]
    assert dict(MAIL.headers) == {name: str(message[name]) for name in MAIL.headers}
    assert [MAIL.text, MAIL.html] == [
        part.get_content().replace("\r\n", "\n").removesuffix("\n" if part.get_content_subtype() == "html" else "")
        for part in message.iter_parts()
    ]


def test_long_links_in_headers_stay_readable_to_machines(place: Place) -> None:
    """A link that is folded or encoded cannot be unsubscribed with."""
    place.mailer.send(MAIL)

    assert f"List-Unsubscribe: {MAIL.headers['List-Unsubscribe']}\r\n".encode() in place.taken()[0]


def test_the_same_mail_is_the_same_bytes(place: Place) -> None:
    """A second attempt cannot be told from the first; a folder keeps one file for both."""
    place.mailer.send(MAIL)
    place.mailer.send(MAIL)

    taken = place.taken()
    assert 1 == len(set(taken))
    assert (1 if place.keeps_one else 2) == len(taken)


def test_several_mails_are_kept_apart(place: Place) -> None:
    """Each mail is its own."""
    for number in range(3):
        place.mailer.send(replace(MAIL, message_id=f"<digest.{number}@samla.example.org>"))

    assert 3 == len({_parsed(content)["Message-ID"] for content in place.taken()})


@pytest.mark.parametrize(
    "poison",
    [
        {"subject": "to\nlinjer"},
        {"subject": "to\rlinjer"},
        {"subject": "to\u2028linjer"},
        {"address": "a@solvik.example.org, b@solvik.example.org"},
        {"address": "a@solvik.example.org\r\nBcc: b@solvik.example.org"},
        {"address": ""},
        {"message_id": "<a@b>\r\nBcc: b@solvik.example.org"},
        {"headers": {**MAIL.headers, "X-Note": "to\r\nlinjer"}},
        {"headers": {**MAIL.headers, "List-Unsubscribe": "<https://x.test/>\r\nBcc: b@solvik.example.org"}},
    ],
)
def test_poison_is_rejected_for_good(place: Place, poison: dict[str, object]) -> None:
    """A mail that cannot be written safely is refused before anything is sent, and the next one goes out."""
    with pytest.raises(MailRejected):
        place.mailer.send(replace(MAIL, **poison))  # type: ignore[arg-type]
    place.mailer.send(MAIL)

    assert 1 == len(place.taken())


def test_only_listed_addresses_get_mail(place: Place) -> None:
    """On an installation with a list nobody else is written to."""
    guarded = GuardedMailer(place.mailer, ["*@Solvik.example.org"])

    guarded.send(MAIL)
    with pytest.raises(MailRejected, match="allowed recipients"):
        guarded.send(replace(MAIL, address="post@bergheim.example.org"))

    assert 1 == len(place.taken())


def test_one_connection_for_a_batch(server: Place) -> None:
    """Three mails are one conversation."""
    for number in range(3):
        server.mailer.send(replace(MAIL, message_id=f"<digest.{number}@samla.example.org>"))

    assert (1, 3) == (server.mailbox.connections, len(server.taken()))


@pytest.mark.parametrize(
    ("where", "answer", "error"),
    [
        ("rcpt_answer", "550 5.1.1 no such mailbox", MailRejected),
        ("rcpt_answer", "450 4.2.1 greylisted", MailUnavailable),
        ("rcpt_answer", "452 4.2.2 mailbox full", MailUnavailable),
        ("data_answer", "554 5.7.1 looks like spam", MailRejected),
        ("data_answer", "451 4.3.0 local error", MailUnavailable),
        ("data_answer", "421 4.3.2 shutting down", ServerDown),
        ("sender_answer", "550 5.7.1 sender refused", ServerDown),
        ("sender_answer", "451 4.7.1 try later", ServerDown),
        ("sender_answer", "552 5.3.4 too big", MailRejected),
    ],
)
def test_answers_are_sorted(server: Place, where: str, answer: str, error: type[Exception]) -> None:
    """For ever or for now, this mail or all of them; and the next mail goes out when the server relents."""
    setattr(server.mailbox, where, answer)

    with pytest.raises(error) as refused:
        server.mailer.send(MAIL)
    setattr(server.mailbox, where, "")
    server.mailer.send(MAIL)

    assert error is type(refused.value)
    assert answer[:9] in str(refused.value)
    assert 1 == len(server.taken())


def test_no_server_is_a_reason_to_wait() -> None:
    """Nobody listening says nothing about the mail."""
    port = free_port()

    with _open_smtp(port) as mailer, pytest.raises(ServerDown, match=str(port)):
        mailer.send(MAIL)


def test_a_server_that_restarts_is_found_again() -> None:
    """A connection that died between two mails is opened anew."""
    with running_server(Mailbox()) as port:
        mailer = _open_smtp(port)
        mailer.send(MAIL)
    mailbox = Mailbox()
    with running_server(mailbox, port=port):
        mailer.send(MAIL)
        mailer.close()

    assert 1 == len(mailbox.mails)


def test_a_server_without_encryption_is_refused_when_it_is_asked_for() -> None:
    """Nothing is said in the clear by mistake."""
    mailbox = Mailbox()
    with running_server(mailbox) as port:
        settings = SmtpSettings(host="127.0.0.1", port=port, starttls=True, timeout_s=5)
        with SmtpMailer(settings, sender="varsel@samla.example.org") as mailer, pytest.raises(ServerDown):
            mailer.send(MAIL)

    assert [] == mailbox.mails


def test_files_have_names_that_sort_and_tell(tmp_path: Path) -> None:
    """The name begins with the day and time, and says what the mail is about."""
    FolderMailer(tmp_path / "mail").send(MAIL)

    (path,) = (tmp_path / "mail").iterdir()
    assert path.name.startswith("20261122T120000Z-2-nye-dokumenter-heltid-pa-nytt-")
    assert ".eml" == path.suffix
    assert "Første linje" in path.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_a_reason_to_wait(tmp_path: Path) -> None:
    """A full or missing disk says nothing about the mail."""
    (tmp_path / "mail").write_text("a file where the folder should be")

    with pytest.raises(ServerDown, match="could not be written"):
        FolderMailer(tmp_path / "mail").send(MAIL)
