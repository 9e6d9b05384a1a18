"""What the harvester can be told."""

import ipaddress
from dataclasses import dataclass

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    """Limits and manners; the defaults suit the public web."""

    #: Sent with every request: name, version and where to read about and reach us.
    user_agent: str
    #: The product token that robots.txt rules are matched against.
    robots_token: str = "Samla"  # noqa: S105 - a product token, not a secret
    #: Networks that are fetched from although they are not public, e.g. 127.0.0.0/8 for the demo region.
    allow_addresses: tuple[Network, ...] = ()
    #: Ports of public addresses that are fetched from, besides the start address's own.
    ports: frozenset[int] = frozenset({80, 443})
    #: Requests under way at once, per source.
    concurrency: int = 4
    timeout_s: float = 60.0
    #: Larger answers are cut off and recorded as too big.
    max_bytes: int = 50 * MEGABYTE
    #: Transient failures are tried this many times more within a run.
    retries: int = 1
