"""What changed between two versions of a text, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

#: Words compared one by one in a passage; longer ones are shown as taken out and put in.
MAX_WORDS = 3_000
#: Words of unchanged text kept on either side of a change.
AROUND = 14

#: Words and marks apart, each with the space after it.
_WORD = re.compile(r"(?:\w+(?:[-'’/]\w+)*|[^\w\s])\s*")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A run of words that was kept, taken out or put in."""

    #: "same", "del" or "ins"; "gap" for unchanged words that are left out.
    kind: str
    text: str = ""
    #: The space after it.
    after: str = " "


@dataclass(frozen=True, kw_only=True)
class Change:
    """A passage with what was changed in it."""

    #: The page of the new version it stands on.
    page: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a version and the page it stands on."""

    page: int
    text: str


def compare(before: Sequence[Line], after: Sequence[Line]) -> list[Change]:
    """Every changed passage, in the order of the new version."""
    matcher = SequenceMatcher(None, [line.text for line in before], [line.text for line in after], autojunk=False)
    changes = []
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            continue
        page = after[min(new_from, len(after) - 1)].page if after else 1
        old = " ".join(line.text for line in before[old_from:old_to])
        new = " ".join(line.text for line in after[new_from:new_to])
        changes.append(Change(page=page, pieces=tuple(compare_words(old, new))))
    return changes


def compare_words(old: str, new: str) -> Iterator[Piece]:
    """The pieces that lead from one text to the other."""
    old_words, new_words = _WORD.findall(old), _WORD.findall(new)
    if len(old_words) + len(new_words) > MAX_WORDS or not old_words or not new_words:
        yield from _whole(old, new)
        return
    old_keys, new_keys = [word.strip() for word in old_words], [word.strip() for word in new_words]
    matcher = SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    # Two unlike passages would come out as confetti.
    if matcher.ratio() < 0.3:
        yield from _whole(old, new)
        return
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield from _kept(new_words[new_from:new_to], first=new_from == 0, last=new_to == len(new_words))
            continue
        if old_to > old_from:
            yield _piece("del", old_words[old_from:old_to])
        if new_to > new_from:
            yield _piece("ins", new_words[new_from:new_to])


def _piece(kind: str, words: Sequence[str]) -> Piece:
    text = "".join(words)
    return Piece(kind=kind, text=text.strip(), after=" " if text[-1:].isspace() else "")


def _whole(old: str, new: str) -> Iterator[Piece]:
    if old:
        yield Piece(kind="del", text=old)
    if new:
        yield Piece(kind="ins", text=new)


def _kept(words: Sequence[str], *, first: bool, last: bool) -> Iterator[Piece]:
    head, tail = (0 if first else AROUND), (0 if last else AROUND)
    if len(words) <= head + tail + 1:
        yield _piece("same", words)
        return
    if head:
        yield _piece("same", words[:head])
    yield Piece(kind="gap")
    if tail:
        yield _piece("same", words[len(words) - tail :])
