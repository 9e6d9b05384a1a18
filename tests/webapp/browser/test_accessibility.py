"""The pages in a browser: no violations that axe can find, and nothing wider than the screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATHS = {
    "front": "/",
    "results": "/sok?q=partnerskap&kilde=fjordvik&kilde=austlia",
    "no hits": "/sok?q=kvantefysikk+omstilling&type=pdf&fra=i+fjor",
    "document": "/d/{programme}?q=partnerskap",
    "web page": "/d/{page}",
    "removed": "/d/{removed}",
    "changes": "/d/{programme}/endringer/2",
    "sources": "/kilder",
    "source": "/kilder/fjordvik",
    "topics": "/tema",
    "topic": "/tema/partnerskap",
    "news": "/nytt",
    "alerts": "/varsler",
    "inbox": "/varsler/sjekk-innboksen",
    "dead link": "/varsler/bekreft/tull",
    "help": "/sokehjelp",
    "missing": "/finnes-ikke",
}
#: Seen on every screen; the others on one, since every run of axe costs a second.
CORE = ("front", "results", "document", "sources", "alerts")
SCREENS = [(1280, "light", PATHS), (1280, "dark", CORE), (320, "light", CORE), (320, "dark", CORE)]


@pytest.mark.parametrize(("width", "scheme", "seen"), SCREENS)
def test_no_violations_and_no_sideways_scroll(browser: Browser, site, region, width, scheme, seen):
    """The pages, with every fold opened, pass axe and fit the screen."""
    # axe is put into the page as a script, which our policy would refuse; the policy has tests of its own.
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    names = {name: document.public_id for name, document in region.documents.items()}

    found = {}
    for name in seen:
        page.goto(site + PATHS[name].format(**names))
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        result = Axe().run(page).response
        violations = [(each["id"], each["nodes"][0]["html"][:120]) for each in result["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            violations.append(("wider than the screen", name))
        assert result["passes"]
        if violations:
            found[name] = violations
    context.close()

    assert {} == found


def test_form_with_an_error(browser: Browser, site, page):
    """The form that came back takes the reader to the fault, and passes axe."""
    page.goto(f"{site}/sok?q=heltid")
    page.locator("#v-epost").evaluate("field => field.type = 'text'")
    page.fill("#v-epost", "ikke en adresse")
    page.click("text=Varsle meg >> nth=-1")

    assert "Du må rette én ting" in page.inner_text("#feil")
    page.click("#feil a")
    assert "v-epost" == page.evaluate("document.activeElement.id")
