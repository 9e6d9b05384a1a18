"""The address guard: what may be connected to, judged for every address a name leads to."""

import ipaddress
from pathlib import Path

import pytest
from sqlalchemy import select

from catalog.clock import utc_now
from catalog.database import Database
from catalog.frontier import add_discoveries
from catalog.ingest import Discovery
from catalog.models import Outcome, RunState, Source
from crawler.addresses import AddressPolicy
from tests.support.harvest import plan_harvest
from tests.support.site import Site, page, serving


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
    ],
)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    """
    Also when IPv6 only wraps them.
    """
    assert not AddressPolicy().permits(address, 80)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_public_addresses_are_permitted_on_the_usual_ports(address: str) -> None:
    """
    And on no other.
    """
    policy = AddressPolicy()

    assert policy.permits(address, 80)
    assert policy.permits(address, 443)
    assert not policy.permits(address, 22)


def test_allowed_networks_are_permitted_on_every_port() -> None:
    """
    They and nothing beside them.
    """
    policy = AddressPolicy(allowed=(ipaddress.ip_network("127.0.0.2/32"), ipaddress.ip_network("fd00::/64")))

    assert policy.permits("127.0.0.2", 8001)
    assert policy.permits("::ffff:127.0.0.2", 8001)
    assert policy.permits("fd00::7", 22)
    assert not policy.permits("127.0.0.1", 8001)


NAMES = {
    "god.test": [["127.0.0.2"]],
    "ond.test": [["127.0.0.1"]],
    "lokal.test": [["127.0.0.1"]],
    "blandet.test": [["127.0.0.2", "127.0.0.1"]],
    # First an address that may be fetched, for robots.txt, then one inside.
    "bytter.test": [["127.0.0.2"], ["127.0.0.1"]],
}


@pytest.mark.slow
def test_nothing_inside_is_reached(db: Database, tmp_path: Path) -> None:
    """
    Names, numbers in every spelling, redirects, rebinding, other schemes: 127.0.0.1 is never connected to.
    """
    with serving(Site(address="127.0.0.2")) as outside, serving(Site(port=outside.port)) as inside:
        port = outside.port
        hosts = ["127.0.0.1", "localhost", "ond.test", "2130706433", "0x7f000001", "127.1", "0177.0.0.1"]
        hosts += ["[::ffff:127.0.0.1]", "[::1]", "bytter.test", "0.0.0.0", "bruker@127.0.0.1"]
        tries = [f"http://{host}:{port}/ok" for host in hosts]
        outside.put("/", page("Start", *tries, "/hopp", "/hopp2"))
        outside.put("/hopp", status=302, headers=(("Location", f"http://127.0.0.1:{port}/ok"),))
        outside.put("/hopp2", status=301, headers=(("Location", f"http://lokal.test:{port}/ok"),))
        for site in (outside, inside):
            site.put("/ok", page("Innenfor"))
            site.put("/robots.txt", "", type="text/plain", headers=(("Connection", "close"),))
        harvest = plan_harvest(db, tmp_path, f"http://god.test:{port}/")
        harvest.allow, harvest.names = ("127.0.0.2/32",), NAMES
        _open_scope(
            db, f"http://blandet.test:{port}/ok", "file:///etc/hostname", "data:text/html,hei", "ftp://127.0.0.2/x"
        )
        harvest.run()

    assert [] == inside.hits
    outcomes = {fetch.url: fetch.outcome for fetch in harvest.fetches()}
    assert {Outcome.NEW} == {
        outcomes[f"http://{host}:{port}/{path}"] for host, path in (("god.test", ""), ("blandet.test", "ok"))
    }
    kept = {Outcome.NEW, Outcome.REDIRECTED, Outcome.GONE}
    assert {Outcome.NETWORK_ERROR, Outcome.FORBIDDEN_ADDRESS} >= {
        outcome for url, outcome in outcomes.items() if "god.test" not in url and "blandet" not in url
    }
    assert kept >= {outcome for url, outcome in outcomes.items() if "god.test" in url or "blandet" in url}
    assert len(tries) + 3 <= sum(outcome not in kept for outcome in outcomes.values()) + 1


def _open_scope(db: Database, *urls: str) -> None:
    """Let the source have every address in its scope, and these in its frontier, whatever they are."""
    with db.write() as session:
        source = session.scalars(select(Source)).one()
        source.allow = ["http://", "https://"]
        found = [Discovery(url=url, depth=1, found_on="test") for url in urls]
        add_discoveries(session, source, found, now=utc_now())


@pytest.mark.slow
def test_a_source_inside_says_what_to_do(db: Database, tmp_path: Path) -> None:
    """
    The run fails with the address and the setting that would allow it.
    """
    with serving(Site()) as site:
        harvest = plan_harvest(db, tmp_path, site.url.replace("127.0.0.1", "localhost"))
        harvest.allow = ()
        run = harvest.run()

    assert RunState.FAILED is run.state
    assert f"localhost is at 127.0.0.1 port {site.port}" in (run.message or "") or "::1" in (run.message or "")
    assert "crawl.allow_addresses" in (run.message or "")
    assert [] == site.hits
