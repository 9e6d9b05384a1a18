"""The reading copy."""

from webapp.presenters.reading import BlockKind, headings_of_page, read_blocks, unwrap


def test_lines_become_blocks():
    """Headings, paragraphs, lists and tables are told apart."""
    text = "Mål\nVi skal bygge.\n• Vei\n– Bane\nTiltak | År\nVei | 2027"

    blocks = read_blocks(text, {"Mål": 1})

    assert [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST, BlockKind.TABLE] == [each.kind for each in blocks]
    assert ("Vei", "Bane") == blocks[2].lines
    assert (("Tiltak", "År"), ("Vei", "2027")) == blocks[3].rows


def test_rows_are_made_equally_long():
    """A short row is filled up."""
    (table,) = read_blocks("a | b | c\nd | e", {})

    assert [3, 3] == [len(row) for row in table.rows]


def test_text_is_escaped():
    """Harvested text is never markup."""
    (block,) = read_blocks("<img src=x>", {})

    assert "&lt;img src=x&gt;" == block.lines[0]


def test_lower_headings_are_one_step_down():
    """The topmost level of a document is the page's third, the rest its fourth."""
    blocks = read_blocks("En\nTo", {"En": 2, "To": 3})

    assert [3, 4] == [each.level for each in blocks]


def test_heading_twice_has_one_place():
    """The same words cannot be two places."""
    blocks = read_blocks("Mål\nTekst\nMål", {"Mål": 1})

    assert ["avsnitt-mål", "", ""] == [each.anchor for each in blocks]


def test_printed_lines_are_joined():
    """A line as long as the page is wide goes on; a new sentence after a short one does not."""
    wide = "Fylket står overfor oppgaver som ingen aktør kan løse alene. Derfor er det"
    text = f"{wide}\nviktig å samarbeide.\nNeste avsnitt er kort.\n• Et punkt"

    assert f"{wide} viktig å samarbeide.\nNeste avsnitt er kort.\n• Et punkt" == unwrap(text)


def test_headings_are_not_joined():
    """A heading stands alone however long the line before it is."""
    wide = "Fylket står overfor oppgaver som ingen aktør kan løse alene, og derfor er det slik."

    assert f"{wide}\nMål\nvi skal bygge" == unwrap(f"{wide}\nMål\nvi skal bygge", {"Mål": 1})


def test_headings_of_one_page():
    """Only those of the page count."""
    headings = [{"text": "Mål", "level": 1, "page": 1}, {"text": "Tiltak", "level": 2, "page": 3}]

    assert {"Tiltak": 2} == headings_of_page(headings, 3)
