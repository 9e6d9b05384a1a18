"""The staff's pages under /drift: what is going on, and the buttons to change it."""

from webapp.admin.blueprint import admin_blueprint

__all__ = ["admin_blueprint"]
