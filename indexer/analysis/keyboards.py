"""Spellings with æ, ø and å of words typed on a keyboard without them."""

_DIGRAPHS = (("ae", "æ"), ("oe", "ø"), ("aa", "å"))
_LETTERS = {"o": "ø", "a": "å"}


def respellings(word: str) -> tuple[str, ...]:
    """Ways the word may be spelled with the letters that it was typed without, likeliest first."""
    if not word.isascii():
        return ()
    doubled = word
    for digraph, letter in _DIGRAPHS:
        doubled = doubled.replace(digraph, letter)
    singles = [
        f"{base[:at]}{_LETTERS[sign]}{base[at + 1 :]}"
        for base in dict.fromkeys((doubled, word))
        for at, sign in enumerate(base)
        if sign in _LETTERS
    ]
    return tuple(dict.fromkeys(spelling for spelling in (doubled, *singles) if spelling != word))
