"""Keys, parts and streams of Norwegian words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import lexicon, norwegian
from indexer.plan import Stream

SAME = [
    ("sammen om en bedre kommune", "saman om ein betre kommune"),
    ("bærekraftig næringsutvikling", "berekraftig næringsutvikling"),
    ("tjenester til innbyggerne", "tenester til innbyggjarane"),
    ("partnerskapet omdømme verktøykassen", "partnarskapen omdøme verktykassa"),
    ("sykefravær heltid tilskudd høringer", "sjukefråvær heiltid tilskot høyringar"),
    ("virkemidlene tettsteder stedene", "verkemidla tettstader stadene"),
    ("muligheter kjærligheten vanskelige", "moglegheiter kjærleiken vanskelege"),
    ("hvordan spørre skolen", "korleis spørje skulen"),
    ("kommunene planlegger boligbygging", "kommunane planlegg bustadbygging"),
]
#: Forms of one word each.
FORMS = [
    "kommune kommunen kommuner kommunene kommunens",
    "tjeneste tjenester tjenesten tjenestene",
    "utvikle utvikler utviklet utvikling utviklingen utviklinga",
    "senter senteret sentre sentrene",
    "middel midler midlene middelet",
    "museum museet museer museene",
    "arena arenaen arenaer arenaene",
    "bruker brukere brukeren brukerne brukerens",
    "mulighet muligheten muligheter mulighetene",
    "viktig viktige viktigere viktigste",
]
WHOLE = [
    *("kommune", "utvikling", "forskning", "kontroll", "register", "organisasjon", "arrangement", "leverandør"),
    *("virksomheten", "myndighet", "høring", "regjering", "eksempel", "temperatur", "kontakt", "sektor"),
    *("økonomiske", "senteret", "mulighetene", "ledelse", "filmen", "partnerskap", "planeter", "talent"),
]
APART = ["for før", "mal mål", "hav håv", "bok bøk", "far får", "lag låg", "rad råd", "tal tål", "gas gås", "bar bær"]


def keys(text: str) -> list[str]:
    return [norwegian().key(word) for word in text.split() if not norwegian().is_stop(word)]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_the_standards_meet(left: str, right: str) -> None:
    """
    The words of one sentence have the same keys in both standards.
    """
    assert keys(left) == keys(right)


@pytest.mark.parametrize("forms", FORMS)
def test_the_forms_of_a_word_meet(forms: str) -> None:
    """
    Lemma and inflections share a key.
    """
    assert 1 == len({norwegian().key(form) for form in forms.split()})


@pytest.mark.parametrize("pair", APART)
def test_norwegian_letters_tell_words_apart(pair: str) -> None:
    """
    Æ, ø and å are never folded into other letters.
    """
    left, right = pair.split()

    assert norwegian().key(left) != norwegian().key(right)


@pytest.mark.parametrize(
    ("compound", "words"),
    [
        ("finansdepartementet", "finans departement"),
        ("kompetansebehov", "kompetanse behov"),
        ("stedsomdømme", "sted omdømme"),
        ("bærekraftsmålene", "bære kraft mål"),
        ("fylkeskommunen", "fylke kommune"),
        ("samarbeidsarenaer", "samarbeid arena"),
        ("næringsutviklinga", "næring utvikling"),
        ("verktøykassen", "verktøy kasse"),
        ("barnehagelærerutdanning", "barnehage lærer utdanning"),
    ],
)
def test_a_compound_has_its_words_as_parts(compound: str, words: str) -> None:
    """
    With the same keys that the words have alone.
    """
    assert tuple(norwegian().key(word) for word in words.split()) == norwegian().parts(compound)


@pytest.mark.parametrize("word", WHOLE)
def test_a_word_that_only_looks_like_a_compound_stays_whole(word: str) -> None:
    """
    Endings and chance likenesses are not parts.
    """
    assert () == norwegian().parts(word)


def test_a_part_that_is_a_compound_is_found_as_such() -> None:
    """
    A search for the inner compound meets the longer word.
    """
    assert norwegian().key("barnehagelærer") in norwegian().streams("barnehagelærerutdanning")[Stream.PARTS].split()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("baerekraft", "bærekraft"),
        ("naering", "næring"),
        ("naeringsutvikling", "næringsutvikling"),
        ("omdomme", "omdømme"),
        ("saerskilt", "særskilt"),
        ("utviklingsomrade", "utviklingsområde"),
        ("raadgiver", "rådgiver"),
        ("tonsberg", "tønsberg"),
    ],
)
def test_a_keyboard_without_norwegian_letters_still_finds(typed: str, meant: str) -> None:
    """
    Words that are unknown as typed are also searched for with æ, ø and å.
    """
    assert meant in norwegian().variants(typed)


@pytest.mark.parametrize("word", ["kommune", "for", "før", "mal", "bar", "2024", "nærmiljø"])
def test_a_known_word_is_searched_for_as_typed(word: str) -> None:
    """
    No other spelling is guessed.
    """
    assert () == norwegian().variants(word)


def test_sami_letters_may_be_left_out() -> None:
    """
    Diacritics other than those of the Norwegian alphabet do not tell words apart.
    """
    assert norwegian().key("Kárášjohka") == norwegian().key("Karasjohka")


def test_streams_of_words_keep_their_places() -> None:
    """
    WHOLE and SURFACE have one term per word, so that phrases can be found by position.
    """
    streams = norwegian().streams("Covid-19 i næringslivet, ring 99 00 00 01")

    assert ["covid", "19", "i", "næringslivet", "ring", "99", "00", "00", "01"] == streams[Stream.SURFACE].split()
    assert 9 == len(streams[Stream.WHOLE].split())
    assert {"covid19", "99000001"} <= set(streams[Stream.PARTS].split())


def test_no_text_gives_no_terms() -> None:
    """
    Every stream is there, and empty.
    """
    assert dict.fromkeys(Stream, "") == norwegian().streams(" — ")


def test_the_fingerprint_names_rules_and_data() -> None:
    """
    Two looks at the same lists agree.
    """
    assert norwegian().fingerprint().startswith("no-")
    assert norwegian().fingerprint() == norwegian().fingerprint()


@given(st.text())
def test_any_text_can_be_analysed(text: str) -> None:
    """
    The streams of words stay in step, whatever the text.
    """
    streams = norwegian().streams(text)

    assert len(streams[Stream.WHOLE].split()) == len(streams[Stream.SURFACE].split())


@given(st.text(alphabet="abdeghiklmnoprstuvyæøå", min_size=1, max_size=40))
def test_any_word_has_a_key_and_parts_that_make_it_up(word: str) -> None:
    """
    A compound's key is its parts' keys, joined.
    """
    parts = norwegian().parts(word)

    assert norwegian().key(word)
    assert not parts or "".join(parts) == norwegian().key(word)


@pytest.mark.parametrize(("left", "right"), sorted(lexicon.pairs().items()))
def test_every_listed_pair_meets(left: str, right: str) -> None:
    """
    The two spellings of a pair have one key.
    """
    assert norwegian().key(left) == norwegian().key(right)
