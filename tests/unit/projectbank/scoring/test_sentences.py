"""Counts in the sentences about a criterion are in the singular where they are one."""

from fractions import Fraction

import pytest

from services.contracts.profile.load import load_profile
from services.projectbank.names import Names
from services.projectbank.scoring.evidence.fact import Detail, Fact
from services.projectbank.scoring.explaining.sentences import Reader, sentence


def said(code: str, **details: Detail) -> str:
    fact = Fact(
        kind="measured", source="planner", low=Fraction(1), high=Fraction(1), details=details
    )
    return sentence(code, fact, Reader(Names(load_profile()), "en", staff=True, drafts=True))


@pytest.mark.parametrize(
    ("counted", "served", "words"),
    [
        (1, 1, "for the one person who would gain by it."),
        (1, 40, "for 40 people who would gain by it."),
        (0, 1, "counted for the one person who reported it"),
        (0, 40, "shared by the 40 people who reported it"),
    ],
)
def test_the_people_of_an_estimate_are_counted_in_grammar(
    counted: int, served: int, words: str
) -> None:
    assert words in said(
        "cost_effectiveness", low=100_000, high=200_000, served=served, counted=counted
    )
