"""Who sees which project: one rule for lists, pages, explanations and events.

What a planner adopted is everybody's. A draft that the bank made by itself is the staff's, unless
the profile says otherwise.
"""

from dataclasses import dataclass
from typing import Final

from services.contracts.profile.model import Drafts
from services.contracts.projectbank_events import Audience
from services.projectbank.projects.project import Project
from services.runtime.identity.access import Actor, Role

_STAFF: Final[tuple[Role, ...]] = ("officer", "planner", "searcher")


def audience_of(project: Project, drafts: Drafts) -> Audience:
    return "staff" if project.candidate and drafts == "staff" else "public"


@dataclass(frozen=True, slots=True)
class DraftRule:
    """What the profile says of drafts, asked of a caller."""

    drafts: Drafts

    def shown_to(self, who: Actor) -> bool:
        """Whether this caller sees drafts."""
        return self.drafts == "public" or who.may(*_STAFF)
