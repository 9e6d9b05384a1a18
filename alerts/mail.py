"""A mail as a value, and as the bytes that go to a server or a file: the same bytes for every attempt."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any


class MailUnwritable(ValueError):
    """The mail cannot be written as one to exactly one address; it never will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One complete mail to one address."""

    #: With its angle brackets.
    message_id: str
    address: str
    subject: str
    text: str
    html: str = ""
    #: From and Date are among them.
    headers: Mapping[str, str] = field(default_factory=dict)


class _MailPolicy(EmailPolicy):
    """Folds as usual, save for headers that machines read: the standard folding would encode their long addresses."""

    _whole = frozenset({"list-unsubscribe", "list-unsubscribe-post", "list-id", "message-id", "references"})

    def fold(self, name: str, value: Any) -> str:
        """The header as text lines."""
        if name.lower() in self._whole and str(value).isascii():
            return f"{name}: {value}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The header as it is sent."""
        if name.lower() in self._whole and str(value).isascii():
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _MailPolicy(linesep="\r\n", raise_on_defect=False)


def to_bytes(mail: Mail, *, readable: bool = False) -> bytes:
    """
    The mail with CRLF line ends; equal mails give equal bytes. Raises MailUnwritable.

    With `readable` the text part is left unencoded, which a file stands and not every mail server does.
    """
    try:
        return _message(mail, "8bit" if readable else "quoted-printable").as_bytes(policy=_POLICY)
    except (ValueError, LookupError, AttributeError, IndexError) as error:
        raise MailUnwritable(f"the mail cannot be written: {error}") from error


def _message(mail: Mail, encoding: str) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    message.set_content(mail.text, cte=encoding)
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
        # Random by default, and then no two attempts would be alike.
        message.set_boundary(f"samla-{hashlib.sha256(mail.message_id.encode()).hexdigest()[:24]}")
    for name, value in mail.headers.items():
        message[name] = value
    message["To"] = Address(addr_spec=mail.address)
    message["Subject"] = mail.subject
    message["Message-ID"] = mail.message_id
    return message
