"""The services by the words of commands and paths.

Nothing of a service is imported before somebody asks for it by its word: a process that runs search
needs no library of intake, and an installation may hold one service alone.
"""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, NamedTuple


class _Known(NamedTuple):
    package: str
    extra: str
    """The extra of the distribution that brings its libraries."""
    libraries: tuple[str, ...]
    """The modules that come with the extra; a test compares them with pyproject.toml."""


_SERVICES: Final = {
    "intake": _Known(
        "services.intake",
        "intake",
        ("chinese_calendar", "opencc", "pi_heif", "PIL", "python_calamine", "segno"),
    ),
    "bank": _Known("services.projectbank", "projectbank", ("numpy", "opencc")),
    "search": _Known("services.search", "search", ("opencc", "pypinyin")),
}
WORDS: Final = tuple(_SERVICES)
IDENTITY: Final = "identity"
"""The word of what is nobody's own: keys and accounts, in a small database beside the services'."""
_SHARED: Final = "services.runtime.identity"

CONFORMANCE: Final = "services.open311_check"
"""The package of the suite that holds any Open311 server to the rules; it needs no library."""


class NotInstalled(Exception):
    """The libraries of a service are not here; the message says what to install."""


def wiring_of(word: str) -> Any:
    """The module that builds the service. Raises NotInstalled."""
    return part_of(word, "wiring")


def part_of(word: str, name: str) -> Any:
    """A module of the service, by its name in the service's package. Raises NotInstalled."""
    refuse_absent(word)
    return import_module(f"{_SERVICES[word].package}.{name}")


def migrations_of(word: str) -> str:
    """The package with the migrations of a service, or of `IDENTITY`. Imports nothing."""
    return f"{_SHARED if word == IDENTITY else _SERVICES[word].package}.migrations"


def installed() -> Sequence[str]:
    """The words of the services whose libraries are here."""
    return [word for word in WORDS if not _absent(word)]


def refuse_absent(*words: str) -> None:
    """Raises NotInstalled unless the libraries of all of them are here."""
    for word in words:
        if absent := _absent(word):
            raise NotInstalled(
                f"{word} needs packages that are not here ({', '.join(absent)}); "
                f"install citymend[{_SERVICES[word].extra}]"
            )


def _absent(word: str) -> Sequence[str]:
    return [name for name in _SERVICES[word].libraries if find_spec(name) is None]
