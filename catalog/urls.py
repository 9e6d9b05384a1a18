"""One canonical form per address, and the scope of a source; the only place that compares addresses."""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urljoin, urlsplit, urlunsplit

MAX_LENGTH = 2_000
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"(utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|_hs\w+|phpsessid|jsessionid|cmpid|ref_src)(=.*)?"
    # Short ones are somebody's own numbering, e.g. of sections.
    r"|(sid|sessionid)=\w{16,}",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
_ESCAPE_OR_CHARACTER = re.compile(r"%[0-9a-f]{2}|.", re.IGNORECASE | re.DOTALL)
_UNRESERVED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
#: Characters that may stand unescaped in a path and in a query (RFC 3986).
_IN_PATH = _UNRESERVED | frozenset("/:@!$&'()*+,;=")
_IN_QUERY = _IN_PATH | {"?"}
_HOST = re.compile(r"(?!.*\.\.)[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9_])?")


class AddressError(ValueError):
    """An address we cannot fetch; the message says why."""


def canonicalise(url: str, *, base: str = "") -> str:
    """
    The form under which an address is stored and compared.

    Lower-case scheme and host (IDN as ASCII), no default port, no fragment, no user name, no tracking or session
    parameters, the other parameters in their order, dots resolved and escapes in one spelling.
    Raises AddressError for anything that is not http or https, or longer than 2,000 characters.
    """
    try:
        parts = urlsplit(urljoin(base, url.strip()) if base else url.strip())
        port = parts.port
    except ValueError as error:
        raise AddressError(f"{url!r} is not an address: {error}") from error
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        raise AddressError(f"{url!r} does not start with http:// or https://")
    if not parts.hostname:
        raise AddressError(f"{url!r} names no host")
    host = _ascii_host(parts.hostname)
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    canonical = urlunsplit((scheme, netloc, _path(parts.path), _query(parts.query), ""))
    if len(canonical) > MAX_LENGTH:
        raise AddressError(f"the address is longer than {MAX_LENGTH} characters: {canonical[:80]}…")
    return canonical


def _ascii_host(host: str) -> str:
    try:
        if ":" in host and "%" not in host:
            return f"[{ipaddress.IPv6Address(host).compressed}]"
        host = host.rstrip(".").lower()
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError as error:
        raise AddressError(f"{host!r} is not a host name: {error}") from error
    if not _HOST.fullmatch(host):
        raise AddressError(f"{host!r} is not a host name")
    return host


def _path(path: str) -> str:
    # An escaped dot is a dot: escapes first, then the dots.
    path = _SESSION_IN_PATH.sub("", _respell(path, _IN_PATH))
    resolved: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if len(resolved) > 1:
                resolved.pop()
        elif segment != ".":
            resolved.append(segment)
    if path.endswith(("/.", "/..")):
        resolved.append("")
    return "/".join(resolved) or "/"


def _query(query: str) -> str:
    pieces = [_respell(piece, _IN_QUERY) for piece in query.split("&")]
    return "&".join(piece for piece in pieces if piece and not _TRACKING.fullmatch(piece))


def _respell(text: str, allowed: frozenset[str]) -> str:
    """
    Escapes in one spelling, and nothing else changed.

    An escape of a reserved character or of a byte that is not UTF-8 (old Norwegian sites write %E6) is not the same
    address as the character, and stays.
    """

    def spell(found: re.Match[str]) -> str:
        written = found[0]
        if len(written) == 3:
            character = chr(int(written[1:], 16))
            return character if character in _UNRESERVED else written.upper()
        return written if written in allowed else quote(written, safe="", errors="replace")

    return _ESCAPE_OR_CHARACTER.sub(spell, text)


def origin(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def host(url: str) -> str:
    """The host name of an address, without the port."""
    return urlsplit(url).hostname or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which addresses belong to a source, and how traps are recognised."""

    #: Prefixes; an address must start with one of them.
    allow: tuple[str, ...]
    #: Prefixes that win over `allow`.
    deny: tuple[str, ...] = ()
    #: Link steps from the start.
    max_depth: int = 20

    @classmethod
    def of(cls, start_url: str, allow: Sequence[str], deny: Sequence[str]) -> "Scope":
        """The scope of a source; without `allow`, all of the start address's origin, with and without www."""
        prefixes = tuple(allow) or _twins(origin(start_url) + "/")
        return cls(allow=prefixes, deny=tuple(deny))

    def refusal(self, url: str, *, depth: int = 0) -> str | None:
        """Why an address is outside, in one English phrase, or None when it is inside."""
        if not url.startswith(self.allow):
            return "outside the source's prefixes"
        if url.startswith(self.deny):
            return "under a denied prefix"
        if depth > self.max_depth:
            return f"more than {self.max_depth} links from the start"
        return _trap(url)


def _twins(prefix: str) -> tuple[str, ...]:
    scheme, rest = prefix.split("://", 1)
    bare = rest.removeprefix("www.")
    return tuple(f"{s}://{w}{bare}" for s in dict.fromkeys((scheme, "https", "http")) for w in ("", "www."))


def _trap(url: str) -> str | None:
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    if len(segments) > 20:
        return "a path of more than 20 steps"
    if any(segments.count(segment) > 3 for segment in segments):
        return "a path that repeats itself"
    if len(parse_qsl(parts.query, keep_blank_values=True)) > 6:
        return "more than 6 parameters"
    return None
