"""Which feature of real sites is shown at which address; the README's table and the tests read it from here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One thing real sites do, and where the region does it."""

    name: str
    slug: str
    path: str
    #: The status an ordinary GET meets there.
    status: int = 200
    #: What the answer must hold: text in the body, or in a header when it begins with the header's name.
    holds: str = ""


_KLOKERE = "/no/meny/tjenester/naring/klokere-sammen/"
_CAPTURE = "/web/20191215/http://www.austresolvang.test"

FEATURES: tuple[Feature, ...] = (
    Feature(name="sitemap index", slug="solvang", path="/sitemap.xml", holds="<sitemapindex"),
    Feature(name="white space inside <loc>", slug="solvang", path="/sitemap-sider.xml", holds="<loc>\n"),
    Feature(
        name="gzipped sitemap of documents",
        slug="solvang",
        path="/sitemap-dokumenter.xml.gz",
        holds="Content-Type: application/gzip",
    ),
    Feature(
        name="sitemap at an odd address, told by robots.txt only",
        slug="departementet",
        path="/globalassets/sitemap/sitemap.xml",
        holds="<urlset",
    ),
    Feature(name="WordPress sitemap index", slug="betre-i-lag", path="/wp-sitemap.xml", holds="<sitemapindex"),
    Feature(name="no sitemap at all", slug="skarsdal", path="/sitemap.xml", status=404),
    Feature(name="RSS feed", slug="solvang", path="/no/rss/", holds="<pubDate>"),
    Feature(name="RSS at a ministry's address", slug="departementet", path="/no/rss/Rss/2581/", holds="<rss"),
    Feature(name="WordPress feed", slug="betre-i-lag", path="/feed/", holds="<rss"),
    Feature(name="robots.txt with Sitemap line", slug="solvang", path="/robots.txt", holds="\nSitemap: http"),
    Feature(name="robots.txt with Disallow", slug="lindvik", path="/robots.txt", holds="Disallow: /innsyn/"),
    Feature(name="robots.txt with a pattern", slug="departementet", path="/robots.txt", holds="Disallow: /*?filter="),
    Feature(name="Crawl-delay", slug="midtdalsradet", path="/robots.txt", holds="Crawl-delay: 0.1"),
    Feature(name="noindex, nofollow", slug="lindvik", path="/innsyn/postliste/", holds="noindex, nofollow"),
    Feature(name="redirect 301", slug="solvang", path="/no/meny/tjenester/naring/jobbe-smartere/", status=301),
    Feature(name="redirect 302 on the site", slug="departementet", path="/", status=302),
    Feature(
        name="redirect to a foreign host",
        slug="lindvik",
        path="/arbeidsgiver/ledige-stillinger/",
        status=302,
        holds="Location: https://example.org",
    ),
    Feature(name="404 that is linked to", slug="skarsdal", path="/budsjettmote.510094.nn.html", status=404),
    Feature(name="410 that is linked to", slug="lindvik", path="/naring-og-utvikling/fond/", status=410),
    Feature(name="soft 404: every unknown address", slug="universitetet", path="/finnes/ikke/", holds="finnes ikke"),
    Feature(
        name="soft 404: one page",
        slug="lindvik",
        path="/planer-og-horinger/strategi-uten-innhold/",
        holds="Beklager, siden finnes ikke",
    ),
    Feature(name="document list", slug="solvang", path=_KLOKERE, holds="<h2>Relevante dokumenter</h2>"),
    Feature(
        name="document list in nynorsk", slug="skarsdal", path="/omdoeme.510015.nn.html", holds="Aktuelle dokument"
    ),
    Feature(name="contact cards", slug="solvang", path="/no/meny/kontakt/", holds='class="contact-card"'),
    Feature(name="contact in other mark-up", slug="skarsdal", path="/kontakt-oss.510005.nn.html", holds="kontaktboks"),
    Feature(
        name="published and updated, dots", slug="solvang", path=_KLOKERE, holds="Publisert: 20.01.2020 Oppdatert:"
    ),
    Feature(
        name="published and changed, with clock",
        slug="lindvik",
        path="/arbeidsgiver/hele-stillinger/",
        holds="/ Sist endret: 14.10.2025",
    ),
    Feature(
        name="dates in nynorsk",
        slug="skarsdal",
        path="/naeringsfond.510014.nn.html",
        holds="Sist endra 12.01.2026 kl.",
    ),
    Feature(name="dates in words", slug="betre-i-lag", path="/om-programmet/", holds="publisert 3. september 2012"),
    Feature(
        name="two-digit year",
        slug="austre-solvang",
        path=f"{_CAPTURE}/Aktuelt/Takk-for-oss",
        holds="Publisert 12.12.19",
    ),
    Feature(
        name="deadline of a hearing",
        slug="solvang",
        path="/no/meny/nynorsk/stadutvikling/",
        holds="Høyringsfrist: 15.10.2026",
    ),
    Feature(
        name="accordion, hidden panel", slug="solvang", path=f"{_KLOKERE}erklaering/", holds='aria-expanded="false"'
    ),
    Feature(
        name="accordion, <details>", slug="lindvik", path="/naring-og-utvikling/etablerere/", holds="<details><summary>"
    ),
    Feature(
        name="accordion, display:none",
        slug="skarsdal",
        path="/proev-aa-bu.510012.nn.html",
        holds='style="display:none"',
    ),
    Feature(
        name="same report at two addresses (first)",
        slug="solvang",
        path="/globalassets/dokumenter/naring/klokere-sammen/erklaring-klokere-sammen.pdf",
    ),
    Feature(
        name="same report at two addresses (second)",
        slug="solvang",
        path="/contentassets/5b1f0c9e2d3a4f60b7c8d9e0f1a2b3c4/erklaring.pdf",
    ),
    Feature(
        name="same report on two sites",
        slug="betre-i-lag",
        path="/wp-content/uploads/2016/12/evaluering.pdf",
    ),
    Feature(
        name="PDF and DOCX of the same text (PDF)",
        slug="solvang",
        path="/globalassets/dokumenter/plan/solvangplanen-2024-2036.pdf",
    ),
    Feature(
        name="PDF and DOCX of the same text (DOCX)",
        slug="solvang",
        path="/globalassets/dokumenter/plan/solvangplanen-2024-2036.docx",
    ),
    Feature(
        name="page moved on day 2", slug="solvang", path="/no/meny/tjenester/steder/tomme-hus/", holds="Sundøymodellen"
    ),
    Feature(
        name="calendar without end",
        slug="lindvik",
        path="/aktivitetskalender/2031-02/",
        holds="/aktivitetskalender/2031-03/",
    ),
    Feature(
        name="PDF as application/octet-stream",
        slug="skarsdal",
        path="/getfile.php/5100733.2901.zmk3xqa/heiltidskultur.pdf",
        holds="Content-Type: application/octet-stream",
    ),
    Feature(
        name="DOCX as application/zip",
        slug="lindvik",
        path="/_f/p1/i82b6d1f0-3c4e-4a97-b2d5-6f90e8c1a744/handlingsplan-naervar-2026.docx",
        holds="Content-Type: application/zip",
    ),
    Feature(
        name="HTML error page as PDF",
        slug="departementet",
        path="/contentassets/deadbeef00000000deadbeef00000000/vedlegg-2.pdf",
        holds="Feilkode 4012",
    ),
    Feature(
        name="broken PDF",
        slug="solvang",
        path="/globalassets/dokumenter/naring/referat-partnerskap-2025-09-18.pdf",
        holds="%PDF-",
    ),
    Feature(
        name="page that only the sitemap knows",
        slug="solvang",
        path="/no/meny/tjenester/naring/tangtorkeriet/",
        holds="Tangtørkeriet",
    ),
    Feature(name="slow page", slug="universitetet", path="/aktuelt/regnetung-side/", holds="flyttinger"),
    Feature(name="failing page", slug="universitetet", path="/aktuelt/feil-i-arkivet/", status=500),
    Feature(name="no <main>, only a skip link", slug="lindvik", path="/", holds='href="#innhold"'),
    Feature(name="windows-1252", slug="skarsdal", path="/", holds="Content-Type: text/html; charset=windows-1252"),
    Feature(name="cookie banner", slug="solvang", path="/no/", holds='class="cookie-banner"'),
    Feature(
        name="JSON-LD",
        slug="departementet",
        path="/no/aktuelt/nytt-nettverk/id360/",
        holds='"datePublished": "2024-01-22',
    ),
    Feature(
        name="Dublin Core",
        slug="departementet",
        path="/no/tema/reform/id260/",
        holds='name="DC.Date" content="2023-12-04"',
    ),
    Feature(
        name="nynorsk under /no/", slug="departementet", path="/no/tema/stadutvikling/id280/", holds='<html lang="nn">'
    ),
    Feature(name='html lang="no"', slug="lindvik", path="/tjenester/", holds='<html lang="no">'),
    Feature(name="tracking parameters", slug="solvang", path="/no/", holds="?utm_source=forside"),
    Feature(name="link with fragment", slug="lindvik", path="/", holds="/hei-nabo/#kontakt"),
    Feature(name="nofollow link", slug="solvang", path=_KLOKERE, holds='rel="nofollow"'),
    Feature(name="outside host", slug="solvang", path=_KLOKERE, holds="https://example.org/video/samling5"),
    Feature(name="web archive banner", slug="austre-solvang", path=f"{_CAPTURE}/", holds="arkivert side"),
    Feature(
        name="canonical address",
        slug="lindvik",
        path="/planer-og-horinger/?ref=forside",
        holds='<link rel="canonical" href="http://127.0.0.1',
    ),
    Feature(name="page in English", slug="universitetet", path="/english/", holds='<html lang="en"'),
)

#: Links that lead nowhere on purpose: (slug, path).
DEAD_LINKS: frozenset[tuple[str, str]] = frozenset(
    {
        ("austre-solvang", f"{_CAPTURE}/Politikk/Aarsrapporter-2005"),
        ("lindvik", "/naring-og-utvikling/fond/"),
        ("skarsdal", "/budsjettmote.510094.nn.html"),
        ("universitetet", "/aktuelt/feil-i-arkivet/"),
        ("universitetet", "/studier/sommerskole-2019/"),
    }
)
