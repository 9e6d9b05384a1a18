"""The address guard: judges every address a host resolves to before the connection is made."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from twisted.internet.interfaces import IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer, provider

from crawler.settings import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressPolicy:
    """Which addresses may be connected to."""

    allowed: tuple[Network, ...] = ()
    ports: frozenset[int] = frozenset({80, 443})

    def permits(self, address: str, port: int) -> bool:
        """True for public addresses on a usual port, and for the networks that are explicitly allowed."""
        ip = _innermost(ipaddress.ip_address(address))
        if any(ip.version == network.version and ip in network for network in self.allowed):
            return True
        return ip.is_global and not ip.is_multicast and not getattr(ip, "is_site_local", False) and port in self.ports


#: IPv6 that a gateway turns into the IPv4 address in its last 32 bits, and its ancestor.
_TRANSLATED = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))


def _innermost(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address that an IPv6 address stands for, else itself."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if any(ip in network for network in _TRANSLATED) and int(ip) > 1:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


@implementer(IHostnameResolver)
class GuardedResolver:
    """
    Resolves like the reactor does, and drops the addresses that the policy forbids.

    Literal, redirected and rebound addresses all pass here, since every connection does; of a mixed answer only the
    permitted addresses are used.
    """

    #: Every address that was dropped, as (host, address, port): the spider tells such failures from plain ones.
    refused: set[tuple[str, str, int]]

    def __init__(self, reactor: Any, policy: AddressPolicy) -> None:
        self.reactor, self.policy, self.inner = reactor, policy, reactor.nameResolver
        self.refused = set()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> "GuardedResolver":
        resolver = cls(reactor, crawler.settings["SAMLA_ADDRESS_POLICY"])
        crawler.settings["SAMLA_REFUSED_ADDRESSES"].append(resolver.refused)
        return resolver

    def install_on_reactor(self) -> None:
        """Called by Scrapy when the reactor starts."""
        self.reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[Any] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Twisted's interface: hands on what the policy permits."""
        policy, refused = self.policy, self.refused

        @provider(IResolutionReceiver)
        class Filter:
            @staticmethod
            def resolutionBegan(resolution: Any) -> None:  # noqa: N802
                resolutionReceiver.resolutionBegan(resolution)

            @staticmethod
            def addressResolved(address: Any) -> None:  # noqa: N802
                if policy.permits(address.host, portNumber):
                    resolutionReceiver.addressResolved(address)
                else:
                    refused.add((hostName, address.host, portNumber))

            @staticmethod
            def resolutionComplete() -> None:  # noqa: N802
                resolutionReceiver.resolutionComplete()

        resolution: IHostResolution = self.inner.resolveHostName(
            Filter, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution
