"""The passage that matched, in both parts of a mail."""

from alerts.passages import as_html, as_text

PASSAGE = "Partnerskap &amp; <mark>heltid</mark> &lt;b&gt; og <mark>turnus</mark>"


def test_html_keeps_the_marks_only() -> None:
    """Marked words stay marked, and everything else is text."""
    assert "Partnerskap &amp; <mark>heltid</mark> &lt;b&gt; og <mark>turnus</mark>" == as_html(PASSAGE)


def test_text_has_asterisks() -> None:
    """The text part marks words without markup."""
    assert "Partnerskap & *heltid* <b> og *turnus*" == as_text(PASSAGE)


def test_other_markup_is_shown_not_obeyed() -> None:
    """A passage that is not clean cannot put elements into the mail."""
    assert "&lt;img src=x&gt;<mark>a</mark>" == as_html("<img src=x><mark>a</mark>")
