"""What people already said of two needs, or of the parts of one: it is not asked again.

* Two needs that a planner split, moved reports between, or refused to merge are proposed again only
  over a report that came later: only pairs with a newer report count as what is most alike.
* A part that a planner refused to take out is proposed again only together with a report that was
  not in it then, and so is the rest of that need.
* What a planner moved or pinned is never proposed to be taken out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.projectbank.needs.decisions.decision import Decision
from services.projectbank.needs.proposals.proposal import Answered

_PARTING = ("split", "move")


@dataclass(frozen=True, slots=True)
class Answers:
    _since: Mapping[frozenset[str], int] = field(default_factory=dict)
    _together: Mapping[str, Sequence[frozenset[str]]] = field(default_factory=dict)

    def since(self, one: str, other: str) -> int:
        """The position at which somebody last kept the two needs apart; 0 where nobody did."""
        return self._since.get(frozenset((one, other)), 0)

    def holds_together(self, need: str, *parts: Iterable[str]) -> bool:
        """Whether somebody refused to take one of these parts, or more, out of the need."""
        kept = self._together.get(need, ())
        return any(set(part) <= known for part in parts for known in kept)


def answers_of(
    decisions: Iterable[Decision], answered: Iterable[Answered], merged: Mapping[str, str]
) -> Answers:
    """`merged` names of each merged need the one it was merged into, which is asked about now."""
    since: dict[frozenset[str], int] = {}
    together: dict[str, list[frozenset[str]]] = {}

    def apart(one: str, other: str | None, position: int) -> None:
        if other is not None:
            pair = frozenset((_now(one, merged), _now(other, merged)))
            since[pair] = max(position, since.get(pair, 0))

    for decision in decisions:
        if decision.kind in _PARTING:
            apart(decision.need, decision.other, decision.position)
    for one in answered:
        if one.answer == "dismissed" and one.kind == "merge":
            apart(one.need, one.other, one.position)
        elif one.answer == "dismissed":
            kept = together.setdefault(_now(one.need, merged), [])
            kept.append(frozenset(one.reports))
    return Answers(since, together)


def _now(need: str, merged: Mapping[str, str]) -> str:
    while need in merged:
        need = merged[need]
    return need
