"""The built region: how much there is, and that the same text always gives the same bytes."""

from pathlib import Path

import pytest

from demo.build import build
from demo.documents.library import documents
from demo.region import SITES
from tests.demo.conftest import PORTS, BuiltDay


def _pages(day: BuiltDay, slug: str) -> list[str]:
    answers = day.answers[slug].items()
    return [path for path, answer in answers if answer.status == 200 and answer.content_type.startswith("text/html")]


def test_there_are_eight_sites_on_their_own_ports():
    """
    Every site has a slug and a start page of its own.
    """
    assert 8 == len({site.slug for site in SITES})


def test_there_are_at_least_150_pages_and_40_documents(day_one):
    """
    The region is large enough to search in on day 1.
    """
    pages = sum(len(_pages(day_one, site.slug)) for site in SITES)
    on_day_one = [document for document in documents() if document.day == 1]

    assert pages >= 150
    assert len(on_day_one) >= 40


def test_every_site_has_its_start_page(day_one):
    """
    The address a harvester begins at answers 200.
    """
    starts = {site.slug: day_one.answers[site.slug][site.start_path].status for site in SITES}

    assert {200} == set(starts.values())


def test_both_forms_are_well_represented(day_one):
    """
    At least a third of the documents are in nynorsk.
    """
    nynorsk = [document for document in documents() if document.entry.get("lang") == "nn"]

    assert len(nynorsk) * 3 >= len(documents())


def test_every_kind_of_document_is_there():
    """
    Reports, decks in both formats, texts, workbooks and a broken file.
    """
    kinds = {document.entry.get("kind") for document in documents()}

    assert {"pdf", "slides", "pptx", "docx", "xlsx", "broken"} == kinds


@pytest.mark.slow
def test_two_builds_give_the_same_bytes(day_one, tmp_path: Path):
    """
    A build from nothing in another folder answers with the same bodies and validators.
    """
    again = build(tmp_path, day=1, ports=PORTS)

    first = {
        path.relative_to(day_one.folder): path.read_bytes() for path in day_one.folder.rglob("*") if path.is_file()
    }
    second = {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()}
    assert first == second


def test_a_fresh_folder_is_left_alone(root, day_one):
    """
    Nothing is written again when neither text nor builder changed.
    """
    manifest = day_one.folder / "answers.json"
    before = manifest.stat().st_mtime_ns

    build(root, day=1, ports=PORTS)

    assert before == manifest.stat().st_mtime_ns


def test_other_ports_change_the_links_between_sites(root, day_one, tmp_path: Path):
    """
    Links between sites carry the ports given, and the documents are not built anew.
    """
    (tmp_path / "documents").symlink_to(root / "documents")
    moved = build(tmp_path, day=1, ports={slug: port + 100 for slug, port in PORTS.items()})

    page = moved / "solvang" / Path(day_one.answers["solvang"]["/no/"].file).name
    assert not page.exists()


def test_an_unknown_day_is_refused(tmp_path: Path):
    """
    There are two days, and the error says so.
    """
    with pytest.raises(ValueError, match="day 1 and day 2, not day 3"):
        build(tmp_path, day=3, ports=PORTS)


def test_a_missing_port_is_named(tmp_path: Path):
    """
    The error names the site that has no port.
    """
    with pytest.raises(ValueError, match="no port given for universitetet"):
        build(tmp_path, day=1, ports={slug: port for slug, port in PORTS.items() if slug != "universitetet"})
