"""The list of what is new."""

from flask import Blueprint, render_template

from webapp.presenters.news import show_days
from webapp.queries import list_new
from webapp.services import services

blueprint = Blueprint("news", __name__)

SHOWN = 60


@blueprint.get("/nytt")
def news_list() -> str:
    """The newest documents, day by day."""
    with services().db.read() as session:
        days = show_days(list_new(session, limit=SHOWN))
    return render_template("news.html", days=days)
