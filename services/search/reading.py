"""Who the caller of a request is to search."""

from services.runtime.identity.access import Role, current_actor
from services.search.index.port import PUBLIC, Reader

STAFF_ROLES: tuple[Role, ...] = ("officer", "planner", "searcher")
"""Roles that find staff records; admin does, too."""


def current_reader() -> Reader:
    """What the caller may find: an actor is held to the areas and units that it works for."""
    actor = current_actor()
    if not actor.may(*STAFF_ROLES):
        return PUBLIC
    return Reader("staff", actor.scope.areas, actor.scope.units)
