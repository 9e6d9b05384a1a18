import pytest


@pytest.mark.parametrize("path", ["/", "/nn/", "/en/", "/sok", "/sok?q=a", "/kilder", "/tema", "/nytt", "/om", "/sokehjelp", "/personvern", "/tilgjengelighet", "/varsler", "/varsler/sjekk-innboksen", "/robots.txt", "/-/healthz", "/-/readyz", "/api/v1/search?q=a", "/api/v1/search?page=0&from=x"])
def test_page(client, path):
    r = client.get(path)
    print(r.status, r.text[:300])
    assert r.status_code in (200, 422)
def test_404(client):
    assert client.get("/x").status_code == 404
