"""Building the whole region for one day into a folder, once, and again only when something changed."""

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from demo.answers import MANIFEST, Answer, write_manifest
from demo.content import site_entries
from demo.region import SITES

if TYPE_CHECKING:
    from demo.sites import Served

_HERE = Path(__file__).parent
_LIBRARIES = ("reportlab", "python-docx", "python-pptx", "openpyxl")


def build(folder: Path, *, day: int, ports: Mapping[str, int]) -> Path:
    """
    Build the region as it stands on a day; return the day's folder, untouched when it is fresh.

    Raises ValueError for another day than 1 and 2, and when a site has no port.
    """
    _check(day, ports)
    target = folder / f"day-{day}"
    mark = target / "fingerprint"
    fresh = fingerprint(day=day, ports=ports)
    if mark.exists() and (target / MANIFEST).exists() and mark.read_text(encoding="ascii") == fresh:
        return target
    # Only a region that must be built needs its builders, which take a while to import.
    from demo.documents.library import build_library, documents
    from demo.sites import SiteBuild

    target.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    bodies = build_library(folder / "documents")
    library = {document.name: document for document in documents()}
    answers: dict[str, dict[str, Answer]] = {}
    for site in SITES:
        entries = site_entries(site.slug, day=day)
        made = SiteBuild(site=site, day=day, entries=entries, documents=library, bodies=bodies, ports=ports)
        answers[site.slug] = _write(made.serve_all(), target / site.slug, target)
    write_manifest(target, answers)
    mark.write_text(fresh, encoding="ascii")
    return target


def fingerprint(*, day: int, ports: Mapping[str, int]) -> str:
    """
    A digest of everything the built bytes depend on.
    """
    digest = hashlib.sha256(f"{day}{sorted(ports.items())}{sys.version_info[:2]}".encode())
    digest.update("".join(version(name) for name in _LIBRARIES).encode())
    for path in sorted(path for suffix in ("py", "txt", "html") for path in _HERE.rglob(f"*.{suffix}")):
        digest.update(path.relative_to(_HERE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _check(day: int, ports: Mapping[str, int]) -> None:
    if day not in (1, 2):
        raise ValueError(f"the demo region has day 1 and day 2, not day {day}")
    if missing := [site.slug for site in SITES if site.slug not in ports]:
        raise ValueError(f"no port given for {', '.join(missing)}; demo.server.free_ports() finds them")


def _write(served: Mapping[str, "Served"], folder: Path, root: Path) -> dict[str, Answer]:
    """
    Save bodies under names made from their content, so that the same document is saved once.
    """
    folder.mkdir(parents=True, exist_ok=True)
    answers: dict[str, Answer] = {}
    for path, item in served.items():
        file = ""
        if item.body:
            body_path = folder / hashlib.sha256(item.body).hexdigest()[:24]
            body_path.write_bytes(item.body)
            file = body_path.relative_to(root).as_posix()
        answers[path] = replace(item.answer, file=file)
    return answers
