"""A site with everything that real ones have, and what it is on the second day."""

from tests.support.site import Site, packed, page, sitemap

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 58>>stream\nBT /F1 14 Tf 20 200 Td (Rapport om heltid i regionen) Tj ET\nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n"
)


def publish_first_day(site: Site) -> None:
    """Everything real sites have."""
    _put_pages(site)
    _put_requests(site)
    _put_failures(site)
    _put_listings(site)


def _put_pages(site: Site) -> None:
    links = [
        "/etag",
        "/endres",
        "/flyttes",
        "/flyttet-for",
        "/borte",
        "/borte-410",
        "/myk-404",
        "/a?utm_source=x",
        "/a#x",
    ]
    links += ["/skjult", "/skjult.pdf", "/andre-roboter", "/nofollow", "/utskrift", "/sirkel-1", "/http-canonical"]
    links += [
        "/stor",
        "/uten-slutt",
        "/bombe",
        "/treg",
        "/brutt",
        "/tom",
        "/feil-type.pdf",
        "/rapport",
        "/til-seg-selv",
    ]
    links += ["/500", "/304", "/kart-lenket.xml", "/feed-lenket", "/ut"]
    site.put("/", page("Start", *links))
    site.put("/sitemap.xml", sitemap("\n  /bare-i-kartet \n", f"{site.url}a"), type="application/xml")
    for path in ("/bare-i-kartet", "/endres", "/flyttes", "/borte", "/borte-410", "/a", "/fra-nofollow", "/fra-skjult"):
        site.put(path, page(f"Side {path}"))
    site.put("/etag", page("Med merke"), etag='"1"')
    site.put("/flyttet-for", status=301, headers=(("Location", "/ny-adresse?utm_source=x"),))
    site.put("/ny-adresse", page("Ny adresse"))
    site.put("/myk-404", page("Siden finnes ikke", text="Prøv å søke etter det du leter etter."))


def _put_requests(site: Site) -> None:
    site.put("/skjult", page("Skjult", "/fra-skjult", head='<meta name="robots" content="noindex">'))
    site.put("/skjult.pdf", PDF, type="application/pdf", headers=(("X-Robots-Tag", "noindex"),))
    robots = (("X-Robots-Tag", "annenrobot: nofollow"), ("X-Robots-Tag", "noindex"))
    site.put("/andre-roboter", page("To hoder"), headers=robots)
    site.put("/nofollow", page("Ikke følg", "/fra-nofollow", head='<meta name="robots" content="nofollow">'))
    site.put("/utskrift", page("Utskrift", head='<link rel="canonical" href="/a">'))
    site.put("/sirkel-1", page("Sirkel 1", head='<link rel="canonical" href="/sirkel-2">'))
    site.put("/sirkel-2", page("Sirkel 2", head='<link rel="canonical" href="/sirkel-1">'))
    site.put("/http-canonical", page("Gammel http", head='<link rel="canonical" href="/omdirigert">'))
    site.put("/omdirigert", status=301, headers=(("Location", "/http-canonical"),))


def _put_failures(site: Site) -> None:
    site.put("/stor", b"<p>" + b"x" * 400_000)
    site.put("/uten-slutt", b"<p>x" * 4_000, endless=True)
    site.put("/bombe", packed(b"<p>" + b" " * 50_000_000), headers=(("Content-Encoding", "gzip"),))
    site.put("/treg", page("Treg"), wait_s=4)
    site.put("/brutt", drops=True)
    site.put("/tom", b"")
    site.put(
        "/feil-type.pdf",
        page("Egentlig en side", text="Denne siden sier at den er en PDF, men er det ikke."),
        type="application/pdf",
    )
    site.put("/rapport", PDF, type="text/html")
    site.put("/til-seg-selv", status=302, headers=(("Location", "/til-seg-selv#igjen"),))
    site.put("/500", status=500)
    site.put("/304", status=304)


def _put_listings(site: Site) -> None:
    site.put("/kart-lenket.xml", sitemap("/fra-lenket-kart"), type="text/xml")
    site.put("/fra-lenket-kart", page("Fra lenket kart"))
    feed = "<rss><channel><item><title>Fra feeden</title><link>/fra-feeden</link></item></channel></rss>"
    site.put("/feed-lenket", feed, type="application/rss+xml")
    site.put("/fra-feeden", page("Fra feeden"))
    site.put("/ut", status=301, headers=(("Location", "http://andre.test/"),))


def publish_second_day(site: Site) -> None:
    """A day and a half later."""
    site.put("/endres", page("Side /endres", text="Nå står det noe helt annet her om heltid og arbeidsmiljø."))
    site.put("/flyttes", status=301, headers=(("Location", "/flyttet-hit"),))
    site.put("/flyttet-hit", page("Side /flyttes"))
    site.put("/borte", status=404)
    site.put("/borte-410", status=410)
    site.put("/a", page("Side /a", head='<meta name="robots" content="noindex">'), etag='"skjult"')
    site.put("/tom", page("Ikke tom lenger"))
