"""What was changed of a project: by whom, when, why, from what to what. Nothing is deleted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from services.projectbank.projects.project import Estimate, GateRecord, Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One changed thing of one version; `before` and `after` are plain data."""

    project: str
    version: int
    at: datetime
    who: str
    why: str
    what: str
    before: Any
    after: Any


def recorded(project: Project) -> Mapping[str, Any]:
    """What people may change, as plain data. Who recorded it and when is in the change itself."""
    return {
        "title": project.title,
        "state": project.state,
        "candidate": project.candidate,
        "cost": _cost(project.estimate),
        **{f"gate:{record.gate}": _gate(record) for record in project.gates},
    }


def differences(before: Project, after: Project) -> list[tuple[str, Any, Any]]:
    """What differs, by name, with the value before and after."""
    old, new = recorded(before), recorded(after)
    return [
        (name, old.get(name), new.get(name))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def _cost(estimate: Estimate | None) -> Mapping[str, Any] | None:
    if estimate is None:
        return None
    return {name: value for name, value in asdict(estimate).items() if name not in ("who", "at")}


def _gate(record: GateRecord) -> Mapping[str, Any]:
    return {"passed": record.passed, "on": record.on.isoformat()}
