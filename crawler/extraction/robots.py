"""The directives of meta robots and X-Robots-Tag that concern us."""

import re
from dataclasses import dataclass

#: The name this harvester answers to in robots directives.
AGENT = "samla"
_ADDRESSED = re.compile(r"^([\w.*-]+)\s*:\s*(.*)$", re.DOTALL)
#: Directives that carry a value after a colon, and so are not names of robots.
_VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsDirectives:
    """What a page asks of a robot."""

    noindex: bool = False
    nofollow: bool = False

    def __or__(self, other: "RobotsDirectives") -> "RobotsDirectives":
        return RobotsDirectives(noindex=self.noindex or other.noindex, nofollow=self.nofollow or other.nofollow)


def read_directives(value: str) -> RobotsDirectives:
    """
    Read a directive list such as "noindex, nofollow" or "samla: noindex".

    A name before a colon addresses what follows on its line to that robot alone; other robots' directives are not ours.
    Several headers are to be joined by a newline.
    """
    found: set[str] = set()
    for line in value.lower().splitlines():
        agent = AGENT
        for part in line.split(","):
            addressed = _ADDRESSED.match(part.strip())
            words = part
            if addressed and addressed[1] not in _VALUED:
                agent, words = addressed[1], addressed[2]
            if agent in (AGENT, "*"):
                found |= set(words.split())
    return RobotsDirectives(noindex=bool(found & {"noindex", "none"}), nofollow=bool(found & {"nofollow", "none"}))
