"""What the needs ask of the projects that are made from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from services.projectbank.needs.grouping.shape import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a need asks for at the moment it does: later members do not move it."""

    position: int
    """Of the report that made it ask; proposals are answered in this order."""
    need: str
    number: int
    category: str
    group: str
    project_type: str | None
    """None: no works answer it now, and no draft is to be kept for it."""
    area_path: tuple[str, ...]
    point: Point | None
    road: str | None


class Candidates(Protocol):
    def open_of(self, conn: Connection, needs: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """The open projects of those needs that have any."""
        ...

    def follow(
        self,
        conn: Connection,
        *,
        proposals: Sequence[Proposal],
        withdrawn: Sequence[str],
        changed: Sequence[str],
        merged: Mapping[str, str],
    ) -> Mapping[str, tuple[str, ...]]:
        """Open, widen, recount and lapse candidates; the open projects of all needs in `changed`,
        and of those whose draft became another because of them.

        Projects of a merged need answer the one it was merged into instead.
        """
        ...
