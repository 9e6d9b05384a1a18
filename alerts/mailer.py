"""
The way out for mail: the port, and the adapters that need no server.

Errors::

    MailError
    ├── MailRejected         this mail will never be taken (permanent)
    └── MailUnavailable      not now; try again later (temporary)
        └── ServerDown       the server takes no mail at all at present: no use in trying the next one
"""

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC
from email.utils import parsedate_to_datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Protocol

from alerts.mail import Mail, MailUnwritable, to_bytes
from alerts.settings import AlertSettings


class MailError(Exception):
    """The mail was not taken."""


class MailRejected(MailError):
    """This mail will never be taken."""


class MailUnavailable(MailError):
    """The mail was not taken now; try again later."""


class ServerDown(MailUnavailable):
    """The server takes no mail at all at present."""


class Mailer(Protocol):
    """Sends one mail at a time."""

    def send(self, mail: Mail) -> None:
        """Hand the mail over for good; raises MailRejected or MailUnavailable."""


@contextmanager
def open_mailer(settings: AlertSettings) -> Iterator[Mailer]:
    """The mailer that the settings ask for; use it for one batch."""
    from alerts.smtp import SmtpMailer

    if settings.smtp is None:
        yield GuardedMailer(FolderMailer(settings.mail_folder), settings.allowed_recipients)
        return
    with SmtpMailer(settings.smtp, sender=settings.sender) as mailer:
        yield GuardedMailer(mailer, settings.allowed_recipients)


class GuardedMailer:
    """Lets mail through to listed addresses only; for test installations."""

    def __init__(self, mailer: Mailer, allowed: Sequence[str]) -> None:
        self._mailer = mailer
        self._allowed = tuple(pattern.lower() for pattern in allowed)

    def send(self, mail: Mail) -> None:
        """Hand the mail on, or reject it."""
        if self._allowed and not any(fnmatchcase(mail.address.lower(), pattern) for pattern in self._allowed):
            raise MailRejected("the address is not among the allowed recipients of this installation")
        self._mailer.send(mail)


class FolderMailer:
    """Writes each mail as a file that mail programs open; the same mail gives the same file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, mail: Mail) -> None:
        """Write the file whole or not at all."""
        content = _written(mail, readable=True)
        path = self.folder / _file_name(mail)
        part = path.with_suffix(f".{os.getpid()}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            raise ServerDown(f"the mail could not be written to {self.folder}: {error}") from error


class MemoryMailer:
    """Keeps what it was given; for tests and rehearsals."""

    def __init__(self, *, failing_with: Exception | None = None) -> None:
        self.sent: list[Mail] = []
        #: Raised instead of taking a mail, until it is set to None.
        self.failing_with = failing_with

    def send(self, mail: Mail) -> None:
        """Keep the mail."""
        _written(mail)
        if self.failing_with is not None:
            raise self.failing_with
        self.sent.append(mail)


def _written(mail: Mail, *, readable: bool = False) -> bytes:
    try:
        return to_bytes(mail, readable=readable)
    except MailUnwritable as error:
        raise MailRejected(str(error)) from error


def _file_name(mail: Mail) -> str:
    sent_at = parsedate_to_datetime(mail.headers["Date"]).astimezone(UTC)
    ascii_subject = unicodedata.normalize("NFKD", mail.subject.lower()).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", ascii_subject))[:50].strip("-")
    digest = hashlib.sha256(mail.message_id.encode()).hexdigest()[:12]
    return "-".join(part for part in (sent_at.strftime("%Y%m%dT%H%M%SZ"), words, digest) if part) + ".eml"
