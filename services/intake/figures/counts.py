"""What is counted, before any rate is made of it. Counts of disjoint sets add up."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import TypeVar

from services.intake.figures.share import NOTHING, Median


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Cases whose deadline lies in the period and has passed, by how they stand now.

    Left out: cases that were not accepted, undone or closed as a duplicate, cases that never had
    a limit, and open ones whose clock officially rests (`waiting`). Of a case that was opened
    again the latest round counts.
    """

    due: int = 0
    closed: int = 0
    repaired: int = 0
    late: int = 0
    exempted: int = 0
    """Late ones whose lateness was exempted on appeal."""
    waiting: int = 0
    """Suspended or handed to the project bank past their old deadline; not in `due`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Cases opened in the period, without undone ones and duplicates."""

    opened: int = 0
    responded: int = 0
    """The reporters were told of at least one step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Endings in the period: a case closed or not accepted. One closed twice has two endings.

    Left out: undone ones and duplicates. Everything is taken from the history, so that what
    happens to a case later changes nothing but `reopened`, `disputed` and `upheld`.
    """

    ended: int = 0
    closed: int = 0
    verified: int = 0
    """Closed by somebody else than who handed it back as done."""
    repaired: int = 0
    made_safe: int = 0
    answered: int = 0
    not_ours: int = 0
    not_accepted: int = 0
    solved: int = 0
    """Closed as repaired or answered, and no dispute of it waits or was upheld."""
    reopened: int = 0
    disputed: int = 0
    upheld: int = 0
    asked: int = 0
    """People on the ended cases, as they are now."""
    satisfied: int = 0
    """People who said that it is well done."""
    dissatisfied: int = 0
    """People who said that it is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Dispatches in the period, each until the case is dispatched anew; undone ones left out."""

    dispatched: int = 0
    sent_back: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Everything counted of one unit, one group, or all."""

    due: Due = field(default_factory=Due)
    due_limited: Due = field(default_factory=Due)
    """Of problem types to be put right within a limit (限时解决)."""
    due_best_effort: Due = field(default_factory=Due)
    """Of those put right when means allow (尽力解决)."""
    opened: Opened = field(default_factory=Opened)
    ended: Ended = field(default_factory=Ended)
    sent: Sent = field(default_factory=Sent)
    answer_days: Median = NOTHING
    close_days: Median = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """Cases that wait for a project now (挂账), and how far intake knows their thread to reach."""

    shelved: int = 0
    review_passed: int = 0
    """To be looked at again by a day that is over."""
    with_need: int = 0
    with_project: int = 0


Summand = TypeVar("Summand", Due, Opened, Ended, Sent)


def summed(kind: type[Summand], counts: Iterable[Summand]) -> Summand:
    """One count of the whole; the empty sum counts nothing."""
    listed = list(counts)
    totals = {
        each.name: sum(getattr(count, each.name) for count in listed) for each in fields(kind)
    }
    return kind(**totals)
