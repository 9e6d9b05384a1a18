"""All settings, read once from samla.toml and SAMLA_* variables into one frozen object; nothing else reads either."""

import ipaddress
import os
import secrets
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from crawler.settings import Network

PREFIX = "SAMLA_"
#: Variables that are ours without being settings.
_RESERVED = {"SAMLA_HOME", "SAMLA_TEST_DATABASE_URL", "SAMLA_REQUIRE_BROWSER"}


class SettingsError(Exception):
    """The settings cannot be used; the message lists every fault and where it stands."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CrawlSection(_Section):
    """How we behave towards partners' sites."""

    contact: str = Field(
        "", description="Where partners can reach you (an address on the web or for mail); sent with every request."
    )
    allow_addresses: tuple[str, ...] = Field(
        (), description="Networks that may be fetched from although they are not public, e.g. 127.0.0.0/8."
    )
    concurrency: int = Field(4, ge=1, le=16, description="Requests under way at once, per source.")
    timeout_s: float = Field(60.0, gt=0, description="Seconds to wait for an answer.")
    max_megabytes: int = Field(50, ge=1, le=500, description="Larger downloads are cut off.")
    sources_at_once: int = Field(4, ge=1, le=64, description="Sources harvested at the same time.")

    @field_validator("allow_addresses")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            ipaddress.ip_network(network)
        return value

    @property
    def networks(self) -> tuple[Network, ...]:
        """The allowed networks, parsed."""
        return tuple(ipaddress.ip_network(network) for network in self.allow_addresses)


class WebSection(_Section):
    """The web front end."""

    base_url: str = Field(
        "", description="The public address, e.g. https://samla.example.org; empty: the address it listens on."
    )
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on.")
    threads: int = Field(8, ge=1, le=64, description="Requests answered at once.")
    site_name: str = Field("Samla", description="The name on the pages and in the mails.")
    contact: str = Field("", description="Where readers can report faults.")
    trusted_hosts: tuple[str, ...] = Field((), description="Host names that are answered; empty: the one in base_url.")
    trusted_proxy: str = Field(
        "", description="The address of the proxy in front; its X-Forwarded-For and -Proto headers are believed."
    )
    accessibility_url: str = Field("", description="The address of your accessibility statement (uustatus.no).")
    secret_key: str = Field("", description="Signs links and sessions; made by `samla init` when empty.")


class MailSection(_Section):
    """Mail to subscribers and admins."""

    sender: str = Field("samla@localhost", description="The From address.")
    reply_to: str = Field("", description="Where answers go.")
    unsubscribe_address: str = Field("", description="An address that takes unsubscribe mails, beside the link.")
    smtp_host: str = Field(
        "", description="The mail server; empty: mails are written as .eml files to the folder mail/."
    )
    smtp_port: int = Field(25, ge=1, le=65535, description="The mail server's port.")
    smtp_user: str = Field("", description="User name, if the server asks for one.")
    smtp_password: str = Field("", description="Password, if the server asks for one.")
    smtp_starttls: bool = Field(False, description="Encrypt with STARTTLS before anything is sent.")
    only_to: tuple[str, ...] = Field((), description="While trying out: only these addresses get mail.")


class IndexSection(_Section):
    """The search index."""

    engine: Literal["tantivy", "whoosh"] = Field(
        "tantivy", description="tantivy, or whoosh where tantivy has no wheel."
    )


class Settings(_Section):
    """Everything that can be set."""

    database_url: str = Field("", description="SQLAlchemy address of the catalogue; empty: SQLite in the home folder.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")
    crawl: CrawlSection = CrawlSection()
    web: WebSection = WebSection()
    mail: MailSection = MailSection()
    index: IndexSection = IndexSection()


@dataclass(frozen=True, slots=True)
class Home:
    """The data folder."""

    path: Path

    @property
    def settings_file(self) -> Path:
        """samla.toml."""
        return self.path / "samla.toml"

    @property
    def blobs(self) -> Path:
        """Raw bytes as downloaded."""
        return self.path / "blobs"

    @property
    def index(self) -> Path:
        """The search index."""
        return self.path / "index"

    @property
    def mail(self) -> Path:
        """Mails as .eml files, when no mail server is set."""
        return self.path / "mail"

    @property
    def logs(self) -> Path:
        """Logs of the child processes."""
        return self.path / "logs"

    @property
    def secret_file(self) -> Path:
        """The key that signs links and sessions."""
        return self.path / "secret.key"

    def database_url(self, settings: Settings) -> str:
        """The catalogue's address."""
        return settings.database_url or f"sqlite:///{self.path / 'catalog.db'}"

    def secret_key(self, settings: Settings) -> str:
        """The signing key: from the settings, else from the home folder, where one is made the first time."""
        if settings.web.secret_key:
            return settings.web.secret_key
        if not self.secret_file.exists():
            self._make_secret()
        return self.secret_file.read_text().strip()

    def _make_secret(self) -> None:
        """Write a key that is whole from the first moment; of two processes at once, the first one's stays."""
        self.path.mkdir(parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=self.path, prefix=".secret-")
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(32))
        with suppress(FileExistsError):
            os.link(fresh, self.secret_file)
        Path(fresh).unlink()


def find_home(environment: Mapping[str, str]) -> Home:
    """The data folder: SAMLA_HOME, else ./samla-home."""
    return Home(Path(environment.get("SAMLA_HOME") or "samla-home").absolute())


def load_settings(home: Home, environment: Mapping[str, str]) -> Settings:
    """
    The settings of samla.toml, overridden by SAMLA_<KEY> or SAMLA_<SECTION>__<KEY>, or the file named by …_FILE.

    Raises SettingsError that names every wrong key and value.
    """
    values: dict[str, Any] = {}
    if home.settings_file.exists():
        try:
            # Some editors begin a file with a byte order mark.
            values = tomllib.loads(home.settings_file.read_text(encoding="utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{home.settings_file} is not valid TOML in UTF-8: {error}") from error
        except OSError as error:
            raise SettingsError(f"{home.settings_file} cannot be read: {error}") from error
    origins = {".".join(path): str(home.settings_file) for path in _paths(values)}
    for name, value in sorted(environment.items()):
        if name.startswith(PREFIX) and name not in _RESERVED:
            path, given = _from_variable(name, value)
            _put(values, path, given)
            origins[".".join(path)] = name
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(_explain(error, origins)) from error


def _from_variable(name: str, value: str) -> tuple[list[str], Any]:
    key = name.removeprefix(PREFIX).lower()
    if key.endswith("_file"):
        key = key.removesuffix("_file")
        try:
            value = Path(value).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{name} names a file that cannot be read: {error}") from error
    path = key.split("__")
    return path, [part.strip() for part in value.split(",") if part.strip()] if _is_list(path) else value


def _is_list(path: list[str]) -> bool:
    section = Settings.model_fields.get(path[0])
    if len(path) != 2 or section is None or not isinstance(section.annotation, type):
        return False
    field = getattr(section.annotation, "model_fields", {}).get(path[1])
    return field is not None and str(field.annotation).startswith("tuple")


def _paths(values: Mapping[str, Any]) -> list[list[str]]:
    paths = []
    for key, value in values.items():
        paths += [[key, *rest] for rest in _paths(value)] if isinstance(value, dict) else [[key]]
    return paths


def _put(values: dict[str, Any], path: list[str], value: object) -> None:
    for key in path[:-1]:
        nested = values.setdefault(key, {})
        if not isinstance(nested, dict):
            return
        values = nested
    values[path[-1]] = value


def _explain(error: ValidationError, origins: Mapping[str, str]) -> str:
    lines = []
    for fault in error.errors():
        path = ".".join(str(step) for step in fault["loc"] if not isinstance(step, int))
        words = _unknown(path) if fault["type"] == "extra_forbidden" else fault["msg"].removeprefix("Value error, ")
        lines.append(f"{path} ({_origin(path, origins)}): {words}")
    return "settings that cannot be used:\n  " + "\n  ".join(lines) + "\nSee docs/reference/settings.md."


def _origin(path: str, origins: Mapping[str, str]) -> str:
    """Where a key stands; for a section, where the first of its keys does."""
    inside = (origin for key, origin in origins.items() if key.startswith(f"{path}."))
    return origins.get(path) or next(inside, "default")


def _unknown(path: str) -> str:
    # SAMLA_WEB_PORT for SAMLA_WEB__PORT is the commonest slip.
    names = {name.replace(".", "_"): name for name in _names()}
    close = get_close_matches(path.replace(".", "_"), names, n=1, cutoff=0.8)
    if not close:
        return "there is no such setting"
    name = names[close[0]]
    return f"there is no such setting; is it {name} ({PREFIX}{name.upper().replace('.', '__')}) you mean?"


def _names() -> Iterator[str]:
    for name, field in Settings.model_fields.items():
        yield name
        section = field.annotation
        if isinstance(section, type) and issubclass(section, BaseModel):
            yield from (f"{name}.{key}" for key in section.model_fields)
