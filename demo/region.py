"""The demo region's partner sites: who they are, where to start on them and how to harvest them."""

from dataclasses import dataclass
from enum import StrEnum


class SiteKind(StrEnum):
    """What sort of body runs a site."""

    COUNTY = "county"
    MUNICIPALITY = "municipality"
    MINISTRY = "ministry"
    PROGRAMME = "programme"
    COUNCIL = "council"
    UNIVERSITY = "university"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSite:
    """One partner site and what a harvester needs to be told about it."""

    slug: str
    name: str
    kind: SiteKind
    #: The form most of its texts are written in: "nb" or "nn".
    language: str
    #: Path and query of the first page to visit.
    start_path: str
    #: Path prefixes worth visiting.
    allow_prefixes: tuple[str, ...] = ("/",)
    #: Path prefixes never to visit; they win over the allowed ones.
    deny_prefixes: tuple[str, ...] = ()
    #: Seconds between two requests; what robots.txt asks for where it asks.
    crawl_delay: float = 0.0
    max_pages: int = 200
    #: The encoding its pages are written and declared in.
    charset: str = "utf-8"


SITES: tuple[DemoSite, ...] = (
    DemoSite(
        slug="solvang",
        name="Solvang fylkeskommune",
        kind=SiteKind.COUNTY,
        language="nb",
        start_path="/no/",
        allow_prefixes=("/no/", "/globalassets/", "/contentassets/"),
        deny_prefixes=("/no/sok/",),
    ),
    DemoSite(
        slug="austre-solvang",
        name="Austre Solvang fylkeskommune (nettarkiv)",
        kind=SiteKind.ARCHIVE,
        language="nb",
        start_path="/web/20191215/http://www.austresolvang.test/",
        allow_prefixes=("/web/2019",),
    ),
    DemoSite(
        slug="lindvik",
        name="Lindvik kommune",
        kind=SiteKind.MUNICIPALITY,
        language="nb",
        start_path="/",
        deny_prefixes=("/aktivitetskalender/", "/innsyn/"),
    ),
    DemoSite(
        slug="skarsdal",
        name="Skarsdal kommune",
        kind=SiteKind.MUNICIPALITY,
        language="nn",
        start_path="/",
        deny_prefixes=("/getfile.php/intern/",),
        charset="windows-1252",
    ),
    DemoSite(
        slug="departementet",
        name="Regiondepartementet",
        kind=SiteKind.MINISTRY,
        language="nb",
        start_path="/no/",
        allow_prefixes=("/no/", "/contentassets/"),
        deny_prefixes=("/no/dokumentlager/",),
    ),
    DemoSite(
        slug="betre-i-lag",
        name="Betre i lag",
        kind=SiteKind.PROGRAMME,
        language="nn",
        start_path="/",
        deny_prefixes=("/wp-admin/",),
    ),
    DemoSite(
        slug="midtdalsradet",
        name="Midtdalsrådet",
        kind=SiteKind.COUNCIL,
        language="nn",
        start_path="/",
        crawl_delay=0.1,
        max_pages=60,
    ),
    DemoSite(
        slug="universitetet",
        name="Universitetet i Solvang",
        kind=SiteKind.UNIVERSITY,
        language="nb",
        start_path="/",
        deny_prefixes=("/timeplan/",),
    ),
)

SITE_BY_SLUG: dict[str, DemoSite] = {site.slug: site for site in SITES}
