"""The whole walk: a page is published, harvested, found, mailed about, and the reader says stop."""

import re
from pathlib import Path

import pytest

from tests.support.home import TestHome
from tests.support.village import village
from webapp import create_app

pytestmark = pytest.mark.slow

BASE = "http://samla.test"
FORM = {"epost": "leser@solvik.example.org", "q": "heltid", "ofte": "straks"}


def link(text: str, path: str) -> str:
    """The first address in a mail that leads to this path, without the host."""
    found = re.search(rf"http://samla\.test({path}\S+)", text)
    assert found is not None, text
    return found[1]


def test_from_a_published_page_to_a_mail_and_out_again(tmp_path: Path) -> None:
    """
    What is there before the first harvest alerts nobody; a new page reaches the subscriber once; one click ends it.
    """
    home = TestHome(tmp_path / "home")
    with village(tmp_path / "site") as site:
        site.write("skole", "Ny skole", "Kommunestyret har vedtatt å bygge ny skole på Myra.")
        home.samla("sources", "add", "solvik", site.url, "--name", "Solvik kommune", "--delay", "0")
        home.samla("crawl", "solvik")
        program = home.program()
        client = create_app(program.web_services).test_client()

        answer = client.post("/varsler", base_url=BASE, data=FORM)
        assert 303 == answer.status_code
        home.samla("alerts", "deliver")
        confirm = link(home.mails()[-1].get_body(("plain",)).get_content(), "/varsler/bekreft/")
        assert 200 == client.get(confirm, base_url=BASE).status_code
        assert 200 == client.post(confirm, base_url=BASE).status_code

        site.write("heiltid", "Meir heiltid i omsorga", "Talet på heiltidsstillingar har auka med ti prosent.")
        home.samla("crawl", "solvik")
        home.samla("crawl", "solvik")
        for step in ("match", "digest", "deliver", "match", "digest", "deliver"):
            home.samla("alerts", step)

    mails = home.mails()
    assert 2 == len(mails)
    body = mails[1].get_body(("plain",)).get_content()
    assert "Meir heiltid i omsorga" in body
    assert "Meir heiltid i omsorga" == home.json("search", "heltid")["hits"][0]["title"]
    stop = mails[1]["List-Unsubscribe"].strip("<>").removeprefix("http://samla.test")
    assert 200 == client.post(stop, base_url=BASE, data={"List-Unsubscribe": "One-Click"}).status_code
    assert ["ended"] == [line["state"] for line in home.json("alerts", "list")]


def test_second_harvest_asks_whether_anything_changed(tmp_path: Path) -> None:
    """
    Unchanged pages answer 304, a changed one gives a second version, one that is gone stays findable.
    """
    home = TestHome(tmp_path / "home")
    with village(tmp_path / "site") as site:
        for number in range(5):
            site.write(f"side{number}", f"Side {number}", f"Dette er side nummer {number} om næringsutvikling.")
        home.samla("sources", "add", "solvik", site.url, "--delay", "0")
        first = home.json("crawl", "solvik")[0]
        site.write("side3", "Side 3", "Nå handler siden om bærekraft.")
        second = home.json("crawl", "solvik")[0]

    assert (6, 0) == (first["new"], first["unchanged"])
    assert (0, 1, 5) == (second["new"], second["changed"], second["unchanged"])
    assert 1 == home.json("search", "berekraft")["total"]
