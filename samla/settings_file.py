"""Writes samla.toml with every setting explained, from the settings' own descriptions."""

import json

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from samla.settings import Settings


def settings_template(*, contact: str = "") -> str:
    """Every setting commented out at its default, with the contact filled in when it is known."""
    lines = ["# Samla's settings. What is commented out is at its default.", ""]
    sections: list[tuple[str, type[BaseModel]]] = []
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            sections.append((name, field.annotation))
        else:
            lines += [*_lines(name, field), ""]
    for name, section in sections:
        lines += [f"[{name}]"]
        for key, field in section.model_fields.items():
            lines += _lines(key, field, given=contact if (name, key) == ("crawl", "contact") else "")
        lines.append("")
    return "\n".join(lines)


def _lines(name: str, field: FieldInfo, *, given: str = "") -> list[str]:
    explained = f"# {field.description}"
    if given:
        return [explained, f"{name} = {_toml(given)}"]
    return [explained, f"# {name} = {_toml(field.default)}"]


def _toml(value: object) -> str:
    if value is PydanticUndefined or value is None:
        return '""'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    if isinstance(value, str):
        # A string of JSON is one of TOML, quotes, line breaks and all.
        return json.dumps(value, ensure_ascii=False)
    return str(value)
