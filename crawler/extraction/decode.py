"""Bytes to text: byte order mark, declared charset, meta tag, strict UTF-8, then cp1252; never raises."""

import re

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_META_CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset=["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{1,200}?encoding=["']([A-Za-z0-9_.:-]{1,40})["']""")
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';,]{1,40})""", re.IGNORECASE)
#: Browsers read all of these as Windows-1252.
_WESTERN = frozenset(
    {"ascii", "us-ascii", "latin1", "latin-1", "iso-8859-1", "iso8859-1", "iso_8859-1", "cp1252", "windows-1252"}
)
#: Codecs of Python that are not charsets, or that a page cannot be written in.
_NOT_CHARSETS = frozenset(
    {"utf-7", "utf7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
_STRAY_BYTE = re.compile("[\udc80-\udcff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")


def decode(body: bytes, content_type: str = "") -> str:
    """
    Return the text of the bytes, whatever they are.

    A Western declaration is overruled by bytes that are valid UTF-8, and a few stray bytes do not spoil a UTF-8 text.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    for charset in _declared(body, content_type):
        text = _decode_as(body, charset)
        if text is not None:
            return text
    return _decode_utf8(body) or body.decode("cp1252", "replace")


def _declared(body: bytes, content_type: str) -> list[str]:
    """
    The charsets that header, XML prologue and meta tag name, in that order.
    """
    head = body[:4096]
    header = _HEADER_CHARSET.search(content_type)
    found = [header.group(1)] if header else []
    for pattern in (_XML_ENCODING, _META_CHARSET):
        match = pattern.search(head)
        if match:
            found.append(match.group(1).decode("ascii"))
    return [charset.lower() for charset in found]


def _decode_as(body: bytes, charset: str) -> str | None:
    if charset in _WESTERN:
        return _decode_utf8(body) or body.decode("cp1252", "replace")
    if charset in ("utf-8", "utf8"):
        return _decode_utf8(body)
    # A meta tag that could be read as ASCII cannot be in UTF-16 or UTF-32.
    if charset in _NOT_CHARSETS or charset.startswith(("utf-16", "utf16", "utf-32", "utf32")):
        return None
    try:
        return body.decode(charset)
    except (LookupError, ValueError, TypeError):
        return None


def _decode_utf8(body: bytes) -> str | None:
    """
    Decode UTF-8, with stray bytes read as cp1252 when they are few; None when it is not UTF-8.
    """
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "surrogateescape")
    stray = len(_STRAY_BYTE.findall(text))
    if len(_NOT_ASCII.findall(text)) - stray <= 4 * stray:
        return None
    return _STRAY_BYTE.sub(lambda match: bytes([ord(match[0]) - 0xDC00]).decode("cp1252", "replace"), text)
