"""Conditions that a project must meet before it goes on, as data per project type."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.contracts.profile.model import STAGES, Profile, Stage, Words
from services.contracts.projectbank_events import ProjectStatus
from services.projectbank.projects.project import Project


class NoSuchGate(Exception):
    """Projects of this type have no such condition."""


class GatesClosed(Exception):
    """Conditions for the wanted state are not met."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        self.missing = missing
        super().__init__(f"{len(missing)} conditions are not met")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """Gates in the order in which they are usually met."""

    by_type: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    before: Mapping[str, Stage] = field(default_factory=dict)
    """The state that cannot be entered without the gate."""
    names: Mapping[str, Words] = field(default_factory=dict)

    def of(self, project_type: str) -> tuple[str, ...]:
        return self.by_type.get(project_type, ())

    def name(self, gate: str, language: str) -> str:
        words = self.names.get(gate)
        return words.in_language(language) if words is not None else gate

    def check(self, project_type: str, gate: str) -> None:
        """Raise NoSuchGate unless projects of the type have it."""
        if gate not in self.of(project_type):
            raise NoSuchGate(gate)

    def missing(self, project: Project, state: ProjectStatus) -> tuple[str, ...]:
        """The gates that stand between the project and the state, earlier ones among them."""
        if state not in STAGES:
            return ()
        reached = STAGES[: STAGES.index(state) + 1]
        passed = {record.gate for record in project.gates if record.passed}
        return tuple(
            gate
            for gate in self.of(project.project_type)
            if gate not in passed and self.before.get(gate) in reached
        )

    def check_open(self, project: Project, state: ProjectStatus) -> None:
        """Raise GatesClosed, naming what is missing."""
        missing = self.missing(project, state)
        if missing:
            raise GatesClosed(missing)


def gates_of(profile: Profile) -> Gates:
    return Gates(
        by_type={code: tuple(kind.gates) for code, kind in profile.project_types.items()},
        before={code: gate.before for code, gate in profile.gates.items()},
        names={code: gate.name for code, gate in profile.gates.items()},
    )
