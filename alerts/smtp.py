"""Mail over SMTP, one connection for a batch, with the server's answers sorted into for ever and for now."""

import smtplib
import ssl
from types import TracebackType
from typing import Self

from alerts.mail import Mail, MailUnwritable, to_bytes
from alerts.mailer import MailRejected, MailUnavailable, ServerDown
from alerts.settings import SmtpSettings


class SmtpMailer:
    """Hands mail to a server; close it after the batch."""

    def __init__(self, settings: SmtpSettings, *, sender: str) -> None:
        self._settings = settings
        self._sender = sender
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, mail: Mail) -> None:
        """Return once the server has said that it has the mail."""
        try:
            content = to_bytes(mail)
        except MailUnwritable as error:
            raise MailRejected(str(error)) from error
        connection = self._connected()
        try:
            connection.sendmail(self._sender, [mail.address], content)
        except (smtplib.SMTPException, OSError) as error:
            # What state the conversation is in is not known any more.
            self.close()
            raise _sorted(error) from error

    def close(self) -> None:
        """Say goodbye, if anybody is there."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except (smtplib.SMTPException, OSError):
                connection.close()

    def _connected(self) -> smtplib.SMTP:
        if self._connection is not None and not _is_alive(self._connection):
            self.close()
        if self._connection is None:
            try:
                self._connection = self._connect()
            except (smtplib.SMTPException, OSError) as error:
                raise ServerDown(f"{self._settings.host}:{self._settings.port}: {_short(error)}") from error
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        connection = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout_s)
        try:
            if settings.starttls:
                connection.starttls(context=ssl.create_default_context())
            if settings.user:
                connection.login(settings.user, settings.password)
        except BaseException:
            connection.close()
            raise
        return connection


def _is_alive(connection: smtplib.SMTP) -> bool:
    try:
        return connection.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _sorted(error: Exception) -> MailRejected | MailUnavailable:
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            code, answer = next(iter(refused.values()))
            return _by_code(code, answer)
        case smtplib.SMTPSenderRefused(smtp_code=code, smtp_error=answer) if code != 552:
            # Our address is refused, not the reader's: a mistake in the settings must not cost anybody a mail.
            return ServerDown(f"the server refuses our sender address: {code} {_decoded(answer)}")
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=answer):
            return _by_code(code, answer)
        case _:
            return ServerDown(_short(error))


def _by_code(code: int, answer: bytes | str) -> MailRejected | MailUnavailable:
    said = f"{code} {_decoded(answer)}"
    if code == 421:
        return ServerDown(said)
    return MailRejected(said) if 500 <= code < 600 else MailUnavailable(said)


def _decoded(answer: bytes | str) -> str:
    return (answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer)[:500]


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
