"""Soft hyphens for narrow columns of Norwegian, good enough to look and extract like a printed report."""

import re

_WORD = re.compile(r"[A-Za-zÆØÅæøåé]{8,}")
_SOFT_HYPHEN = "\u00ad"
#: Last parts of compounds that occur in the reports; a word is broken before them first.
_HEADS = (
    "utvikling|utviklings|apparat|arbeid|avtale|bedrift|behov|bemanning|bidrag|bolig|bustad|bygging|deltak|drift|eigar|"
    "endring|enhet|eining|erfaring|fattig|festival|forsk|fravær|fråvær|gevinst|grunnlag|grupp|hage|handling|helse|"
    "hjelp|innsats|kommune|kompetanse|kontor|kultur|leder|leiar|liv|lov|marked|metode|middel|midler|minutt|møte|måling|"
    "nettverk|næring|område|omdømme|ordning|organisasjon|oversikt|part|plan|plass|program|prosess|prosent|prosjekt|"
    "rapport|rekruttering|resultat|samling|samarbeid|sektor|selskap|senter|skap|skole|spesialisering|sted|stilling|"
    "struktur|styre|system|søker|tall|tiltak|tjeneste|undersøkelse|utdanning|utvalg|utvikling|verdi|verk|verksted|vern"
)
_BEFORE_HEAD = re.compile(rf"(?<=\w{{3}})(?={_HEADS})")
#: A single consonant before a vowel begins a syllable, when a vowel came before it.
_SYLLABLE = re.compile(
    r"(?<=[aeiouyæøåé]\w)(?<=\w{3})(?=[bcdfghjklmnprstv][aeiouyæøåé]\w)"
    r"|(?<=\w{2}[aeiouyæøåé])(?=[bdfghklmnprstv][aeiouyæøåé]\w)"
)


def soften(text: str) -> str:
    """
    The text with soft hyphens where long words may be broken.
    """
    return _WORD.sub(lambda match: _soften_word(match[0]), text)


def _soften_word(word: str) -> str:
    parts = _BEFORE_HEAD.split(word)
    return _SOFT_HYPHEN.join(_SYLLABLE.sub(_SOFT_HYPHEN, part) for part in parts)
