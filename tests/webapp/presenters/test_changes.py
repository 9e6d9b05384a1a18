"""What changed between two texts."""

from webapp.presenters.changes import Line, compare, compare_words


def pieces(old: str, new: str) -> list[tuple[str, str]]:
    """Kinds and texts of the pieces."""
    return [(piece.kind, piece.text) for piece in compare_words(old, new)]


def lines(*texts: str, page: int = 1) -> list[Line]:
    """Lines of one page."""
    return [Line(page=page, text=text) for text in texts]


def test_word_put_in():
    """Only what is new is marked, punctuation apart from words."""
    expected = [("same", "Målet er klart"), ("ins", ", og det haster"), ("same", ".")]

    assert expected == pieces("Målet er klart.", "Målet er klart, og det haster.")


def test_word_replaced():
    """The old word comes before the new one."""
    expected = [("same", "Vi skal"), ("del", "evaluere"), ("ins", "se på"), ("same", "avtalen sammen i mai.")]

    assert expected == pieces("Vi skal evaluere avtalen sammen i mai.", "Vi skal se på avtalen sammen i mai.")


def test_unlike_passages_are_not_mixed():
    """Two passages with next to nothing in common are shown whole."""
    old, new = "Helt andre ord står her nå.", "Budsjettet for neste periode vedtas til våren"

    assert [("del", old), ("ins", new)] == pieces(old, new)


def test_long_unchanged_text_is_left_out():
    """Far from the changes the words are cut."""
    middle = " ".join(f"ord{number}" for number in range(100))

    kinds = [kind for kind, _text in pieces(f"Først {middle} sist.", f"Aller først {middle} aller sist.")]

    assert "gap" in kinds


def test_text_is_kept_whole():
    """What was kept and put in, with the spaces after, is the new text."""
    old, new = "Fylket og kommunene har avtalt mål.", "Fylket, staten og kommunene har avtalt nye mål."

    written = "".join(piece.text + piece.after for piece in compare_words(old, new) if piece.kind != "del")

    assert new == written.strip()


def test_changes_know_their_page():
    """A change stands on the page of the new version."""
    before = lines("Innledning") + lines("Det gamle målet er nådd i år.", page=2)
    after = lines("Innledning") + lines("Det nye målet er nådd i år.", page=3)

    assert [3] == [change.page for change in compare(before, after)]


def test_equal_texts_have_no_changes():
    """Nothing changed, nothing shown."""
    assert [] == compare(lines("En", "To"), lines("En", "To"))


def test_everything_taken_out():
    """A text that became empty is one removal."""
    assert [[("del", "En To")]] == [
        [(piece.kind, piece.text) for piece in change.pieces] for change in compare(lines("En", "To"), [])
    ]
