"""Events become documents; what is personal or erased does not."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from services.contracts import catalogue
from services.contracts.envelope import Event
from services.contracts.projectbank_events import (
    LinkState,
    NeedState,
    ProjectState,
    PublishedScore,
)
from services.search.documents import TOPIC_OF, Handling, document_of
from services.search.index.document import Document
from tests.unit.contracts.events import NOON, a_report_state, an_event

EXAMPLES = sorted(
    path
    for path in (Path(catalogue.__file__).parent / "examples").rglob("*.json")
    if catalogue.topic_of(path.parent.name) in TOPIC_OF.values()
)
LATER = NOON + timedelta(hours=1)


def kept(data: object) -> Document:
    event: Event = an_event(data, time=LATER)  # type: ignore[arg-type]
    document = document_of(event)
    assert document is not None
    return document


def a_need(**changes: object) -> NeedState:
    state = NeedState(
        id="N-000001",
        version=4,
        title="幸福小区：电梯故障",
        state="proposed",
        category="lift",
        group="building",
        area="d1",
        area_path=("d", "d1"),
        lat=None,
        long=None,
        people=3,
        reports=5,
        first_seen=NOON,
        last_seen=NOON,
        merged_into=None,
    )
    return replace(state, **changes)  # type: ignore[arg-type]


def a_project(**changes: object) -> ProjectState:
    state = ProjectState(
        id="P-000001",
        version=2,
        title="幸福小区电梯更新",
        state="idea",
        candidate=True,
        project_type="lift_renewal",
        category="lift",
        group="building",
        area="d1",
        area_path=("d", "d1"),
        lat=None,
        long=None,
        people=3,
        needs=("N-000001",),
        published=PublishedScore(
            rank=1,
            lane="ranked",
            low=40.0,
            high=60.0,
            confidence=0.5,
            criteria_version="1",
            as_of=NOON,
        ),
        created_at=NOON,
        changed_at=NOON,
    )
    return replace(state, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_golden_example_becomes_a_document(path: Path) -> None:
    event = catalogue.decode(path.read_bytes())

    document = document_of(event)

    assert document is not None
    assert (document.id, document.version) == (event.subject, event.version)
    assert TOPIC_OF[document.kind] == catalogue.topic_of(event.type)


def test_a_report_is_searched_in_subject_description_address_and_number() -> None:
    report = kept(a_report_state())
    assert report.fields == ("电梯停运", "3 栋电梯停运三天。", "20261122-7K3QX")
    place = replace(a_report_state().place, address="幸福路 3 号")
    assert "幸福路 3 号" in kept(a_report_state(place=place)).fields


def test_a_report_goes_by_when_it_happened_and_tells_when_it_changed() -> None:
    report = kept(a_report_state())
    assert (report.occurred_at, report.updated_at) == (NOON, LATER)


def test_the_audience_of_a_report_is_intakes() -> None:
    assert kept(a_report_state(audience="staff")).audience == "staff"
    assert kept(a_report_state(audience="public")).audience == "public"


def test_an_erased_report_keeps_nothing_but_its_version() -> None:
    stub = kept(a_report_state(version=7, erased=True))
    assert (stub.version, stub.erased) == (7, True)
    assert (stub.title, stub.body, stub.fields, stub.facts, stub.area_path) == ("", "", (), (), ())


def test_neither_pseudonym_nor_external_id_is_public() -> None:
    report = kept(a_report_state(pseudonym="p" * 32, external_id="A00012"))
    public = {fact.name: fact.value for fact in report.facts if fact.public}
    everything = {fact.name: fact.value for fact in report.facts}
    assert "external_id" not in public
    assert everything["external_id"] == "A00012"
    assert "p" * 32 not in repr(report)


def test_a_need_is_public_and_goes_by_when_it_was_last_seen() -> None:
    need = kept(a_need(last_seen=NOON - timedelta(days=3)))
    assert need.audience == "public"
    assert need.occurred_at == NOON - timedelta(days=3)
    assert need.state == "proposed"


def test_a_draft_is_for_whom_the_bank_says() -> None:
    assert kept(a_project(candidate=True, audience="staff")).audience == "staff"
    assert kept(a_project(candidate=True, audience="public")).audience == "public"
    assert kept(a_project(candidate=False, audience="public")).audience == "public"


def test_of_a_candidate_only_place_people_and_rank_are_public() -> None:
    project = kept(a_project(candidate=True))
    shown = {fact.name for fact in project.facts if fact.public}
    assert shown == {"candidate", "people", "counted_by", "rank"}
    assert {"score_low", "needs"} <= {fact.name for fact in project.facts}


def test_the_score_of_an_adopted_project_is_public() -> None:
    project = kept(a_project(candidate=False, state="reserve"))
    public = {fact.name: fact.value for fact in project.facts if fact.public}
    assert (public["score_low"], public["score_high"]) == (40.0, 60.0)


def test_a_link_names_need_and_projects() -> None:
    link = kept(LinkState(report="R1", version=2, need="N-1", projects=("P-1", "P-2")))
    assert link.refs == ("need:N-1", "project:P-1", "project:P-2")
    assert kept(LinkState(report="R1", version=3, need=None, projects=())).refs == ()


def test_a_case_is_staff_only_and_tells_unit_and_lateness() -> None:
    folder = Path(catalogue.__file__).parent / "examples" / catalogue.CASE_CHANGED
    document = document_of(catalogue.decode((folder / "closed_late.json").read_bytes()))

    assert document is not None
    assert (document.kind, document.audience, document.late) == ("case", "staff", True)
    assert document.responsible_unit == "law_enforcement"


def test_a_record_has_the_unit_and_the_indicators_of_its_category() -> None:
    handlings = {"lift": Handling("housing", ("i-lift",))}
    event: Event = an_event(a_need(), time=LATER)

    document = document_of(event, handlings)

    assert document is not None
    assert (document.responsible_unit, document.indicators) == ("housing", ("i-lift",))
    told = document_of(an_event(a_need(indicators=("i-told",)), time=LATER), handlings)
    assert told is not None
    assert told.indicators == ("i-told",)
