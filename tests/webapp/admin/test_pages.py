"""What the staff's pages show, and what their buttons do to the catalogue."""

import re

import pytest
from sqlalchemy import select

from catalog import audit, overview, runs
from catalog.database import Database
from catalog.models import FrontierEntry, Outcome, Run, RunKind, RunState, Source, SourceState
from tests.support.catalogue import NOON, make_source
from tests.webapp.admin.conftest import Browser
from tests.webapp.admin.region import add_crawl, add_failure, add_live_crawl, make_busy_region


@pytest.fixture
def busy(db: Database) -> None:
    make_busy_region(db)


def text_of(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert 200 == answer.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))).replace("\xa0", " ")


def live(db: Database, slug: str = "solvik", kind: RunKind = RunKind.CRAWL) -> Run | None:
    with db.read() as session:
        return runs.live_run(session, kind, slug)


def source(db: Database, slug: str) -> Source:
    with db.read() as session:
        return session.scalars(select(Source).where(Source.slug == slug)).one()


def deeds(db: Database) -> list[tuple[str, str, str]]:
    with db.read() as session:
        return [(entry.actor, entry.action, entry.subject) for entry in audit.recent_entries(session)]


def test_an_empty_installation_says_what_to_do(admin: Browser) -> None:
    """
    No sources, nothing at work, and a way to add the first one.
    """
    text = text_of(admin, "/drift/")

    assert "Det er ingen kilder ennå. Legg til den første." in text
    assert "Ingenting går nå" in text


def test_one_sentence_sums_up_the_state(admin: Browser, busy: None) -> None:
    """
    What is at work, what has stopped, and that the rest are fine.
    """
    assert "Én kilde hentes nå og én kilde har stoppet opp. Resten er som de skal." in text_of(admin, "/drift/")


def test_every_source_has_its_state_in_words(admin: Browser, busy: None) -> None:
    """
    Not by colour alone.
    """
    text = text_of(admin, "/drift/kilder")

    for words in ("Henter, 65 %", "I orden", "Siste henting feilet", "På pause", "Avsluttet"):
        assert words in text


def test_a_live_run_shows_its_parts(admin: Browser, busy: None) -> None:
    """
    The bar is read aloud as one sentence, and its parts stand beside it as numbers.
    """
    page = admin.get("/drift/").get_data(as_text=True).replace("\xa0", " ")

    assert 'role="progressbar"' in page
    assert 'aria-valuetext="7 418 av 11 240 adresser, 65 prosent"' in page
    text = text_of(admin, "/drift/")
    for words in ("6 532 uendret", "471 endret", "226 nye", "89 feil", "100 annet", "3 822 igjen"):
        assert words in text
    assert "omtrent 10 min igjen" in text


def test_no_page_has_inline_style_or_script(admin: Browser, busy: None, db: Database) -> None:
    """
    The strict policy would drop it.
    """
    crawl = live(db)
    assert crawl is not None
    for path in ("", "kilder", "kilder/solvik", "kilder/ny", f"kjoringer/{crawl.id}"):
        page = admin.get(f"/drift/{path}").get_data(as_text=True)
        assert not re.search(r"<script|\sstyle=|\son[a-z]+=", page), path


def test_the_page_reloads_itself_only_when_asked_to_and_while_something_runs(
    admin: Browser, busy: None, db: Database
) -> None:
    """
    The reader turns it on, and it ends with the run.
    """
    assert "Refresh" not in admin.get("/drift/").headers
    assert "10" == admin.get("/drift/?oppdater=1").headers["Refresh"]
    with db.write() as session:
        for run in overview.live_runs(session):
            run.state = RunState.DONE

    assert "Refresh" not in admin.get("/drift/?oppdater=1").headers


def test_failing_addresses_say_why_and_what_to_do(admin: Browser, busy: None) -> None:
    """
    The most tried first, with the site's own answer.
    """
    text = text_of(admin, "/drift/feil")

    assert "3 adresser lot seg ikke hente" in text
    assert "Nettstedet svarte med en feil (503)" in text
    assert "Åpne filen. Er den ødelagt eller passordlåst, gi beskjed til kilden." in text


def test_crawling_a_source_visits_every_address_now(editor: Browser, db: Database) -> None:
    """
    The run carries who asked, and what was done is noted.
    """
    make_source(db, at=NOON)
    answer = editor.post("/drift/kilder/solvik/hent", next="/drift/")
    run = live(db)

    assert (303, "/drift/") == (answer.status_code, answer.location)
    assert run is not None
    assert ({"full": True}, "redaktør") == (run.params, run.asked_by)
    assert [("redaktør", "crawl.ask", "solvik")] == deeds(db)
    assert "Solvik hentes nå." in text_of(editor, "/drift/")


def test_crawling_all_leaves_paused_sources_alone(editor: Browser, busy: None, db: Database) -> None:
    """
    Every active source gets a run; the one that has a live run keeps it.
    """
    before = live(db)
    editor.post("/drift/kilder/hent")

    assert before is not None
    assert before.id == getattr(live(db), "id", None)
    assert live(db, "fjellvang") is not None
    assert live(db, "midtbygda") is None
    assert live(db, "eide") is None


def test_a_source_is_paused_and_resumed(editor: Browser, db: Database) -> None:
    """
    Pausing stops its harvests; resuming makes it due at once.
    """
    make_source(db, at=NOON)
    editor.post("/drift/kilder/solvik/pause")
    assert SourceState.PAUSED is source(db, "solvik").state
    editor.post("/drift/kilder/solvik/fortsett")

    assert (SourceState.ACTIVE, NOON) == (source(db, "solvik").state, source(db, "solvik").next_crawl_at)
    assert ["source.resume", "source.pause"] == [action for _, action, _ in deeds(db)]


@pytest.mark.parametrize("deed", ["hent", "pause"])
def test_an_ended_source_must_be_resumed_first(editor: Browser, busy: None, deed: str) -> None:
    """
    The answer says so.
    """
    answer = editor.post(f"/drift/kilder/eide/{deed}")

    assert 409 == answer.status_code
    assert "er avsluttet. Fortsett kilden først." in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/drift/kilder/ingen", "/drift/kjoringer/4711", "/drift/kjoringer/4711/feil.csv"])
def test_what_is_not_there_is_not_found(admin: Browser, path: str) -> None:
    """
    No address of ours ends in an error of ours.
    """
    assert 404 == admin.get(path).status_code


@pytest.mark.parametrize("path", ["kilder/ingen/hent", "kilder/ingen/igjen", "kjoringer/4711/stopp", "feil/4711/igjen"])
def test_buttons_for_what_is_not_there_do_nothing(admin: Browser, db: Database, path: str) -> None:
    """
    Not found, and nothing noted.
    """
    assert 404 == admin.post(f"/drift/{path}").status_code
    assert [] == deeds(db)


def test_a_run_is_stopped(editor: Browser, busy: None, db: Database) -> None:
    """
    Its owner is asked to stop; the page says that it is under way, and a second press that it is over.
    """
    run = live(db)
    assert run is not None
    editor.post(f"/drift/kjoringer/{run.id}/stopp")

    assert "Stopper" in text_of(editor, f"/drift/kjoringer/{run.id}")
    with db.write() as session:
        session.get_one(Run, run.id).state = RunState.CANCELLED
    editor.post(f"/drift/kjoringer/{run.id}/stopp")
    assert "Kjøringen var allerede over." in text_of(editor, "/drift/")
    assert 1 == len(deeds(db))


@pytest.mark.parametrize(("path", "kind"), [("oppdater", RunKind.SYNC), ("bygg", RunKind.REBUILD)])
def test_the_index_is_brought_up_to_date_and_built_anew(admin: Browser, db: Database, path: str, kind: RunKind) -> None:
    """
    Each button asks for its run, once however often it is pressed.
    """
    admin.post(f"/drift/indeks/{path}")
    first = live(db, "all", kind)
    admin.post(f"/drift/indeks/{path}")

    assert first is not None
    assert first.id == getattr(live(db, "all", kind), "id", None)


def test_one_address_and_all_of_a_source_are_tried_again(editor: Browser, db: Database) -> None:
    """
    The addresses are due at once, and a crawl is asked for.
    """
    made = make_source(db, at=NOON)
    entries = [add_failure(db, made, Outcome.TIMEOUT, "no answer") for _ in range(2)]
    editor.post(f"/drift/feil/{entries[0]}/igjen", next="/drift/feil")
    with db.read() as session:
        assert NOON == session.get_one(FrontierEntry, entries[0]).next_at
        assert NOON < session.get_one(FrontierEntry, entries[1]).next_at
    editor.post("/drift/kilder/solvik/igjen")

    with db.read() as session:
        assert NOON == session.get_one(FrontierEntry, entries[1]).next_at
    assert live(db) is not None


def test_runs_are_filtered(admin: Browser, busy: None) -> None:
    """
    By kind, state and source; nonsense filters nothing.
    """
    assert "Én kjøring" in text_of(admin, "/drift/kjoringer?tilstand=failed")
    assert "17 kjøringer" in text_of(admin, "/drift/kjoringer?kilde=solvik&type=crawl")
    assert "34 kjøringer" in text_of(admin, "/drift/kjoringer?type=x&tilstand=y&side=-3")


def test_long_lists_have_pages(admin: Browser, db: Database) -> None:
    """
    The links keep the filters, and a page beyond the end shows the way back.
    """
    make_source(db)
    for _ in range(51):
        add_crawl(db, "solvik")
    page = admin.get("/drift/kjoringer?type=crawl").get_data(as_text=True)
    assert 'href="/drift/kjoringer?type=crawl&amp;side=2"' in page
    assert "Side 2 av 2" in text_of(admin, "/drift/kjoringer?type=crawl&side=2")

    assert 'side=2" rel="prev"' in admin.get("/drift/kjoringer?type=crawl&side=99").get_data(as_text=True)


def test_a_run_shows_what_came_of_it(admin: Browser, db: Database, busy: None) -> None:
    """
    Counts by outcome, the failures, and the message of the run.
    """
    with db.read() as session:
        failed = session.scalars(select(Run.id).where(Run.state == RunState.FAILED)).one()
    text = text_of(admin, f"/drift/kjoringer/{failed}")

    assert "the site did not answer" in text
    assert "Svarte ikke i tide" in text
    assert "Adresser som feilet (1)" in text
    assert "Adresser som feilet" not in text_of(admin, f"/drift/kjoringer/{failed}?utfall=new")


def test_failures_are_downloaded_without_formulas(admin: Browser, db: Database) -> None:
    """
    What a site answered cannot become a formula in somebody's spreadsheet.
    """
    run_id = add_crawl(db, "solvik")
    add_failure(db, make_source(db), Outcome.NETWORK_ERROR, '=HYPERLINK("x"); "é"', run_id=run_id)
    answer = admin.get(f"/drift/kjoringer/{run_id}/feil.csv")
    lines = answer.get_data().decode("utf-8-sig").split("\r\n")

    assert "text/csv; charset=utf-8" == answer.headers["Content-Type"]
    assert f'attachment; filename="feil-{run_id}.csv"' == answer.headers["Content-Disposition"]
    assert "Adresse;Hva skjedde;Melding;Statuskode;Tidspunkt;Hva du kan gjøre" == lines[0]
    assert '"\'=HYPERLINK(""x""); ""é"""' in lines[1]


def test_a_page_of_what_a_site_wrote_is_harmless(admin: Browser, db: Database) -> None:
    """
    Names and messages are text.
    """
    make_source(db, name="<b>Solvik</b>")
    add_live_crawl(db, "solvik")
    page = admin.get("/drift/").get_data(as_text=True)

    assert "&lt;b&gt;Solvik&lt;/b&gt;" in page
    assert "<b>Solvik</b>" not in page


def form(**given: str) -> dict[str, str]:
    filled = {"start_url": "https://www.solvik.example.org/", "kind": "county", "every_s": "86400", "delay_s": "0,5"}
    return {**filled, "max_pages": "20 000", "language": "nn", "county": "", "show_text": "full", **given}


def test_a_source_is_added_and_harvested(admin: Browser, db: Database) -> None:
    """
    Name and slug come from the address when they are left out; the first crawl is asked for.
    """
    answer = admin.post("/drift/kilder/ny", **form(allow="https://www.solvik.example.org/tema/\n\n"))
    added = source(db, "solvik-example")

    assert (303, "/drift/kilder/solvik-example") == (answer.status_code, answer.location)
    assert ("www.solvik.example.org", "nn", 0.5, 20_000) == (
        added.name,
        added.language,
        added.delay_s,
        added.max_pages,
    )
    assert ["https://www.solvik.example.org/tema/"] == added.allow
    assert live(db, "solvik-example") is not None
    assert ("sjef", "source.add", "solvik-example") in deeds(db)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("start_url", "", "Skriv adressen der hentingen begynner"),
        ("start_url", "ftp://solvik.example.org/", "Dette er ikke en nettadresse"),
        ("start_url", "http://", "Dette er ikke en nettadresse"),
        ("slug", "Solvik fylke", "Bruk små bokstaver"),
        ("slug", "taken", "Det finnes allerede en kilde"),
        ("max_pages", "0", "Skriv et tall fra 1 til"),
        ("max_pages", "mange", "Skriv et helt tall"),
        ("delay_s", "nan", "Skriv et tall fra 0 til 3600"),
        ("delay_s", "x", "Skriv et tall, for eksempel"),
        ("every_s", "1", "Velg en av verdiene"),
        ("show_text", "alt", "Velg en av verdiene"),
        ("deny", "tema/", "«tema/» er ikke en hel nettadresse"),
    ],
)
def test_a_source_that_is_no_use_is_said_back(admin: Browser, db: Database, field: str, value: str, says: str) -> None:
    """
    422, a list of what is wrong with links to the fields, and everything typed still there.
    """
    make_source(db, "taken")
    answer = admin.post("/drift/kilder/ny", **form(**{"name": "Solvik <fylke>", field: value}))
    page = answer.get_data(as_text=True)

    assert 422 == answer.status_code
    assert says in page
    assert f'<a href="#{field}">' in page
    assert f'aria-describedby="{field}' in page
    assert "Solvik &lt;fylke&gt;" in page
    assert ("<details open>" in page) is (field in ("slug", "max_pages", "delay_s", "deny"))
    with db.read() as session:
        assert ["taken"] == list(session.scalars(select(Source.slug)))
