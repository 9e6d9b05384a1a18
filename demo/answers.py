"""What a site answers at each address on one day; written by the build, read by the server."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

MANIFEST = "answers.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer; the body is a file in the built folder, or nothing."""

    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    #: Path of the body relative to the built folder; empty for no body.
    file: str = ""
    #: Where a redirect leads.
    location: str = ""
    #: Seconds to wait before answering.
    delay: float = 0.0
    #: Quoted, strong; empty for answers that have no validators.
    etag: str = ""
    #: As an HTTP date; empty likewise.
    last_modified: str = ""
    #: The months of this calendar never end: the body is a template for one month.
    calendar: bool = False
    #: Sent as Content-Disposition.
    disposition: str = ""


def http_date(day: dt.date) -> str:
    """
    A day as an HTTP date, at eight in the morning UTC.
    """
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day.weekday()]
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{weekday}, {day.day:02} {months[day.month - 1]} {day.year} 08:00:00 GMT"


def etag(body: bytes) -> str:
    """
    A strong validator made from the bytes alone.
    """
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'


def write_manifest(folder: Path, answers: Mapping[str, Mapping[str, Answer]]) -> None:
    """
    Save the answers of all sites beside their bodies.
    """
    rows = {slug: {path: asdict(answer) for path, answer in sorted(site.items())} for slug, site in answers.items()}
    (folder / MANIFEST).write_text(json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, dict[str, Answer]]:
    """
    The answers of all sites: slug, then path.
    """
    rows = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return {slug: {path: Answer(**row) for path, row in site.items()} for slug, site in rows.items()}
