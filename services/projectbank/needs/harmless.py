"""What planners write, without personal numbers: titles are public, and reasons are read by every
colleague. Whoever composes the services knows what such a number looks like."""

from collections.abc import Callable

Harmless = Callable[[str], str]
"""A text in, the same without personal numbers out."""


def as_written(text: str) -> str:
    """Where nobody knows better."""
    return text
