"""What never stands in a file of the repository."""

import ipaddress
import re
from pathlib import PurePosixPath

from tests.conventions.repository import ROOT, files, python_files, read, tree

VAGUE = {"base", "common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
MACHINE_PATHS = re.compile(r"(?<![\w.~%/:-])/(?:work|root|tmp|Users)(?=[/\s\"'`,:;)]|$)")
REGISTRIES = re.compile(r"(?:pypi|pythonhosted|npmjs|npmmirror|artifactory|jfrog|nexus)\.(?:org|com|io|net)|/simple/")
HOST = re.compile(r"https?://([\w.-]+)|[\w.+-]@([\w-]+(?:\.[\w-]+)+)")
#: Names of XML vocabularies and the like: identifiers, which nobody asks for a page.
VOCABULARIES = {
    "ogp.me",
    "purl.org",
    "schema.org",
    "schemas.openxmlformats.org",
    "www.sitemaps.org",
    "www.w3.org",
}
#: Where names of real hosts are the point: the sources we ship with, and vocabulary data.
REAL_HOSTS = ("samla/cli/shipped.py", "catalog/vocabulary/data/")
LARGEST_IMAGE = 350_000


def test_no_vague_names() -> None:
    """A file is named for what is in it."""
    assert [] == [name for name in python_files() if PurePosixPath(name).stem.strip("_") in VAGUE]


def test_no_paths_of_a_machine() -> None:
    """No file knows where somebody keeps the repository or temporary files."""
    assert {} == _found(MACHINE_PATHS)


def test_no_package_registries() -> None:
    """Which registry packages come from is the machine's business, in lock files as well."""
    assert {} == _found(REGISTRIES)


def _found(pattern: re.Pattern[str]) -> dict[str, str]:
    searched = {name: pattern.search(read(name)) for name in files() if name != "tests/conventions/test_files.py"}
    return {name: match[0] for name, match in searched.items() if match}


def test_no_real_hosts() -> None:
    """Tests, demo and documentation name only hosts that nobody owns, or this machine."""
    wanted = [name for name in files() if name.split("/")[0] in ("tests", "demo", "docs", "deploy")]
    found = {
        (name, host)
        for name in wanted
        if not name.startswith(REAL_HOSTS)
        for match in HOST.finditer(read(name))
        if not _is_nobodys(host := (match[1] or match[2]).lower().rstrip("."))
    }

    assert set() == found


def _is_nobodys(host: str) -> bool:
    if "." not in host or ".." in host or host in VOCABULARIES or host.endswith((".test", ".invalid", ".localhost")):
        return True
    if host in ("example.org", "example.com") or host.endswith((".example.org", ".example.com", ".example")):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def test_no_mocks() -> None:
    """Tests use the real thing or a fake that says what it is."""
    modules = {
        name
        for name in python_files()
        for node in tree(name).body
        if "mock" in str(getattr(node, "module", "")) or any("mock" in each.name for each in getattr(node, "names", ()))
    }

    assert set() == modules


def test_images_are_small() -> None:
    """Pictures in the documentation load at once."""
    pictures = [name for name in files() if name.endswith((".png", ".jpg", ".jpeg", ".webp"))]

    assert {} == {name: size for name in pictures if (size := (ROOT / name).stat().st_size) > LARGEST_IMAGE}
