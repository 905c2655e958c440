"""A record as the index keeps it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

Kind = Literal["report", "case", "need", "project", "link"]
KINDS: tuple[Kind, ...] = ("report", "case", "need", "project", "link")
HIT_KINDS: tuple[Kind, ...] = ("report", "case", "need", "project")
"""Links join records for the thread and are never hits."""
Scope = Literal["public", "staff"]
FactValue = str | int | float | bool | None | tuple[str, ...]


class Key(NamedTuple):
    """A record's address in the index, written `kind:id`."""

    kind: Kind
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


class Fact(NamedTuple):
    """One further field of a record that is shown, not searched."""

    name: str
    value: FactValue
    public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A record as the index keeps it: the whole state at one version.

    An erased one is kept as a stub with nothing but its version, so that an older event cannot
    bring the text back; it is never a hit.
    """

    kind: Kind
    id: str
    version: int
    audience: Scope = "staff"
    erased: bool = False
    title: str = ""
    body: str = ""
    fields: tuple[str, ...] = ()
    """What is searched. A phrase never spans two of them."""
    occurred_at: datetime
    """The time the record is about; `since`, `until`, newest and oldest go by its second."""
    updated_at: datetime
    """The time of the event that brought this version."""
    category: str | None = None
    group: str | None = None
    area_path: tuple[str, ...] = ()
    state: str | None = None
    source: str | None = None
    request_type: str | None = None
    responsible_unit: str | None = None
    object: str | None = None
    """The code of the registered object that it is about."""
    indicators: tuple[str, ...] = ()
    late: bool | None = None
    """Whether its time limit has passed; None without one."""
    lat: float | None = None
    long: float | None = None
    """WGS-84 degrees, both or neither."""
    refs: tuple[str, ...] = ()
    """Keys, as text, of the records that this one names."""
    facts: tuple[Fact, ...] = ()

    @property
    def key(self) -> Key:
        return Key(self.kind, self.id)
