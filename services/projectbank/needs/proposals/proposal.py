"""A proposal: two needs that may be one, or a need of which a part may be another.

A person decides. Proposals are machine-made and made anew each night; what a person answered stays,
and is not asked again unless new reports came (`answers.py`).
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.projectbank.needs.grouping.evidence import Figures
from services.projectbank.needs.need import Need, need_id
from services.projectbank.needs.proposals.merges import Nearness
from services.projectbank.needs.proposals.splits import Parting
from services.projectbank.needs.proposals.spoken import Spoken

ProposalKind = Literal["merge", "split"]
PROPOSAL_KINDS: tuple[ProposalKind, ...] = ("merge", "split")
Answer = Literal["accepted", "dismissed"]
SETTLED = frozenset({"dismissed", "merged", "resolved", "addressed"})
_DECIDED = frozenset({"confirmed", "in_project"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """`need` is what is merged into `other`, or split."""

    id: str
    kind: ProposalKind
    need: str
    other: str | None
    reports: tuple[str, ...]
    """To merge: the report of the need that is most alike to one of the other. To split: those to
    be taken out."""
    beside: tuple[str, ...]
    """To merge: that report of the other need. To split: those that would stay."""
    likely: int
    """Thousandths."""
    people: int
    """Of the smaller side: whom a merge would bring to the others, a split take out."""
    figures: Figures
    """Of the two reports that are most alike, or of all pairs across the parts."""

    @property
    def gain(self) -> int:
        """By what proposals are ordered: how many people it moves, by how likely it is right."""
        return self.likely * self.people


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a person said to a proposal. A line of the log, never changed."""

    number: int
    proposal: str
    kind: ProposalKind
    answer: Answer
    need: str
    other: str | None
    reports: tuple[str, ...]
    beside: tuple[str, ...]
    position: int
    """Where the grouping was then: later reports are new ones."""
    who: str
    why: str
    at: datetime


class NoSuchProposal(Exception):
    """There is none with this id: never was, was answered, or rests on needs that changed."""


def is_open(need: Need) -> bool:
    """Whether anybody may want to merge or split it."""
    return need.reports > 0 and need.state not in SETTLED


def merging(needs: tuple[Need, Need], why: Nearness) -> Proposal:
    """The need with less to its name is merged into the other. `why` names their reports in the
    same order as the needs."""
    told = ((needs[0], why.one), (needs[1], why.other))
    (into, its), (need, mine) = sorted(told, key=lambda pair: _weight(pair[0]), reverse=True)
    return Proposal(
        id=f"M-{min(one.number for one in needs):06d}-{max(one.number for one in needs):06d}",
        kind="merge",
        need=need.id,
        other=into.id,
        reports=(mine,),
        beside=(its,),
        likely=why.likely,
        people=max(1, min(need.people, into.people)),
        figures=why.strongest.figures,
    )


def splitting(number: int, parting: Parting) -> Proposal:
    leaving = tuple(one.report for one in parting.leaving)
    staying = tuple(one.report for one in parting.staying)
    mark = zlib.crc32("\n".join(sorted(leaving)).encode())
    return Proposal(
        id=f"S-{number:06d}-{mark:08x}",
        kind="split",
        need=need_id(number),
        other=None,
        reports=leaving,
        beside=staying,
        likely=parting.likely,
        people=min(_people(parting.leaving), _people(parting.staying)),
        figures=parting.average.figures,
    )


def _weight(need: Need) -> tuple[bool, int, int]:
    return need.state in _DECIDED, need.reports, -need.number


def _people(spoken: Sequence[Spoken]) -> int:
    """Messages of nobody known together are one of them."""
    return len({one.person for one in spoken})
