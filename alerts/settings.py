"""What the alerts need to know about this installation; composed by samla/settings.py, read by nobody else."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """The server that takes our mail."""

    host: str
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)
    #: Encrypt the connection before anything is said; a server that cannot is refused.
    starttls: bool = True
    #: Seconds to wait for each answer.
    timeout_s: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings:
    """Addresses, keys and the way out for mail."""

    #: Where readers reach the web pages, without a slash at the end.
    base_url: str
    #: The address mail comes from.
    sender: str
    sender_name: str = "Samla"
    #: Where answers go; empty: to the sender.
    reply_to: str = ""
    #: An address that takes unsubscribe mails, put beside the link; empty: the link only.
    unsubscribe_address: str = ""
    #: Signs the links in mails; changing it makes every link sent so far invalid.
    secret_key: str = field(repr=False)
    #: The mail server; None: mails become files in `mail_folder`.
    smtp: SmtpSettings | None = None
    mail_folder: Path
    #: Only addresses that fit one of these ("*@solvik.example.org") get mail; empty: everybody.
    allowed_recipients: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.secret_key:
            raise ValueError("secret_key is empty; set it to a long random text")
        parts = urlsplit(self.base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or self.base_url.endswith("/"):
            raise ValueError(f"base_url must be an http(s) address without a slash at the end, not {self.base_url!r}")

        if self.sender.count("@") != 1:
            raise ValueError(f"sender must be one e-mail address, not {self.sender!r}")

    @property
    def domain(self) -> str:
        """The domain of the sender; names our mails and lists."""
        return self.sender.partition("@")[2]
