"""Which ranks a project could have: missing evidence never narrows them, nor lifts a score."""

import dataclasses
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.projectbank.scoring.evidence.fact import MISSING, Evidence, Fact, Kind
from services.projectbank.scoring.ranking.rank import Ranked, rank
from services.projectbank.scoring.ranking.span import Span, spans
from tests.unit.projectbank.scoring_builders import CRITERIA, evidence, scored, worth

CODES = [one.code for one in CRITERIA.criteria]


def ranking(known: list[Evidence]) -> list[Ranked]:
    return list(rank(scored(f"P-{number:06d}", one) for number, one in enumerate(known)))


def test_what_is_known_fully_has_one_rank() -> None:
    full = {code: worth(0) for code in CODES}
    found = spans(ranking([evidence({**full, "attention": worth(n)}) for n in (1, 9, 90)]))
    assert sorted((one.best, one.worst) for one in found.values()) == [(1, 1), (2, 2), (3, 3)]


def test_equal_scores_share_their_places() -> None:
    full = {code: worth(0) for code in CODES}
    found = spans(ranking([evidence(full), evidence(full)]))
    assert set(found.values()) == {Span(1, 2)}


def test_a_project_of_which_little_is_known_could_stand_anywhere() -> None:
    full = {code: worth(0) for code in CODES}
    first = evidence({**full, "attention": worth(90)})
    unknown = evidence(dict.fromkeys(CODES, MISSING))
    last = evidence(full)
    found = spans(ranking([first, unknown, last]))
    assert found["P-000001"] == Span(1, 3)
    assert found["P-000000"] == Span(1, 2)


def test_a_confirmed_danger_is_apart_from_what_is_weighed() -> None:
    danger = evidence(confirmed_severity=4)
    found = spans(ranking([evidence({"attention": worth(90)}), danger]))
    assert found == {"P-000001": Span(1, 1), "P-000000": Span(2, 2)}


@st.composite
def facts(draw: st.DrawFn, code: str) -> Fact:
    """Missing, partial or measured, low end first in worth."""
    kind: Kind = draw(st.sampled_from(["missing", "partial", "measured"]))
    if kind == "missing":
        return MISSING
    criterion = CRITERIA.named(code)
    assert criterion is not None
    ends = sorted((criterion.zero, criterion.hundred))
    low, high = sorted(draw(st.tuples(*[st.integers(ends[0] - 1, ends[1] + 1)] * 2)))
    if criterion.zero > criterion.hundred:
        low, high = high, low
    if kind == "measured":
        high = low
    return dataclasses.replace(
        worth(0), kind=kind, low=Fraction(max(low, 0)), high=Fraction(max(high, 0))
    )


@st.composite
def projects(draw: st.DrawFn) -> list[Evidence]:
    count = draw(st.integers(2, 6))
    return [evidence({code: draw(facts(code)) for code in CODES}) for _ in range(count)]


@given(known=projects(), which=st.integers(0, 5), code=st.sampled_from(CODES))
def test_missing_evidence_raises_no_score_and_narrows_no_span(
    known: list[Evidence], which: int, code: str
) -> None:
    which %= len(known)
    less = list(known)
    less[which] = dataclasses.replace(known[which], facts={**known[which].facts, code: MISSING})
    before, after = ranking(known), ranking(less)
    lows = {one.project: one.score.low for one in before}
    assert all(one.score.low <= lows[one.project] for one in after)
    wide, narrow = spans(after), spans(before)
    for project, span in narrow.items():
        assert wide[project].best <= span.best <= span.worst <= wide[project].worst


@given(known=projects())
def test_the_published_rank_lies_within_its_span(known: list[Evidence]) -> None:
    found = ranking(known)
    places = spans(found)
    for one in found:
        assert places[one.project].best <= one.rank <= places[one.project].worst
