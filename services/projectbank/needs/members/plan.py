"""What one batch of the grouping has decided, before anything of it is stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.projectbank.needs.members.membership import Membership
from services.projectbank.needs.need import need_number
from services.projectbank.needs.reports.report import StoredReport
from services.projectbank.needs.store import Cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Valid only while the cursor still stands at `begun_at`."""

    begun_at: Cursor
    reached: Cursor
    taken: tuple[tuple[StoredReport, int], ...]
    """Reports with their positions."""
    joined: tuple[Membership, ...] = ()
    left: tuple[Membership, ...] = ()
    changed: tuple[Membership, ...] = ()
    """Members of which something else is known now."""
    recount: frozenset[str] = frozenset()
    """Needs whose members must be gone through again, beyond those that somebody left."""
    stale: bool = False
    """Whether the grouping's memory rests on words, places or times that are gone."""

    @property
    def touched(self) -> Sequence[str]:
        """The needs that something happened to, by number."""
        moved = {one.need for one in (*self.joined, *self.left)}
        return sorted(moved | self.recount, key=need_number)
