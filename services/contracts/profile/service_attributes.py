"""What a program asks beside the description, service by service (GeoReport attributes)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from services.contracts.profile.line import Findings, Line, read_table
from services.contracts.profile.words import Words

Datatype = Literal["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
DATATYPES: tuple[Datatype, ...] = (
    "string",
    "number",
    "datetime",
    "text",
    "singlevaluelist",
    "multivaluelist",
)
LIST_TYPES: tuple[Datatype, ...] = ("singlevaluelist", "multivaluelist")
FILE = "service_attributes.csv"
MOST = 50
"""Attributes of one service."""
_COLUMNS = (
    "service,code,position,datatype,required,variable,description_zh,description_en,"
    "datatype_description_zh,datatype_description_en,choices"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAttribute:
    """One question of a service, or with `variable` false a sentence to be shown."""

    code: str
    position: int
    """From 1; unique in its service."""
    datatype: Datatype
    required: bool
    variable: bool
    description: Words
    datatype_description: Words | None
    """How to fill it in."""
    choices: Mapping[str, Words]
    """The answers of the two list types by their keys, in order; empty for the others."""
    dangers: Mapping[str, str] = field(default_factory=dict)
    """Keys of answers that speak of a danger, each with its kind."""

    @property
    def is_list(self) -> bool:
        return self.datatype in LIST_TYPES


def read_service_attributes(
    directory: Path,
    problem_types: Collection[str],
    dangers: Collection[str],
    findings: Findings,
) -> dict[str, tuple[ServiceAttribute, ...]]:
    """Attributes by problem type, in the order of their positions. A profile may have none."""
    if not (directory / FILE).is_file():
        return {}
    found: dict[str, list[ServiceAttribute]] = {}
    for line in read_table(directory / FILE, _COLUMNS.split(","), findings):
        service = line.text("service")
        line.one_of_codes("service", service, problem_types)
        attribute = _attribute(line, dangers)
        earlier = found.setdefault(service, [])
        if attribute.code in {other.code for other in earlier}:
            line.fault("duplicate_code", f"{service} has {attribute.code} above")
        elif attribute.position in {other.position for other in earlier}:
            line.fault("duplicate_position", f"{service} has the position {attribute.position}")
        else:
            earlier.append(attribute)
    return {
        service: tuple(sorted(attributes, key=lambda attribute: attribute.position))
        for service, attributes in found.items()
    }


def _attribute(line: Line, dangers: Collection[str]) -> ServiceAttribute:
    choices, dangerous = _choices(line)
    for danger in dangerous.values():
        line.one_of_codes("choices", danger, dangers)
    attribute = ServiceAttribute(
        code=line.code(),
        position=line.number("position", 1, MOST),
        datatype=line.choice("datatype", DATATYPES),
        required=line.flag("required"),
        variable=line.flag("variable"),
        description=line.words("description"),
        datatype_description=_hint(line),
        choices=choices,
        dangers=dangerous,
    )
    if attribute.variable and attribute.is_list != bool(attribute.choices):
        line.fault("choices", "list types need choices, and only they may have them")
    if attribute.required and not attribute.variable:
        line.fault("choices", "what is only shown cannot be required")
    return attribute


def _hint(line: Line) -> Words | None:
    if line.optional("datatype_description_zh") or line.optional("datatype_description_en"):
        return line.words("datatype_description")
    return None


def _choices(line: Line) -> tuple[dict[str, Words], dict[str, str]]:
    """`key|中文|English` or `key|中文|English|danger`, separated by semicolons."""
    choices: dict[str, Words] = {}
    dangerous: dict[str, str] = {}
    for item in line.items("choices", ";"):
        parts = [part.strip() for part in item.split("|")]
        key = parts[0]
        if len(parts) not in (3, 4) or not all(parts) or "," in key or key in choices:
            line.fault("choices", "must be key|Chinese|English;… with distinct keys, no comma")
            return {}, {}
        choices[key] = Words(parts[1], parts[2])
        if len(parts) == 4:
            dangerous[key] = parts[3]
    return choices, dangerous
