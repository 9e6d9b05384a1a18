"""Pages for machines."""

from dataclasses import replace

from indexer.engine import EngineMismatch
from webapp import create_app


def test_process_is_alive(client):
    """The health page answers without asking anybody."""
    assert {"status": "ok"} == client.get("/-/healthz").json


def test_ready_when_catalogue_and_index_answer(client):
    """Both are named."""
    answer = client.get("/-/readyz")

    assert 200 == answer.status_code
    assert {"catalogue": "ok", "index": "ok"} == answer.json["checks"]


class StaleEngine:
    """An index of another version."""

    def is_current(self):
        """No."""
        return False

    def search(self, *_query, **_within):
        """Refuse."""
        raise EngineMismatch("run `samla index rebuild`")


def test_not_ready_says_what_to_do(web):
    """503 names what is wrong and the command that mends it."""
    answer = create_app(replace(web, engine=StaleEngine())).test_client().get("/-/readyz")

    assert 503 == answer.status_code
    assert "samla index rebuild" in answer.json["checks"]["index"]


def test_missing_tables_are_told(web):
    """A catalogue without tables is not ready."""
    with web.db.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE source RENAME TO gone")
        connection.commit()

    answer = create_app(web).test_client().get("/-/readyz")

    assert 503 == answer.status_code
    assert answer.json["checks"]["catalogue"].startswith("cannot be read")


def test_robots_stay_out_of_searches(client):
    """Lists may be read, searches and alerts may not."""
    answer = client.get("/robots.txt")

    assert "text/plain" == answer.mimetype
    assert {"Disallow: /sok", "Disallow: /en/sok", "Disallow: /varsler/"} <= set(answer.text.splitlines())


def test_probes_may_come_by_number(web):
    """The machine pages answer by any name; every other page only by the trusted one."""
    guarded = create_app(replace(web, settings=replace(web.settings, trusted_hosts=("samla.example.org",))))
    client = guarded.test_client()

    assert 200 == client.get("/-/healthz", base_url="http://127.0.0.1:8000").status_code
    assert 400 == client.get("/kilder", base_url="http://127.0.0.1:8000").status_code
