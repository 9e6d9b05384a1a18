"""What a reader does, in a browser, under the strict policy and without scripts."""

import pytest
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_search_filter_read(site, browser: Browser):
    """From the field to a page of a PDF with scripts turned off."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.fill("#q-stor", "partnerskap")
    page.click(".sok--stor button")
    page.locator("label", has_text="PDF").click()
    page.click("text=Vis treff")
    page.click("text=Side 12")

    assert page.url.endswith("?q=partnerskap&type=pdf#side-12")
    assert "Partnerskap som metode" in page.inner_text(".lesetekst")
    page.click("text=Tilbake til treffene")
    assert "1 treff på «partnerskap»" == page.inner_text("h1")
    context.close()


def test_nothing_breaks_the_policy(site, page: Page, region):
    """No page asks for anything that our own policy refuses, and nothing is missing."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    for path in ("/", "/sok?q=partnerskap", f"/d/{region.documents['programme'].public_id}", "/kilder", "/varsler"):
        page.goto(site + path, wait_until="networkidle")

    assert [] == complaints


def test_keyboard_reaches_the_content_first(site, page: Page):
    """The first stop of the Tab key leads past the menu."""
    page.goto(f"{site}/sok?q=partnerskap")
    page.keyboard.press("Tab")

    assert "Hopp til innholdet" == page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    assert page.url.endswith("#innhold")


def test_filters_are_folded_on_a_small_screen(site, page: Page):
    """On a phone the filters open on request; on a wide screen they are simply there."""
    page.goto(f"{site}/sok?q=partnerskap")
    wide = page.locator("label", has_text="PDF").is_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    narrow = page.locator("label", has_text="PDF").is_visible()
    page.click("text=Filtrer treffene")

    assert (True, False) == (wide, narrow)
    assert page.locator("label", has_text="PDF").is_visible()
