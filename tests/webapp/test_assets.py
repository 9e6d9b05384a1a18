"""Stylesheets, fonts and icons."""

import gzip
import re
from pathlib import Path

import pytest

from webapp import assets, build_assets
from webapp.assets import read_manifest
from webapp.build_assets import BuildError, Output, compile_catalogue

built = pytest.mark.skipif(assets.assets_missing(), reason="the assets are not built: run `make assets`")


@built
def test_hashed_files_are_kept_for_ever(client):
    """A name with a hash never changes its content."""
    with client.get(f"/static/{read_manifest()['samla.css']}") as answer:
        assert b"@layer" in answer.data

    assert (200, "text/css") == (answer.status_code, answer.mimetype)
    assert {"immutable", "public", "max-age=31536000"} == set(answer.headers["Cache-Control"].split(", "))


@built
def test_zipped_twin_is_sent_to_who_can_read_it(client):
    """The compressed file is the same file."""
    address = f"/static/{read_manifest()['samla.css']}"

    with client.get(address) as plain, client.get(address, headers={"Accept-Encoding": "br, gzip"}) as zipped:
        same = plain.data == gzip.decompress(zipped.data)

    assert same
    assert "gzip" == zipped.headers["Content-Encoding"]
    assert "Accept-Encoding" in zipped.headers["Vary"]


@built
def test_stylesheet_is_within_its_budget():
    """All styles together are at most 25 KB compressed, and everything they point at is there."""
    name = read_manifest()["samla.css"]
    css = (assets.BUILT / name).read_text("utf-8")

    assert (assets.BUILT / f"{name}.gz").stat().st_size < 25_000
    files = set(re.findall(r'url\("([^"]+)"\)', css)) - {""}
    assert all((assets.BUILT / file).is_file() for file in files if not file.startswith("data:"))
    assert "node_modules" not in css


@built
def test_our_defaults_lie_below_the_components():
    """The order of the layers is declared before anything else."""
    css = (assets.BUILT / read_manifest()["samla.css"]).read_text("utf-8")

    assert css.startswith("@layer grunn, ds.theme, ds.base, ds.components;")


@pytest.mark.parametrize("name", ["manifest.json", "samla.css.gz", "../app.py", "%2e%2e/app.py", "finnes-ikke.css"])
def test_nothing_else_is_served(client, name):
    """Only built files have addresses."""
    assert 404 == client.get(f"/static/{name}").status_code


def test_missing_build_is_said(tmp_path: Path):
    """Without a build the error says what to run."""
    with pytest.raises(assets.AssetsNotBuilt, match="make assets"):
        read_manifest(tmp_path)


def test_same_content_has_the_same_name(tmp_path: Path):
    """Names depend on content alone, and the compressed twin carries no time."""
    first, second = Output(folder=tmp_path / "a"), Output(folder=tmp_path / "b")
    for output in (first, second):
        output.folder.mkdir()
        output.add("samla.css", b"body{}")

    names = {path.name: path.read_bytes() for path in first.folder.iterdir()}

    assert names == {path.name: path.read_bytes() for path in second.folder.iterdir()}


@pytest.mark.skipif(not build_assets.is_current(), reason="the assets are out of date: run `make assets`")
def test_nothing_is_done_twice():
    """A second build finds everything in place."""
    assert not build_assets.build()


def test_broken_translation_stops_the_build(tmp_path: Path):
    """A translation that lost its place for a value is named before a reader meets it."""
    path = tmp_path / "nn" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid ""\nmsgstr "Language: nn\\n"\n\n#, python-format\nmsgid "Side %(n)s"\nmsgstr "Side %(m)s"\n')

    with pytest.raises(BuildError, match="Side"):
        compile_catalogue(path)
