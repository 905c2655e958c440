"""What a client may ask for: the services, made from the profile's problem types."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from services.contracts.profile.model import OTHER, ProblemType, Profile
from services.contracts.profile.service_attributes import ServiceAttribute

Kind = Literal["realtime", "batch", "blackbox"]


@dataclass(frozen=True, slots=True)
class Service:
    """A problem type as a GeoReport service."""

    type: ProblemType
    kind: Kind
    attributes: tuple[ServiceAttribute, ...]
    """In the order in which they are asked."""

    @property
    def code(self) -> str:
        return self.type.code

    @property
    def is_everyday(self) -> bool:
        """Whether a resident can know it; the others are what surveyors of a check find."""
        return self.type.kind == "everyday" or self.code == OTHER


def offered(profile: Profile) -> Mapping[str, Service]:
    """Every service by its code, group by group, in each what is of every day first."""
    place = {code: number for number, code in enumerate(profile.groups)}
    types = sorted(
        profile.problem_types.values(),
        key=lambda kind: (place[kind.group], kind.kind != "everyday"),
    )
    return {
        kind.code: Service(kind, kind_of(kind), profile.service_attributes.get(kind.code, ()))
        for kind in types
    }


def kind_of(problem_type: ProblemType) -> Kind:
    """How a request of this type is answered.

    What the public never sees is a blackbox: its requests have no number outside. What waits for
    moderation gives a token now and the number later. Everything else gives the number at once.
    """
    if problem_type.visibility == "staff":
        return "blackbox"
    return "batch" if problem_type.moderation == "before_publishing" else "realtime"
