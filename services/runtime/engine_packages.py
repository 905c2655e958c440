"""The library that an engine needs, and whether this installation has it."""

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Final

_NEEDS: Final[Mapping[str, tuple[str, str]]] = {
    "postgresql": ("psycopg", "postgres"),
    "postgresql+psycopg": ("psycopg", "postgres"),
    "kafka": ("kafka", "kafka"),
    "http": ("elasticsearch", "elasticsearch"),
    "https": ("elasticsearch", "elasticsearch"),
    "tantivy": ("tantivy", "tantivy"),
}
"""By the scheme of a URL: the module, and the extra of the distribution that brings it."""


def missing_extra(scheme: str) -> str | None:
    """The extra to install before this scheme can be used; None when nothing is missing."""
    module, extra = _NEEDS.get(scheme, ("", ""))
    return extra if module and find_spec(module) is None else None
