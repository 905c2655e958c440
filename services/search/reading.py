"""What the caller of a request may find."""

from services.runtime.identity.access import Role, current_actor
from services.search.index.port import Scope

STAFF: tuple[Role, ...] = ("officer", "planner", "searcher")
"""Roles that find staff records; admin does, too."""


def reader_scope() -> Scope:
    return "staff" if current_actor().may(*STAFF) else "public"
