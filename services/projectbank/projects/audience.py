"""Who sees which project: one rule for lists, pages, explanations and events.

What a planner adopted is everybody's. A draft that the bank made by itself is the staff's, unless
the profile says otherwise: of those who work for the areas and units that it belongs to.
"""

from dataclasses import dataclass, field
from typing import Final

from services.contracts.profile.model import Drafts
from services.contracts.projectbank_events import Audience
from services.projectbank.needs.reach import EVERYTHING, Reach, Reaching
from services.projectbank.projects.project import Project
from services.runtime.identity.access import Actor, Role

_STAFF: Final[tuple[Role, ...]] = ("officer", "planner", "searcher")


def audience_of(project: Project, drafts: Drafts) -> Audience:
    return "staff" if project.candidate and drafts == "staff" else "public"


@dataclass(frozen=True, slots=True)
class DraftRule:
    """What the profile says of drafts, asked of a caller."""

    drafts: Drafts
    reaching: Reaching = field(default_factory=Reaching)

    def shown_to(self, who: Actor) -> bool:
        """Whether this caller sees drafts."""
        return self.drafts == "public" or who.may(*_STAFF)

    def reach_of(self, who: Actor) -> Reach:
        """Within which this caller is of the staff."""
        return self.reaching.of(who)

    def drafts_of(self, who: Actor) -> Reach:
        """Within which this caller sees drafts, if any."""
        return EVERYTHING if self.drafts == "public" else self.reach_of(who)

    def shows(self, who: Actor, project: Project) -> bool:
        """Whether this caller sees the project at all."""
        if not project.candidate:
            return True
        return self.shown_to(who) and self.drafts_of(who).holds(project)
