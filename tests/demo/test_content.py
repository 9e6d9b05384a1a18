"""The text files: their markup, their errors, and that each keeps to its form of Norwegian."""

import re
from itertools import pairwise

import pytest

from demo.composing import Scope, bank, compose, fill, municipalities
from demo.content import ContentError, Entry, read_entries, site_entries
from demo.documents.hyphens import soften
from demo.documents.library import documents
from demo.markup import Accordion, Bullets, Contact, DocumentList, Heading, Paragraph, Table, links, parse, plain
from demo.region import SITES

#: Words that belong to one form only.
_ONLY_NYNORSK = r"\b(ikkje|eit|frå|saman|berre|korleis|kvifor|vart|tilsette er|noko|dei|nokre|sjukefråvær\w*|heiltid)\b"
_ONLY_BOKMAL = r"\b(ikke|jeg|hva|hvordan|hvorfor|bare|ble|noen|fra|uten|sykefravær\w*|heltid|være|mye|sammen|også er)\b"


def test_markup_becomes_blocks():
    """
    Each kind of chunk is read as its own kind of block.
    """
    text = """Running text
over two lines.

## A heading

- one
- two

| a | b |
| 1 | 2 |

:: accordion Question

An answer.

::

:: contact
role: Adviser
unit: Office
mail: post@solvik.example.org
phone: 99 00 00 01

:: documents Files
- doc:a | First"""

    kinds = [type(block) for block in parse(text)]

    assert [Paragraph, Heading, Bullets, Table, Accordion, Contact, DocumentList] == kinds


def test_running_text_gives_its_links_and_its_words():
    """
    Link targets can be listed, and marks disappear from the plain text.
    """
    text = 'See [the plan](/plan/ "nofollow") and **this**.'

    assert ["/plan/"] == links(text)
    assert "See the plan and this." == plain(text)


def test_an_entry_without_a_blank_line_is_an_error_that_names_the_place(tmp_path):
    """
    The error tells file, entry and line.
    """
    path = tmp_path / "wrong.txt"
    path.write_text("=== /a/\ntitle: A\nText that should stand lower.\n", encoding="utf-8")

    with pytest.raises(ContentError, match=r"wrong\.txt: «/a/».*blank line"):
        read_entries(path)


def test_a_missing_field_is_an_error_that_names_it():
    """
    The error tells file, entry and field.
    """
    with pytest.raises(ContentError, match=r"x\.txt: «/a/» needs the field «title:»"):
        Entry(name="/a/", fields={}, text="", origin="x.txt").need("title")


def test_slots_are_filled_the_same_every_time():
    """
    Numbers and alternatives depend on the seed alone.
    """
    scope = Scope(seed="s", values={"k": "Lindvik", "up": "ja"})
    text = "{k}: {n:10-99}, {one|two|three}, {up?rose|fell}"

    first = fill(text, scope)

    assert first == fill(text, scope)
    assert re.fullmatch(r"Lindvik: \d\d, (one|two|three), rose", first)


def test_a_slot_nothing_fills_is_an_error():
    """
    A misspelt slot is found when the document is built.
    """
    with pytest.raises(ContentError, match=r"nothing fills the slot «\{kommun\}»"):
        fill("I {kommun} bor det folk", Scope(seed="s", values={}))


def test_neighbours_in_a_report_never_share_a_sentence():
    """
    Two municipalities that follow each other are told different things.
    """
    report = next(document.entry for document in documents() if document.name == "kunnskapsgrunnlag")
    texts: dict[str, set[str]] = {}
    for block in compose(report):
        if isinstance(block, Heading):
            texts[block.text] = set()
        elif isinstance(block, Paragraph) and texts:
            texts[next(reversed(texts))] |= set(re.split(r"(?<=\.) ", block.text))
    sections = [sentences for title, sentences in texts.items() if ": " in title]

    shared = [first & second for first, second in pairwise(sections)]
    assert [] == [sentences for sentences in shared if sentences]


def test_soft_hyphens_stand_between_syllables():
    """
    Long words can be broken, short ones are left alone.
    """
    assert "kommune" == soften("kommune")
    assert "sam\u00adfunns\u00adutvik\u00adling" == soften("samfunnsutvikling")


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_pages_keep_to_their_form(language):
    """
    No page in one form uses the other's commonest words, names and links aside.
    """
    foreign = re.compile(_ONLY_NYNORSK if language == "nb" else _ONLY_BOKMAL, re.IGNORECASE)
    strays = {}
    for site in SITES:
        for day in (1, 2):
            for entry in site_entries(site.slug, day=day).values():
                if entry.get("lang", site.language) == language:
                    text = re.sub(r"\[[^\]]*\]\([^)]*\)|^- doc:.*$|doc:\S+|\S+@\S+", "", entry.text, flags=re.MULTILINE)
                    if found := sorted({match[0] for match in foreign.finditer(text)}):
                        strays[site.slug, entry.name] = found

    assert {} == strays


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_documents_keep_to_their_form(language):
    """
    The same for documents, composed as they are printed.
    """
    foreign = re.compile(_ONLY_NYNORSK if language == "nb" else _ONLY_BOKMAL, re.IGNORECASE)
    strays = {}
    for document in documents():
        if document.entry.need("lang") == language:
            text = "\n".join(_words(block) for block in compose(document.entry))
            if found := sorted({match[0] for match in foreign.finditer(text)}):
                strays[document.name] = found

    assert {} == strays


def _words(block: object) -> str:
    if isinstance(block, (Paragraph, Heading)):
        return block.text
    if isinstance(block, Bullets):
        return "\n".join(block.items)
    if isinstance(block, Table):
        return "\n".join(" ".join(row) for row in block.rows)
    return ""


def test_no_two_documents_open_alike():
    """
    Every document has its own first paragraph, pairs of one text aside.
    """
    openings: dict[str, list[str]] = {}
    for document in documents():
        if "same-text-as" not in document.entry.fields:
            first = next(block for block in compose(document.entry) if isinstance(block, (Paragraph, Bullets)))
            openings.setdefault(_words(first), []).append(document.name)

    assert [] == [names for names in openings.values() if len(names) > 1]


def test_the_bank_is_used():
    """
    Every paragraph of the bank stands in some document.
    """
    used = {
        paragraph.text[:25]
        for document in documents()
        for paragraph in compose(document.entry)
        if isinstance(paragraph, Paragraph)
    }

    unused = [
        text
        for topic, language in _topics()
        for text in bank(topic, language)
        if text[:25] not in used and "{" not in text[:25]
    ]
    assert [] == unused


def _topics() -> list[tuple[str, str]]:
    from demo.content import CONTENT

    return [
        (entry.name, language)
        for language in ("nb", "nn")
        for entry in read_entries(CONTENT / "bank" / f"{language}.txt")
    ]


def test_the_municipalities_of_the_region_are_invented_and_twelve():
    """
    Twelve municipalities have figures for every theme.
    """
    assert 12 == len(municipalities())
