"""Where everything of the region is: paths on a site, captures in the archive, and links between sites."""

from collections.abc import Mapping
from dataclasses import dataclass

from demo.content import ContentError, Entry
from demo.documents.library import LibraryDocument
from demo.region import SITE_BY_SLUG, SiteKind

ARCHIVED_ORIGIN = "http://www.austresolvang.test"
_DEFAULT_CAPTURE = "20191215"


def is_archive(slug: str) -> bool:
    """
    Whether the site plays captures of another.
    """
    return SITE_BY_SLUG[slug].kind is SiteKind.ARCHIVE


def served_path(slug: str, entry: Entry) -> str:
    """
    The path a site answers an entry at; in the archive, that of its capture.
    """
    if outside := entry.get("served-at"):
        return outside
    if not is_archive(slug) or not entry.name.startswith("/"):
        return entry.name
    return archived_path(entry.name, entry.get("captured", _DEFAULT_CAPTURE))


def archived_path(path: str, captured: str) -> str:
    """
    The path of one capture of an address.
    """
    return f"/web/{captured}/{ARCHIVED_ORIGIN}{path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Resolves what the texts link to, seen from one site."""

    slug: str
    ports: Mapping[str, int]
    entries: Mapping[str, Entry]
    documents: Mapping[str, LibraryDocument]

    def resolve(self, target: str) -> str:
        """
        What to write in href: `/path` stays on the site, `slug:/path` and `doc:name` may lead to another.
        """
        slug, colon, rest = target.partition(":")
        if slug == "doc":
            return self._document(rest)
        if colon and slug in SITE_BY_SLUG:
            return self.absolute(slug, rest)
        if target.startswith("/") and is_archive(self.slug):
            return self._capture(target)
        if target.startswith(("/", "#", "http://", "https://", "mailto:", "tel:")):
            return target
        raise ContentError(f"{self.slug}: «{target}» is not a link target")

    def absolute(self, slug: str, path: str) -> str:
        """
        A full address on one of the region's sites.
        """
        return f"http://127.0.0.1:{self.ports[slug]}{path}"

    def _document(self, name: str) -> str:
        try:
            placements = self.documents[name].placements
        except KeyError:
            raise ContentError(f"{self.slug}: there is no document «{name}»") from None
        here = next((placement for placement in placements if placement.slug == self.slug), None)
        if here is not None:
            return here.path
        return self.absolute(placements[0].slug, placements[0].path)

    def _capture(self, target: str) -> str:
        path, mark, fragment = target.partition("#")
        entry = self.entries.get(path)
        if entry is not None:
            return served_path(self.slug, entry) + mark + fragment
        return archived_path(path, _DEFAULT_CAPTURE) + mark + fragment
