"""Refusals speak the reader's language."""

from pathlib import Path

import pytest

import services.intake
from services.intake.reports import faults
from tests.unit.runtime.web.messages import Said, translated_in

KINDS = [
    kind
    for kind in vars(faults).values()
    if isinstance(kind, type)
    and issubclass(kind, faults.BrokenRule)
    and kind.__subclasses__() == []
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_broken_rule_is_explained_in_chinese(kind: type[faults.BrokenRule]) -> None:
    assert Said(kind.detail) in translated_in(Path(services.intake.__file__).parent)
