"""How long a search may take before what is left of it is skipped."""

from time import monotonic

SECONDS = 2.0


class Deadline:
    """A moment by which a search ends; `missed` tells afterwards that something was skipped."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._at = monotonic() + seconds
        self.missed = False

    def passed(self) -> bool:
        """True from the moment on; whoever asks then skips the rest of its work."""
        self.missed = self.missed or monotonic() > self._at
        return self.missed
