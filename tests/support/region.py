"""A small invented region in the catalogue: sources and documents of every kind, enough to fill the pages."""

from datetime import date, timedelta

from catalog.database import Database
from catalog.models import Document, Source
from catalog.sources import end
from indexer.engine import SearchEngine
from indexer.sync import sync
from tests.support.catalogue import DAY, NOON, change_document, make_document, make_source, remove_document

PROGRAMME = "Handlingsprogram for omstilling og næringsutvikling 2027–2030"


def fill_region(db: Database, engine: SearchEngine) -> dict[str, Document]:
    """Sources, documents, a change, a removal and the same report at two sites, indexed; documents by short name."""
    fjordvik = make_source(db, "fjordvik", name="Fjordvik fylkeskommune", kind="county")
    solvik = make_source(db, "solvik", name="Solvik kommune", kind="municipality")
    austlia = make_source(db, "austlia", name="Austlia kommune", kind="municipality", language="nn")
    vestmark = make_source(db, "vestmark", name="Vestmark fylkeskommune", kind="archive")
    with db.write() as session:
        end(session, "vestmark", reason="slått sammen", now=NOON - 10 * DAY)
    documents = {"programme": _programme(db, fjordvik), "deck": _deck(db, vestmark), "guide": _guide(db, austlia)}
    documents |= _web_pages(db, fjordvik, solvik, documents["programme"])
    documents["removed"] = _removed(db, solvik)
    sync(db, engine)
    return documents


def _programme(db: Database, source: Source) -> Document:
    pages = [f"Kapittel {number}\n{_FILL} Side {number} av programmet." for number in range(1, 49)]
    pages[11] = (
        "Partnerskap som metode\n"
        "Fylket står overfor oppgaver som ingen aktør kan løse alene. Derfor er partnerskap\n"
        "måten alt arbeidet er organisert på, og hver partnerskapsavtale skal ha tydelige mål.\n"
        "• Målene skal kunne måles eller observeres.\n"
        "• Eieren har mandat fra egen ledelse.\n"
        "Tiltak | Ansvar | Frist\n"
        "Møteplass for næring | Fylkeskommunen | 2027\n"
    )
    pages[30] = "Omstilling tar lengre tid enn en valgperiode, og partnerskapet må tåle at folk skifter jobb."
    document = make_document(
        db,
        source,
        url=f"{source.start_url}handlingsprogram.pdf",
        title=PROGRAMME,
        type="pdf",
        mime="application/pdf",
        pages=pages,
        at=NOON - 18 * DAY,
        published_on=date(2026, 11, 4),
        topics=("partnerskap", "naeringsutvikling"),
        places=("telemark", "skien"),
        headings=[
            {"text": "Kapittel 1", "level": 1, "page": 1},
            {"text": "Partnerskap som metode", "level": 1, "page": 12},
            {"text": "Avtalene", "level": 2, "page": 12},
        ],
        contacts=[
            {
                "name": "Rådgiver næring",
                "role": "Næringsavdelingen",
                "emails": ["post@fjordvik.example.org"],
                "phones": ["99 00 00 01"],
            }
        ],
    )
    pages[11] = pages[11].replace("ha tydelige mål.", "ha tydelige mål, en eier og en frist.")
    return change_document(db, document, pages=pages, at=NOON - timedelta(hours=2))


def _deck(db: Database, source: Source) -> Document:
    return make_document(
        db,
        source,
        url=f"{source.start_url}allianser.pptx",
        title="Allianser som varer: partnerskapsutvikling i en ny region",
        type="lysbilder",
        mime="application/vnd.openxmlformats-officedocument.presentationml.presentation",
        pages=[f"Lysbilde {number}\nVi må få dette til sammen." for number in range(1, 9)]
        + ["Alene – sammen – merverdi\nNår gir partnerskapet noe ekstra?"],
        published_on=date(2019, 3, 14),
        topics=("partnerskap",),
        is_news=False,
    )


def _guide(db: Database, source: Source) -> Document:
    return make_document(
        db,
        source,
        url=f"{source.start_url}rettleiar.docx",
        title="Rettleiar: lokale partnarskap som varer",
        type="tekst",
        mime="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        language="nn",
        pages=["Eit partnarskap i omstilling treng tre ting: folk med mandat, ein felles plan og tid til å lære."],
        at=NOON - DAY,
        published_on=date(2026, 11, 21),
        topics=("partnerskap",),
        description="Eit partnarskap treng folk med mandat, ein felles plan og tid til å lære.",
    )


def _web_pages(db: Database, fjordvik: Source, solvik: Source, programme: Document) -> dict[str, Document]:
    page = make_document(
        db,
        fjordvik,
        url=f"{fjordvik.start_url}samarbeid",
        title="Slik jobber vi sammen på tvers av nivåer",
        pages=[f"Avtalene\nPartnerskapene i fylket får til omstilling i praksis.\nRoller\n{_FILL}"],
        published_on=date(2026, 9, 3),
        headings=[{"text": "Avtalene", "level": 2, "page": 1}, {"text": "Roller", "level": 2, "page": 1}],
        links=[(programme.url, "Handlingsprogrammet"), ("https://andre.example.org/rapport.pdf", "Rapport fra andre")],
    )
    twin = f"Felles rapport om heltid og arbeidsmiljø i kommunene. {_FILL * 4}"
    report = make_document(
        db, fjordvik, title="Heltid i kommunene", pages=[twin], updated_on=date(2024, 5, 2), topics=("heltid",)
    )
    copy = make_document(db, solvik, title="Heltid i kommunene", pages=[twin], published_on=date(2024, 5, 2))
    for number in range(1, 15):
        make_document(
            db,
            solvik,
            title=f"Møtereferat {number} fra partnerskapet",
            pages=[f"Referat nummer {number}. Partnerskapet møttes i Solvik og snakket om omstilling."],
            published_on=date(2026 - number, 2, number),
        )
    return {"page": page, "report": report, "copy": copy}


def _removed(db: Database, source: Source) -> Document:
    document = make_document(
        db,
        source,
        title="Omdømme og rekruttering: erfaringer fra andre pulje",
        pages=["Partnerskap må forankres hele veien, også politisk."],
        published_on=date(2014, 5, 1),
    )
    return remove_document(db, document, at=NOON - 5 * DAY)


_FILL = "Kommunene, næringslivet og fylket vil skape flere arbeidsplasser der folk bor. "
