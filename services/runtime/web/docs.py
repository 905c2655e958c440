"""Words of the documentation page: how a schema of an OpenAPI document is named for a reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup, escape

_CODE: Final = re.compile(r"`([^`]+)`")
_ENDS: Final = (("minimum", "≥"), ("maximum", "≤"), ("minLength", "≥"), ("maxLength", "≤"))


def kind(schema: Mapping[str, Any] | None) -> str:
    """The kind of a value in a few words: "string date-time", "integer ≥ 1", "a, b or c"."""
    if not schema:
        return ""
    if "enum" in schema:
        return " | ".join(str(choice) for choice in schema["enum"])
    named = schema.get("type", "")
    words = [" | ".join(named) if isinstance(named, list) else str(named)]
    words.append(str(schema.get("format", "")))
    words += [f"{sign} {schema[name]}" for name, sign in _ENDS if name in schema]
    return " ".join(word for word in words if word)


def linked(schema: Mapping[str, Any] | None) -> Markup:
    """The kind of a value, with links to the shapes it refers to."""
    if not schema:
        return Markup("")
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        return Markup('<a href="#shape-{0}">{0}</a>').format(name)
    if schema.get("type") == "array":
        return Markup("[{0}]").format(linked(schema.get("items")))
    for choice in ("allOf", "anyOf", "oneOf"):
        if choice in schema:
            return Markup(" | ").join(linked(option) for option in schema[choice])
    return Markup("{0}").format(kind(schema))


def said(text: str | None) -> Markup:
    """A description; words between backticks become code."""
    # Escaped first: what stands between the tags is text.
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text or ""))))  # noqa: S704
