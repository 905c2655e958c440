"""A check: one rule, where it stands, and how to find out. What it finds is an outcome."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from services.open311_check.reading import FORMS, Form
from services.open311_check.server import Server

Verdict = Literal["passed", "failed", "skipped"]
Look = Callable[[Server, Form], Iterable[str]]
"""Every way in which the rule is broken, one sentence each; raises Unjudged."""


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    section: str
    """A heading of GeoReport v2; R and a number: a question it leaves open, see docs/open311.md."""
    rule: str
    look: Look
    forms: tuple[Form, ...] = FORMS


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found in one format."""

    check: Check
    form: Form
    verdict: Verdict
    details: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "check": self.check.name,
            "format": self.form,
            "section": self.check.section,
            "rule": self.check.rule,
            "verdict": self.verdict,
            "details": list(self.details),
        }
