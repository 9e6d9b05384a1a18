"""What went wrong with a request, in words that an admin can act on."""

from collections.abc import Collection
from dataclasses import dataclass

from scrapy import exceptions

from catalog.models import Outcome
from catalog.urls import host
from crawler.robots import RobotsUnreachable

_WORDS: dict[type[Exception], str] = {
    exceptions.DownloadConnectionRefusedError: "the server refused the connection",
    exceptions.CannotResolveHostError: "the host name leads to no server (DNS)",
    exceptions.ResponseDataLossError: "the connection broke off before the answer was complete",
    exceptions.DownloadTimeoutError: "no answer in time",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why there is no answer."""

    outcome: Outcome
    message: str


def explain(error: Exception, url: str, refused: Collection[tuple[str, str, int]]) -> Trouble:
    """The outcome of a request that failed; `refused` is what the address guard dropped, as (host, address, port)."""
    match error:
        case RobotsUnreachable():
            return Trouble(outcome=Outcome.NETWORK_ERROR, message=str(error))
        case exceptions.DownloadTimeoutError():
            return Trouble(outcome=Outcome.TIMEOUT, message=_WORDS[exceptions.DownloadTimeoutError])
        case exceptions.DownloadCancelledError() | exceptions.IgnoreRequest():
            # Scrapy ignores what is too large only once it is unpacked.
            words = "the answer is larger than we download (setting crawl.max_megabytes)"
            return Trouble(outcome=Outcome.TOO_BIG, message=words)
        case exceptions.CannotResolveHostError():
            return _unresolved(error, url, refused)
        case _:
            return Trouble(outcome=Outcome.NETWORK_ERROR, message=_words(error))


def _unresolved(error: Exception, url: str, refused: Collection[tuple[str, str, int]]) -> Trouble:
    name = host(url)
    dropped = sorted((address, port) for asked, address, port in refused if asked == name)
    if not dropped:
        return Trouble(outcome=Outcome.NETWORK_ERROR, message=_words(error))
    address, port = dropped[0]
    words = f"{name} is at {address} port {port}, where we do not fetch (setting crawl.allow_addresses)"
    return Trouble(outcome=Outcome.FORBIDDEN_ADDRESS, message=words)


def _words(error: Exception) -> str:
    known = _WORDS.get(type(error))
    if known:
        return known
    if "certificate" in str(error).lower():
        return f"the site's certificate cannot be trusted: {error}"
    if isinstance(error, exceptions.DownloadFailedError):
        return f"the connection broke off: {error}"
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
