"""Puts the staff's pages together behind one guard."""

from flask import Blueprint

from webapp.admin import failures, guard, index, login, overview, runs, sources, words
from webapp.admin.presenting import bars


def admin_blueprint() -> Blueprint:
    """Every page under /drift, guarded: signed in, allowed to, and with a form of our own."""
    blueprint = Blueprint("admin", __name__, url_prefix="/drift", template_folder="templates")
    blueprint.before_request(guard.refuse_strangers)
    blueprint.before_request(guard.refuse_foreign_forms)
    blueprint.after_request(guard.keep_private)
    blueprint.context_processor(guard.names)
    for module in (login, overview, sources, runs, failures, index):
        module.register(blueprint)
    words.register(blueprint)
    bars.register(blueprint)
    return blueprint
