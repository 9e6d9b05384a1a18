"""What the jobs are given: the catalogue, the search engine, the way out for mail, and how a crawl is started."""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from alerts.mailer import Mailer
from alerts.settings import AlertSettings
from catalog.clock import Clock
from catalog.database import Database
from catalog.runs import Claim
from indexer.engine import SearchEngine
from schedules.heart import Heart


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Built once by the program; shared by every thread."""

    db: Database
    clock: Clock
    #: Asked often: it gives the same engine every time.
    open_engine: Callable[[], SearchEngine]
    #: Opens the way out for one batch of mail.
    open_mailer: Callable[[], AbstractContextManager[Mailer]]
    alerts: AlertSettings
    #: The data folder; child processes log into its `logs`.
    home: Path
    #: Starts the crawl of one run; the run, owner and attempt are added as options.
    child_command: Sequence[str] = (sys.executable, "-m", "samla", "crawl-child")
    #: The child's environment; None: ours.
    child_environment: Mapping[str, str] | None = None
    #: Sources harvested at the same time.
    crawls_at_once: int = 2
    #: A child that makes no progress for this long is stopped; longer than the longest delay between two requests.
    stalled_after: timedelta = timedelta(hours=2)
    #: How long a child may take to end after it was told to.
    grace_s: float = 10.0


class JobFailed(Exception):
    """The job went wrong in a way it can explain: the message is for the admin, and it may be tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobContext:
    """One run in the hands of the job that executes it."""

    services: Services
    held: Claim
    heart: Heart

    @property
    def db(self) -> Database:
        """The catalogue."""
        return self.services.db

    @property
    def clock(self) -> Clock:
        """The clock of this installation."""
        return self.services.clock
