"""One sentence that sums up the state of everything."""

from collections.abc import Sequence

from webapp.admin.presenting.condition import Condition
from webapp.formats import joined
from webapp.i18n import gettext, ngettext


def summary(conditions: Sequence[Condition]) -> str:
    """How many sources are at work and in trouble, and that the rest are fine."""
    if not conditions:
        return gettext("Det er ingen kilder ennå. Legg til den første.")
    at_work = sum(each.shape == "gar" for each in conditions)
    wrong = sum(each.shape == "feil" for each in conditions)
    odd = sum(each.shape == "treg" for each in conditions)
    parts = []
    if at_work:
        parts.append(ngettext("én kilde hentes nå", "%(num)s kilder hentes nå", at_work))
    if wrong:
        parts.append(ngettext("én kilde har stoppet opp", "%(num)s kilder har stoppet opp", wrong))
    if odd:
        parts.append(ngettext("én kilde bør sees på", "%(num)s kilder bør sees på", odd))
    if not parts:
        return gettext("Alle kilder er som de skal.")
    rest = len(conditions) - at_work - wrong - odd
    sentence = joined(parts)
    sentence = sentence[0].upper() + sentence[1:] + "."
    return f"{sentence} {gettext('Resten er som de skal.')}" if rest else sentence
