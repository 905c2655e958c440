"""What is in doubt among needs: merges and splits that are found, and what is not asked again."""

from datetime import UTC, datetime

from services.projectbank.needs.decisions.decision import Decision, DecisionKind
from services.projectbank.needs.grouping.grouping import Grouping
from services.projectbank.needs.grouping.likeness import Read
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.grouping.shape import Groupable, Point
from services.projectbank.needs.proposals.answers import answers_of
from services.projectbank.needs.proposals.merges import NearNeeds, near_rules, nearness
from services.projectbank.needs.proposals.proposal import Answered, ProposalKind
from services.projectbank.needs.proposals.splits import partings
from services.projectbank.needs.proposals.spoken import Spoken

RULES = GroupingRules()
MOMENT = datetime(2026, 11, 1, tzinfo=UTC)
OTHERS = (
    "翠湖小区西门电梯困人",
    "学院路公交站牌信息不全",
    "东风村河水发黑发臭",
    "中心广场健身器材损坏",
    "和平里小区垃圾堆放无人清运",
    "滨江公园路灯不亮",
)
FUMES = "紫荆花园楼下餐馆油烟扰民"
RUBBISH = "紫荆花园垃圾堆放无人清运"
BOTH = "紫荆花园餐馆油烟扰民，门口垃圾堆放"
DRY = ("可可小城晚上停水", "可可小城长期停水", "可可小城停水几个月")
DRY_ELSEWHERE = ("金领公寓每天停水", "金领公寓最近经常停水")


def a_groupable(
    seq: int, subject: str, point: Point | None = None, group: str | None = None
) -> Groupable:
    return Groupable(
        seq=seq,
        subject=subject,
        description="",
        group=group,
        point=point,
        area_path=(),
        occurred_at=1_760_000_000 + seq,
    )


def spoken(*subjects: str, points: tuple[Point | None, ...] = ()) -> list[Spoken]:
    """Reports as a memory reads them that knows them and some others."""
    memory = Grouping(RULES)
    for seq, other in enumerate(OTHERS, start=1):
        memory.place(a_groupable(seq, other))
    reports = [
        a_groupable(100 + at, subject, points[at] if points else None)
        for at, subject in enumerate(subjects)
    ]
    for report in reports:
        memory.restore(report, report.seq)
    return [
        Spoken(f"R{one.seq}", one.seq, f"person-{one.seq}", Read(memory.read(one)))
        for one in reports
    ]


def test_a_report_of_both_matters_brings_two_needs_of_one_place_near() -> None:
    memory = Grouping(near_rules(RULES))
    reports = [
        a_groupable(seq, subject)
        for seq, subject in enumerate((*OTHERS, FUMES, RUBBISH, BOTH), start=1)
    ]
    need_of = {report.seq: memory.place(report).need for report in reports}
    near = NearNeeds(memory)
    for report in reports:
        near.see(need_of[report.seq], report)
    assert need_of[9] == 7
    assert near.pairs() == [(7, 8)]


def test_two_needs_may_be_one_by_the_two_reports_that_are_most_alike() -> None:
    fumes, rubbish, both = spoken(FUMES, RUBBISH, BOTH)
    why = nearness([fumes, both], [rubbish], RULES)
    assert why is not None
    assert (why.one, why.other) == (both.report, rubbish.report)
    assert why.likely > 500


def test_the_same_matter_at_another_place_is_no_merge() -> None:
    here, there = spoken(DRY[0], DRY_ELSEWHERE[0])
    assert nearness([here], [there], RULES) is None


def test_a_matter_without_a_place_is_not_the_one_of_an_estate() -> None:
    here, somewhere = spoken("可可小城停水严重", "停水问题很严重")
    assert nearness([here], [somewhere], RULES) is None


def test_pins_apart_are_no_merge_whatever_is_said() -> None:
    one, other = spoken(FUMES, FUMES, points=((299_000_000, 1_216_000_000), (299_500_000, 0)))
    assert nearness([one], [other], RULES) is None


def test_pins_at_one_place_are_a_merge_where_the_words_agree() -> None:
    here: Point = (299_000_000, 1_216_000_000)
    one, other = spoken("路灯不亮", "这盏路灯坏了不亮", points=(here, here))
    assert nearness([one], [other], RULES) is not None


def test_a_kind_of_problem_without_a_pin_is_not_the_one_at_a_pin() -> None:
    one, other = spoken("路灯不亮", "路灯不亮", points=((299_000_000, 1_216_000_000), None))
    assert nearness([one], [other], RULES) is None


def test_a_place_that_both_name_is_the_same_with_a_pin_and_without() -> None:
    one, other = spoken(FUMES, BOTH, points=((299_000_000, 1_216_000_000), None))
    assert nearness([one], [other], RULES) is not None


def test_what_is_said_without_a_pin_brings_no_needs_with_pins_apart_together() -> None:
    here, far = (299_000_000, 1_216_000_000), (299_500_000, 1_216_500_000)
    reports = spoken("路灯不亮", "路灯不亮", "路灯不亮", points=(here, None, far))
    assert nearness(reports[:2], reports[2:], RULES) is None
    both = spoken("路灯不亮", "路灯不亮", "路灯不亮", "路灯不亮", points=(here, None, far, None))
    assert nearness(both[:2], both[2:], RULES) is None


def test_pins_and_a_kind_of_problem_alone_are_never_sure() -> None:
    here: Point = (299_000_000, 1_216_000_000)
    one, other = spoken("路灯不亮", "路灯不亮", points=(here, here))
    why = nearness([one], [other], RULES)
    assert why is not None
    assert 300 <= why.likely <= 600


def test_after_an_answer_only_a_newer_report_is_evidence() -> None:
    fumes, rubbish, both = spoken(FUMES, RUBBISH, BOTH)
    assert nearness([fumes, both], [rubbish], RULES, since=both.position) is None
    later = Spoken("R200", 200, None, both.read)
    why = nearness([fumes, later], [rubbish], RULES, since=both.position)
    assert why is not None
    assert why.one == "R200"


def test_a_need_of_two_places_falls_apart_into_them() -> None:
    reports = spoken(*DRY, *DRY_ELSEWHERE)
    [parting] = partings(reports, RULES)
    assert [one.report for one in parting.leaving] == ["R103", "R104"]
    assert [one.report for one in parting.staying] == ["R100", "R101", "R102"]
    assert parting.likely > 900


def test_a_need_of_one_place_and_matter_holds_together() -> None:
    assert partings(spoken(*DRY), RULES) == ()


def test_two_reports_are_too_few_to_fall_apart() -> None:
    assert partings(spoken(DRY[0], DRY_ELSEWHERE[0]), RULES) == ()


def test_the_parts_do_not_depend_on_where_the_largest_begins() -> None:
    [parting] = partings(spoken(*DRY_ELSEWHERE, *DRY), RULES)
    assert [one.report for one in parting.leaving] == ["R100", "R101"]


def a_decision(kind: DecisionKind, need: str, other: str, position: int) -> Decision:
    return Decision(
        number=1,
        position=position,
        kind=kind,
        need=need,
        other=other,
        reports=(),
        shapes=(),
        who="a planner",
        why="seen",
        at=MOMENT,
        version=1,
    )


def an_answer(kind: ProposalKind, need: str, other: str | None, *reports: str) -> Answered:
    return Answered(
        number=1,
        proposal="p",
        kind=kind,
        answer="dismissed",
        need=need,
        other=other,
        reports=reports,
        beside=(),
        position=7,
        who="a planner",
        why="seen",
        at=MOMENT,
    )


def test_what_a_planner_parted_is_known_by_either_name() -> None:
    answers = answers_of(
        [a_decision("split", "N-1", "N-9", 5), a_decision("merge", "N-1", "N-2", 6)], [], {}
    )
    assert (answers.since("N-9", "N-1"), answers.since("N-1", "N-2")) == (5, 0)


def test_what_was_kept_apart_stays_so_under_the_name_it_was_merged_into() -> None:
    answers = answers_of([], [an_answer("merge", "N-1", "N-2")], {"N-2": "N-3", "N-3": "N-4"})
    assert (answers.since("N-1", "N-4"), answers.since("N-1", "N-2")) == (7, 0)


def test_a_part_that_was_kept_is_asked_about_again_only_with_a_new_report() -> None:
    answers = answers_of([], [an_answer("split", "N-1", None, "R1", "R2")], {})
    assert answers.holds_together("N-1", ["R2"], ["R5", "R6"])
    assert answers.holds_together("N-1", ["R5", "R6"], ["R1", "R2"])
    assert not answers.holds_together("N-1", ["R2", "R7"], ["R5", "R6"])
    assert not answers.holds_together("N-2", ["R2"], ["R5"])
