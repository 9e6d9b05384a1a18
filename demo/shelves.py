"""Which robots.txt, sitemaps and feeds each site has, and at which addresses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from demo.discovery import Listed, gzipped, rss, sitemap, sitemap_index

XML = "application/xml; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"
GZIP = "application/gzip"
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What a site has to list: its pages, its documents, the news among the pages."""

    name: str
    language: str
    pages: Sequence[Listed]
    documents: Sequence[Listed]
    news: Sequence[Listed]
    #: Turns a path into a full address on the site.
    absolute: Callable[[str], str]


#: Path to (media type, body).
Files = Mapping[str, tuple[str, bytes]]


def discovery_files(slug: str, shelf: Shelf) -> Files:
    """
    Every discovery file of a site; the archive has only a robots.txt.
    """
    return _BY_SITE[slug](shelf)


def _robots(text: str) -> tuple[str, bytes]:
    return PLAIN, text.encode()


def _feed(shelf: Shelf) -> tuple[str, bytes]:
    return RSS, rss(shelf.news, title=f"Nytt frå {shelf.name}", url=shelf.absolute("/"), language=shelf.language)


def _solvang(shelf: Shelf) -> Files:
    children = ("/sitemap-sider.xml", "/sitemap-dokumenter.xml.gz")
    feed = rss(shelf.news, title=f"Aktuelt fra {shelf.name}", url=shelf.absolute("/no/aktuelt/"), language="nb")
    robots = f"User-agent: *\nDisallow: /no/sok/\nDisallow: /no/intern/\n\nSitemap: {shelf.absolute('/sitemap.xml')}\n"
    return {
        "/robots.txt": _robots(robots),
        "/sitemap.xml": (XML, sitemap_index(shelf.absolute(child) for child in children)),
        "/sitemap-sider.xml": (XML, sitemap(shelf.pages, spaced=True)),
        "/sitemap-dokumenter.xml.gz": (GZIP, gzipped(sitemap(shelf.documents))),
        "/no/rss/": (RSS, feed),
    }


def _austre_solvang(_shelf: Shelf) -> Files:
    return {"/robots.txt": _robots("User-agent: *\nDisallow: /sok/\n")}


def _lindvik(shelf: Shelf) -> Files:
    lines = ("User-agent: *", "Disallow: /innsyn/", "", f"Sitemap: {shelf.absolute('/sitemap.xml')}", "")
    return {"/robots.txt": _robots("\n".join(lines)), "/sitemap.xml": (XML, sitemap(shelf.pages))}


def _skarsdal(_shelf: Shelf) -> Files:
    return {"/robots.txt": _robots("User-agent: *\nDisallow: /getfile.php/intern/\n")}


def _departementet(shelf: Shelf) -> Files:
    path = "/globalassets/sitemap/sitemap.xml"
    robots = f"User-agent: *\nDisallow: /no/dokumentlager/\nDisallow: /*?filter=\nSitemap: {shelf.absolute(path)}\n"
    feed = rss(shelf.news, title=shelf.name, url=shelf.absolute("/no/aktuelt/id10/"), language="no")
    return {
        "/robots.txt": _robots(robots),
        path: (XML, sitemap(shelf.pages)),
        "/no/rss/Rss/2581/": (RSS, feed),
    }


def _betre_i_lag(shelf: Shelf) -> Files:
    children = ("/wp-sitemap-posts-post-1.xml", "/wp-sitemap-posts-page-1.xml")
    posts = [item for item in shelf.pages if "/20" in item.url]
    pages = [item for item in shelf.pages if "/20" not in item.url]
    robots = f"User-agent: *\nDisallow: /wp-admin/\n\nSitemap: {shelf.absolute('/wp-sitemap.xml')}\n"
    return {
        "/robots.txt": _robots(robots),
        "/wp-sitemap.xml": (XML, sitemap_index(shelf.absolute(child) for child in children)),
        children[0]: (XML, sitemap(posts)),
        children[1]: (XML, sitemap(pages)),
        "/feed/": _feed(shelf),
    }


def _midtdalsradet(shelf: Shelf) -> Files:
    lines = (
        "User-agent: *",
        "Crawl-delay: 0.1",
        "Disallow: /internt/",
        f"Sitemap: {shelf.absolute('/sitemap.xml')}",
        "",
    )
    return {
        "/robots.txt": _robots("\n".join(lines)),
        "/sitemap.xml": (XML, sitemap([*shelf.pages, *shelf.documents])),
        "/feed/": _feed(shelf),
    }


def _universitetet(shelf: Shelf) -> Files:
    lines = ("User-agent: *", "Disallow: /timeplan/", "", f"Sitemap: {shelf.absolute('/sitemap.xml')}", "")
    return {"/robots.txt": _robots("\n".join(lines)), "/sitemap.xml": (XML, sitemap(shelf.pages))}


_BY_SITE: dict[str, Callable[[Shelf], Files]] = {
    "solvang": _solvang,
    "austre-solvang": _austre_solvang,
    "lindvik": _lindvik,
    "skarsdal": _skarsdal,
    "departementet": _departementet,
    "betre-i-lag": _betre_i_lag,
    "midtdalsradet": _midtdalsradet,
    "universitetet": _universitetet,
}
