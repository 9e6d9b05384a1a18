"""Making Office files the same bytes every time: fixed times, fixed order, fixed stamps."""

import datetime as dt
import io
import re
import zipfile

_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def normalise(data: bytes, *, day: dt.date) -> bytes:
    """
    The same package with every time in it set to the given day.
    """
    result = io.BytesIO()
    stamp = f"{day.isoformat()}T08:00:00Z".encode()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in _in_order(source.namelist()):
            body = source.read(name)
            if name == "docProps/core.xml":
                body = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<2>", body)
            info = zipfile.ZipInfo(name, date_time=(day.year, day.month, day.day, 8, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, body)
    return result.getvalue()


def morning(day: dt.date) -> dt.datetime:
    """
    Eight o'clock that day, UTC.
    """
    return dt.datetime(day.year, day.month, day.day, 8, tzinfo=dt.UTC)


def _in_order(names: list[str]) -> list[str]:
    first = "[Content_Types].xml"
    return [first, *sorted(name for name in names if name != first)]
