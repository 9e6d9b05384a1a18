"""Judged searches over the region: what a reader types, and the document that should come up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedSearch:
    """A query and the document a person would expect among the first hits."""

    query: str
    slug: str
    path: str
    #: The page or slide with the answer, when it stands inside a document.
    page: int | None = None
    #: Other documents that answer as well, as (slug, path).
    also: tuple[tuple[str, str], ...] = ()
    #: What the search tries: "word", "nb-nn", "nn-nb", "compound", "page", "name" or "typo".
    kind: str = "word"


_SOLVANG_FILES = "/globalassets/dokumenter"
_NARING = "/no/meny/tjenester/naring"
_KLOKERE_FILES = f"{_SOLVANG_FILES}/naring/klokere-sammen"
_KNOWLEDGE = f"{_SOLVANG_FILES}/plan/kunnskapsgrunnlag-solvang-2025.pdf"
_UPLOADS = "/wp-content/uploads"

SEARCHES: tuple[JudgedSearch, ...] = (
    JudgedSearch(
        query="jobbe smartere sammen",
        slug="solvang",
        path=f"{_NARING}/klokere-sammen/",
        also=(
            (
                "austre-solvang",
                "/web/20191103/http://www.austresolvang.test/Vaare-tjenester/Naeringsutvikling/Klokere-sammen",
            ),
        ),
    ),
    JudgedSearch(query="verktøykassen", slug="solvang", path=f"{_KLOKERE_FILES}/verktoykasse-klokere-sammen.pdf"),
    JudgedSearch(
        query="verktykasse",
        slug="betre-i-lag",
        path="/verktoykasse/",
        also=(("solvang", f"{_KLOKERE_FILES}/verktoykasse-klokere-sammen.pdf"),),
        kind="nn-nb",
    ),
    JudgedSearch(
        query="hele stillinger helgebank",
        slug="betre-i-lag",
        path=f"{_UPLOADS}/2015/03/heiltid-erfaringar.pdf",
        page=5,
        also=(("solvang", f"{_SOLVANG_FILES}/arbeidsliv/hele-stillinger-hele-dager.pdf"),),
        kind="nb-nn",
    ),
    JudgedSearch(query="heltid Skarsdal", slug="skarsdal", path="/heiltidskultur.510031.nn.html", kind="nb-nn"),
    JudgedSearch(query="heiltid Lindvik", slug="lindvik", path="/arbeidsgiver/hele-stillinger/", kind="nn-nb"),
    JudgedSearch(
        query="sykefravær Vassbygd",
        slug="betre-i-lag",
        path="/2015/10/sjukefravaeret-ned-i-vassbygd/",
        also=(("solvang", _KNOWLEDGE),),
        kind="nb-nn",
    ),
    JudgedSearch(
        query="sjukefråvær barnehagar Lindvik",
        slug="lindvik",
        path="/arbeidsgiver/naervar/",
        also=(("lindvik", "/_f/p1/i82b6d1f0-3c4e-4a97-b2d5-6f90e8c1a744/handlingsplan-naervar-2026.docx"),),
        kind="nn-nb",
    ),
    JudgedSearch(
        query="omdømme perla i Midtdalen",
        slug="skarsdal",
        path="/omdoeme.510015.nn.html",
        also=(("skarsdal", "/getfile.php/5100802.2901.pnb9wqs/omdoeme-i-kvardagen.pptx"),),
        kind="nb-nn",
    ),
    JudgedSearch(
        query="partnarskap tillit", slug="universitetet", path="/forskning/regionforskning/partnerskap/", kind="nn-nb"
    ),
    JudgedSearch(
        query="partnerskapsavtale 2026–2029",
        slug="solvang",
        path=f"{_SOLVANG_FILES}/naring/partnerskapsavtale-2026-2029.docx",
    ),
    JudgedSearch(
        query="smart spesialisering små regioner veileder",
        slug="departementet",
        path="/no/tema/regional-utvikling/smart-spesialisering/rettleiar/id214/",
        also=(("departementet", "/contentassets/1a2b3c4d5e6f70819293a4b5c6d7e8f9/rettleiar-smart-spesialisering.pdf"),),
        kind="nb-nn",
    ),
    JudgedSearch(
        query="smart spesialisering filmproduksjon mineralvann",
        slug="solvang",
        path=f"{_SOLVANG_FILES}/naring/strategi-smart-spesialisering-2022-2028.pdf",
        page=7,
        also=(("solvang", f"{_SOLVANG_FILES}/naring/smart-spesialisering-paa-femten-minutter.pptx"),),
        kind="page",
    ),
    JudgedSearch(
        query="begravelsen avslutte et prosjekt",
        slug="solvang",
        path=f"{_KLOKERE_FILES}/verktoykasse-klokere-sammen.pdf",
        page=16,
        kind="page",
    ),
    JudgedSearch(query="seterfestivalen Høgset", slug="solvang", path=_KNOWLEDGE, page=32, kind="page"),
    JudgedSearch(
        query="overskuddsvarme 210 GWh",
        slug="solvang",
        path=f"{_KLOKERE_FILES}/samling-4-presentasjoner.pptx",
        page=4,
        kind="page",
    ),
    JudgedSearch(
        query="navneforslag sammenslåing",
        slug="austre-solvang",
        path="/web/20191215/http://www.austresolvang.test/var/ezflow_site/storage/original/application/fellesnemnda-sluttrapport.pdf",
        page=3,
        kind="page",
    ),
    JudgedSearch(
        query="ring din egen kommune som ukjent",
        slug="betre-i-lag",
        path=f"{_UPLOADS}/2014/04/omdome-paa-jakt-etter-drivarane.pptx",
        page=7,
        kind="page",
    ),
    JudgedSearch(
        query="stedsutvikling benk",
        slug="skarsdal",
        path="/oeyra-sentrum.510013.nn.html",
        also=(("skarsdal", "/getfile.php/5100788.2901.qmt4azw/oeyra-steg-for-steg.pdf"),),
        kind="nb-nn",
    ),
    JudgedSearch(
        query="tilskudd næringsfond Skarsdal", slug="skarsdal", path="/naeringsfond.510014.nn.html", kind="nb-nn"
    ),
    JudgedSearch(
        query="villrein hytter",
        slug="skarsdal",
        path="/hoyring-storlia.510051.nn.html",
        also=(
            ("skarsdal", "/getfile.php/5100912.2901.xaw1ptz/konsekvensutgreiing-storlia.pdf"),
            ("skarsdal", "/getfile.php/5100911.2901.mmz8qwp/hoyringsbrev-storlia.docx"),
        ),
    ),
    JudgedSearch(query="høring kysten oppdrett", slug="lindvik", path="/planer-og-horinger/kysten/"),
    JudgedSearch(query="omstilling Kvernfoss karbidovn", slug="solvang", path=f"{_NARING}/omstilling-kvernfoss/"),
    JudgedSearch(
        query="innflytter mottak nabo", slug="lindvik", path="/naring-og-utvikling/hei-nabo/", kind="compound"
    ),
    JudgedSearch(
        query="sentrum plan parkering torg", slug="lindvik", path="/naring-og-utvikling/bryggetorget/", kind="compound"
    ),
    JudgedSearch(
        query="eierskifte næringshage",
        slug="midtdalsradet",
        path="/prosjekt/eigarskifte/",
        also=(("midtdalsradet", f"{_UPLOADS}/2024/12/eigarskifte-i-midtdalen.pdf"),),
        kind="nb-nn",
    ),
    JudgedSearch(query="Vinje", slug="skarsdal", path="/gjester-fraa-vinje.510093.nn.html", kind="name"),
    JudgedSearch(query="Nøtterøy", slug="lindvik", path="/aktuelt/besok-fra-faerder/", kind="name"),
    JudgedSearch(
        query="fagbrev på job", slug="solvang", path="/no/meny/tjenester/arbeidsliv/fagbrev-pa-jobb/", kind="typo"
    ),
    JudgedSearch(
        query="nettverksamling heiltid", slug="midtdalsradet", path="/nytt/nettverkssamling-heiltid/", kind="typo"
    ),
)

#: Three to show a newcomer: across the two forms, a page inside a document, and the field's own term.
PICKS: tuple[str, ...] = ("sykefravær Vassbygd", "overskuddsvarme 210 GWh", "smart spesialisering")

#: A saved search, and what is new for it on day 2: (slug, path).
NEWS: dict[str, tuple[tuple[str, str], ...]] = {
    "heltid": (
        ("solvang", "/no/aktuelt/halvparten-arbeider-heltid/"),
        ("solvang", "/no/meny/tjenester/arbeidsliv/heltid/"),
        ("solvang", f"{_SOLVANG_FILES}/arbeidsliv/heltid-status-2026.pdf"),
        ("lindvik", "/aktuelt/heltidsmalet-nadd/"),
        ("skarsdal", "/heiltidskultur.510031.nn.html"),
    ),
    "partnerskap": (
        ("solvang", f"{_NARING}/partnerskap/"),
        ("departementet", "/no/aktuelt/partnarskap-forskrift/id364/"),
        ("midtdalsradet", "/nytt/partnarskapsavtale/"),
        ("midtdalsradet", f"{_UPLOADS}/2026/11/partnarskapsavtale-midtdalen.pdf"),
    ),
    "smart spesialisering": (
        ("solvang", "/no/aktuelt/18-millioner-til-smart-spesialisering/"),
        ("solvang", "/no/meny/tilskudd/smart-spesialisering/"),
        ("solvang", f"{_SOLVANG_FILES}/tilskudd/utlysning-smart-spesialisering-2027.pdf"),
        ("universitetet", "/aktuelt/laerer-av-smart-spesialisering/"),
    ),
}
