"""Fills in the mail templates: a plain text part, and an HTML part with its styles written into the elements."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from textwrap import fill
from typing import Any

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from alerts.texts import phrase

#: Width of the text part.
WIDTH = 76


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """Both parts of a mail."""

    text: str
    html: str


def render(name: str, *, language: str, subject: str, **values: Any) -> Rendering:
    """Both parts from templates/<name>.txt and templates/<name>.html."""
    values |= {"language": language, "subject": subject, "say": lambda key, **more: phrase(language, key, **more)}
    written = _environment().get_template(f"{name}.txt").render(values)
    marked = _environment().get_template(f"{name}.html").render(values)
    return Rendering(text=_tidy(written), html=_inliner().inline(marked))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("alerts", "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["wrapped"] = _wrapped
    return environment


def _wrapped(text: str, indent: str = "", first: str | None = None) -> str:
    return fill(
        text,
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines()) + "\n"


@cache
def _inliner() -> css_inline.CSSInliner:
    style = resources.files("alerts").joinpath("templates", "mail.css").read_text("utf-8")
    return css_inline.CSSInliner(extra_css=style, keep_style_tags=True, load_remote_stylesheets=False)
