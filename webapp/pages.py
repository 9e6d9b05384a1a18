"""Pages of text: how it works, how to search, privacy and accessibility."""

from flask import Blueprint, render_template

from webapp.services import services

blueprint = Blueprint("pages", __name__)


@blueprint.get("/om")
def about() -> str:
    """How the service works."""
    return render_template("about.html")


@blueprint.get("/sokehjelp")
def search_help() -> str:
    """What can be typed in the search field."""
    return render_template("search_help.html")


@blueprint.get("/personvern")
def privacy() -> str:
    """What is stored about readers."""
    return render_template("privacy.html")


@blueprint.get("/tilgjengelighet")
def accessibility() -> str:
    """How accessible the service is, and where to say so when it is not."""
    return render_template("accessibility.html", statement_url=services().settings.accessibility_url)
