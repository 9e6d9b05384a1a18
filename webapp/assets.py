"""Serves the built stylesheets, fonts and icons, and tells templates their hashed names."""

import json
import logging
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request, send_from_directory

BUILT = Path(__file__).parent / "static" / "built"
MANIFEST = "manifest.json"
NOT_BUILT = "The stylesheets are not built: run `make assets`, then start again."

blueprint = Blueprint("assets", __name__)
_log = logging.getLogger(__name__)


class AssetsNotBuilt(RuntimeError):
    """There is no manifest of built files; the message says what to run."""

    def __init__(self) -> None:
        super().__init__(NOT_BUILT)


@cache
def read_manifest(folder: Path = BUILT) -> dict[str, str]:
    """Name -> hashed name of every built file; raises AssetsNotBuilt when nothing was built."""
    try:
        files: dict[str, str] = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
    except FileNotFoundError as error:
        raise AssetsNotBuilt from error
    return files


def asset_url(name: str) -> str:
    """The address of a built file; an address that answers 404 and a line in the log when it was not built."""
    root = str(request.environ.get("samla.root", ""))
    try:
        return f"{root}/static/{read_manifest()[name]}"
    except (AssetsNotBuilt, KeyError):
        _log.error("%s (%s is missing)", NOT_BUILT, name)
        return f"{root}/static/{name}"


def assets_missing() -> bool:
    """True when nothing was built, so that pages can say what to do."""
    try:
        return not read_manifest()
    except AssetsNotBuilt:
        return True


@blueprint.get("/static/<path:name>")
def static_file(name: str) -> Response:
    """A built file; its name has a hash of its content, so browsers may keep it for ever."""
    if name == MANIFEST or name.endswith(".gz"):
        abort(404)
    zipped = request.accept_encodings.quality("gzip") > 0 and (BUILT / f"{name}.gz").is_file()
    file = f"{name}.gz" if zipped else name
    response = send_from_directory(BUILT, file, mimetype=_mimetype(name), download_name=Path(name).name)
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.cache_control.max_age = 31_536_000
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.cache_control.no_cache = None
    return response


def _mimetype(name: str) -> str:
    types = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
    return types.get(Path(name).suffix, "application/octet-stream")


def warn_when_missing() -> None:
    """One line in the log at start when the stylesheets were not built."""
    if assets_missing():
        current_app.logger.error(NOT_BUILT)
