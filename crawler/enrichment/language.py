"""Which language a text is written in: bokmål, nynorsk, English, Northern Sámi, Danish or Swedish."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_WORD = re.compile(r"[^\W\d_]+")
#: Letters only one of the languages uses.
_LETTERS = {"se": frozenset("čđŋšŧž"), "sv": frozenset("äö")}
_LETTER_WEIGHT = 0.5
#: A language is named when its function words make up this share of the text …
_MIN_SHARE = 0.08
#: … and this many words speak for it.
_MIN_EVIDENCE = 3.0
#: How much the bokmål and nynorsk forms must differ, summed over the text.
_MIN_BALANCE = 3.0
#: A short text speaks against its declared form by more than one word.
_CONTRADICTION = 4.0
#: The text beyond this many letters changes nothing.
_MOST_LETTERS = 15_000
_NORWEGIAN_PRIOR = 1.15
_NORWEGIAN = frozenset({"nb", "nn", "no"})
#: Short Norwegian texts look like these.
_NEIGHBOURS = frozenset({"da", "sv"})
_CLEARLY = 1.6
_SUFFIX_LENGTHS = (4, 3, 2)
_MIN_SUFFIXED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the words of a text say about its language."""

    words: int
    #: Function words per language, a word shared by n languages counting 1/n; "no" is both Norwegian forms.
    scores: Mapping[str, float]
    #: Positive for nynorsk, negative for bokmål.
    balance: float

    @property
    def best(self) -> str:
        """The language with most evidence, "no" for Norwegian, empty when there is too little."""
        language, score = max(self._likely().items(), key=lambda item: item[1], default=("", 0.0))
        return language if score >= max(_MIN_EVIDENCE, _MIN_SHARE * self.words) else ""

    def is_clearly(self, language: str) -> bool:
        """True when the language has so much more evidence than Norwegian that the page's own word is wrong."""
        return self.scores.get(language, 0.0) > _CLEARLY * self.scores.get("no", 0.0)

    def _likely(self) -> Mapping[str, float]:
        """The scores, Norwegian raised: Danish must be clearly Danish to be found on a Norwegian site."""
        return {code: score * (_NORWEGIAN_PRIOR if code == "no" else 1.0) for code, score in self.scores.items()}


def detect(text: str, *, declared: str = "") -> str:
    """
    The language of a text: "nb", "nn", "en", "se", "da", "sv", or empty when unsure.

    A text too short to tell has the declared language, unless its words speak against it.
    """
    evidence = weigh(text)
    best = evidence.best
    if best in _NEIGHBOURS and normalise(declared) in _NORWEGIAN and not evidence.is_clearly(best):
        best = "no"
    if best and best != "no":
        return best
    if best == "no" and abs(evidence.balance) >= _MIN_BALANCE:
        return _norwegian_form(evidence.balance)
    return _as_declared(evidence, normalise(declared))


def detect_pages(pages: Sequence[str], *, declared: str = "") -> tuple[str, ...]:
    """The language of each page; a page too short to tell has the language of the whole."""
    whole = detect("\n".join(pages), declared=declared)
    return tuple(detect(page, declared=whole) for page in pages)


def normalise(declared: str) -> str:
    """A declared code as one of ours: "nn-NO" is "nn", "no" stays "no", what we do not know is empty."""
    code = declared.strip().lower().replace("_", "-").split("-")[0]
    code = {"nob": "nb", "nno": "nn", "nor": "no", "sme": "se", "eng": "en", "dan": "da", "swe": "sv"}.get(code, code)
    return code if code in {"nb", "nn", "no", "en", "se", "da", "sv"} else ""


def weigh(text: str) -> Evidence:
    """Count the evidence for every language."""
    words = _WORD.findall(text[:_MOST_LETTERS].lower())
    scores: dict[str, float] = defaultdict(float)
    balance = 0.0
    for word in words:
        languages, share, form = _weigh_word(word)
        for language in languages:
            scores[language] += share
        balance += form
    return Evidence(words=len(words), scores=dict(scores), balance=balance)


def _as_declared(evidence: Evidence, declared: str) -> str:
    if declared not in {"nb", "nn", "no"}:
        return declared if evidence.best in {"", declared} else ""
    if evidence.best not in {"", "no"}:
        return ""
    if declared == "no":
        return _norwegian_form(evidence.balance)
    against = -evidence.balance if declared == "nn" else evidence.balance
    return _norwegian_form(evidence.balance) if against >= _CONTRADICTION else declared


def _norwegian_form(balance: float) -> str:
    return "nn" if balance > 0 else "nb"


@lru_cache(maxsize=65536)
def _weigh_word(word: str) -> tuple[tuple[str, ...], float, float]:
    languages = _function_words().get(word, ())
    if not languages:
        languages = tuple(language for language, letters in _LETTERS.items() if not letters.isdisjoint(word))
        return languages, _LETTER_WEIGHT, _norwegian_weight(word)
    return languages, 1 / len(languages), _norwegian_weight(word)


def _norwegian_weight(word: str) -> float:
    forms = _norwegian_forms()
    if word in forms:
        return forms[word]
    if len(word) >= _MIN_SUFFIXED:
        for length in _SUFFIX_LENGTHS:
            if (suffix := "-" + word[-length:]) in forms:
                return forms[suffix]
    return 0.0


@cache
def _function_words() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for code, words in _read_table("function_words"):
        for word in words.split():
            found.setdefault(word, set()).add("no" if code in {"nb", "nn"} else code)
    return {word: tuple(sorted(languages)) for word, languages in found.items()}


@cache
def _norwegian_forms() -> Mapping[str, float]:
    """Log-likelihood ratio, nynorsk against bokmål, of words and (with a leading hyphen) word ends."""
    forms = {word: float(weight) for word, weight in _read_table("norwegian_forms")}
    lists = dict(_read_table("function_words"))
    nb, nn = set(lists["nb"].split()), set(lists["nn"].split())
    return forms | dict.fromkeys(nb - nn, -3.0) | dict.fromkeys(nn - nb, 3.0)


def _read_table(name: str) -> list[tuple[str, str]]:
    text = files(__package__).joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return [(key, value) for key, value in rows]
