"""What staff read for outcomes, runs and their states: plain words, and what to do."""

from datetime import datetime, timedelta

from flask import Blueprint
from flask_babel import format_decimal

from catalog.clock import oslo_day
from catalog.models import Outcome, Run, RunKind, RunState
from webapp.formats import clock_time, day_heading, number
from webapp.i18n import gettext, ngettext


def register(blueprint: Blueprint) -> None:
    """Make the words usable as template filters."""
    for filter_ in (
        outcome_words,
        outcome_advice,
        kind_words,
        state_words,
        state_name,
        duration_words,
        seconds_words,
        decimal_words,
        asker_words,
        deed_words,
        moment,
    ):
        blueprint.add_app_template_filter(filter_)


def moment(instant: datetime) -> str:
    """Day and time in a table, e.g. 'I dag 05.12'."""
    return f"{day_heading(oslo_day(instant))} {clock_time(instant)}"


def outcome_words(outcome: Outcome) -> str:
    """What happened at an address."""
    return {
        Outcome.NEW: gettext("Nytt dokument"),
        Outcome.CHANGED: gettext("Endret"),
        Outcome.UNCHANGED: gettext("Uendret"),
        Outcome.NOT_MODIFIED: gettext("Uendret, ikke hentet på nytt"),
        Outcome.LISTING: gettext("Nettstedskart eller nyhetsstrøm lest"),
        Outcome.REDIRECTED: gettext("Peker videre"),
        Outcome.DUPLICATE: gettext("En annen adresse er den rette"),
        Outcome.NOINDEX: gettext("Sida ber om ikke å bli indeksert"),
        Outcome.ROBOTS: gettext("Robots.txt sier nei"),
        Outcome.SOFT_404: gettext("Sida sier at innholdet ikke finnes"),
        Outcome.GONE: gettext("Finnes ikke lenger"),
        Outcome.FORBIDDEN_ADDRESS: gettext("Tjeneren har en adresse vi ikke henter fra"),
        Outcome.TOO_BIG: gettext("Filen er for stor"),
        Outcome.UNSUPPORTED: gettext("Filtypen leses ikke"),
        Outcome.UNREADABLE: gettext("Innholdet lar seg ikke lese"),
        Outcome.HTTP_ERROR: gettext("Nettstedet svarte med en feil"),
        Outcome.TIMEOUT: gettext("Svarte ikke i tide"),
        Outcome.NETWORK_ERROR: gettext("Fikk ikke kontakt"),
        Outcome.INTERNAL_ERROR: gettext("Feil hos oss"),
    }[outcome]


def outcome_advice(outcome: Outcome) -> str:
    """What an admin can do about a failure; empty when there is nothing."""
    return {
        Outcome.FORBIDDEN_ADDRESS: gettext("Er nettstedet internt? Da må adressen tillates i innstillingene."),
        Outcome.TOO_BIG: gettext("Be kilden om en mindre fil, eller øk grensen i innstillingene."),
        Outcome.UNREADABLE: gettext("Åpne filen. Er den ødelagt eller passordlåst, gi beskjed til kilden."),
        Outcome.HTTP_ERROR: gettext("Prøv adressen i en nettleser. Virker den der, prøv igjen her."),
        Outcome.TIMEOUT: gettext("Prøves igjen av seg selv. Skjer det ofte, øk pausen mellom forespørslene."),
        Outcome.NETWORK_ERROR: gettext("Sjekk at vertsnavnet er riktig og at sertifikatet er gyldig."),
        Outcome.INTERNAL_ERROR: gettext("Meld feilen med adressen og meldingen."),
    }.get(outcome, "")


def kind_words(kind: RunKind) -> str:
    """The name of a job."""
    return {
        RunKind.CRAWL: gettext("Henting"),
        RunKind.SYNC: gettext("Oppdatering av indeksen"),
        RunKind.REBUILD: gettext("Ny bygging av indeksen"),
        RunKind.MATCH: gettext("Leting etter nytt for varsler"),
        RunKind.DIGEST: gettext("Skriving av varsler"),
        RunKind.DELIVER: gettext("Sending av e-post"),
        RunKind.SWEEP: gettext("Opprydding"),
        RunKind.IMPORT: gettext("Import"),
    }[kind]


def state_words(run: Run) -> str:
    """Where a run is."""
    if run.state is RunState.RUNNING and run.cancel:
        return gettext("Stopper")
    if run.state is RunState.DUE and run.attempt:
        return gettext("Venter på nytt forsøk")
    return state_name(run.state)


def state_name(state: RunState) -> str:
    """The name of a state."""
    return {
        RunState.DUE: gettext("Venter på tur"),
        RunState.RUNNING: gettext("Går nå"),
        RunState.DONE: gettext("Ferdig"),
        RunState.FAILED: gettext("Feilet"),
        RunState.CANCELLED: gettext("Stoppet"),
    }[state]


def duration_words(duration: timedelta) -> str:
    """A length of time in its largest fitting unit."""
    seconds = max(0, round(duration.total_seconds()))
    if seconds < 100:
        return gettext("%(count)s s", count=number(seconds))
    minutes = round(seconds / 60)
    if minutes < 100:
        return gettext("%(count)s min", count=number(minutes))
    hours = round(minutes / 60)
    return ngettext("%(shown)s time", "%(shown)s timer", hours, shown=number(hours))


def seconds_words(seconds: int) -> str:
    """How often something happens, in its largest fitting unit."""
    days = seconds // 86_400
    if days and seconds % 86_400 == 0:
        return ngettext("%(shown)s døgn", "%(shown)s døgn", days, shown=number(days))
    return duration_words(timedelta(seconds=seconds))


def decimal_words(value: float) -> str:
    """A number with its decimals, as few as it needs."""
    return str(format_decimal(value))


def asker_words(name: str) -> str:
    """Who asked for a run."""
    return {"schedule": gettext("tidsplanen"), "cli": gettext("kommandolinja")}.get(name, name)


def deed_words(action: str) -> str:
    """What somebody did."""
    return {
        "source.add": gettext("la til kilden"),
        "source.pause": gettext("satte kilden på pause"),
        "source.resume": gettext("lot kilden hentes igjen"),
        "source.retry": gettext("prøvde det som feilet, igjen"),
        "crawl.ask": gettext("ba om henting"),
        "run.cancel": gettext("stoppet en kjøring"),
    }.get(action, action)
