"""What is new, grouped by the day it came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from webapp.presenters.hits import HitView, show_document
from webapp.queries import NewDocument


@dataclass(frozen=True, kw_only=True)
class DayView:
    """A day and what came on it."""

    on: date
    documents: tuple[HitView, ...]


def show_days(new: Sequence[NewDocument]) -> list[DayView]:
    """Documents in their days; they come newest first."""
    return [
        DayView(on=day, documents=tuple(show_document(each.document) for each in group))
        for day, group in groupby(new, key=lambda each: each.on)
    ]
