"""What every answer refuses."""

from dataclasses import replace

import pytest

from webapp import create_app

PATHS = ["/", "/sok?q=heltid", "/finnes-ikke", "/api/v1/search?page=x", "/-/healthz", "/robots.txt", "/varsler"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_policy(region, path):
    """Nothing runs, loads or frames what is not ours; errors are no exception."""
    headers = region.client.get(path).headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "nosniff" == headers["X-Content-Type-Options"]
    assert "Referrer-Policy" in headers


@pytest.mark.parametrize("path", ["/", "/sok?q=partnerskap", "/kilder", "/varsler"])
def test_pages_work_under_the_policy(region, path):
    """No inline script or style, and nothing from another host."""
    page = region.get(path)

    assert "<script" not in page
    assert "<style" not in page
    assert ' style="' not in page
    assert ' src="http' not in page


def test_https_is_kept(web):
    """Behind https browsers are told to stay there; without it they are not."""
    secure = replace(web, settings=replace(web.settings, secure_cookies=True))

    assert "max-age=" in create_app(secure).test_client().get("/-/healthz").headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in create_app(web).test_client().get("/-/healthz").headers


def test_foreign_host_names_are_refused(web):
    """When the trusted names are told, others get no page."""
    app = create_app(replace(web, settings=replace(web.settings, trusted_hosts=("samla.example.org",))))

    assert 400 == app.test_client().get("/", headers={"Host": "onde.example.org"}).status_code
    assert 200 == app.test_client().get("/", headers={"Host": "samla.example.org"}).status_code
