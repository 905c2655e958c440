"""What a planner's decisions mean for reports that come later."""

from services.projectbank.needs.grouping.grouping import Grouping
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.grouping.shape import Groupable
from tests.unit.projectbank.builders import a_groupable, grouped

LAMP = "紫荆花园东门路灯不亮"
LIFT = "翠湖小区西门电梯困人"
HERE = (299_000_000, 1_216_000_000)
FAR = (299_900_000, 1_216_000_000)
LATER = 900_000_001


def a_grouping(*reports: Groupable) -> Grouping:
    grouping = Grouping(GroupingRules())
    for report in reports:
        grouping.place(report)
    return grouping


def test_what_would_have_joined_a_merged_need_joins_the_other() -> None:
    grouping = a_grouping(a_groupable(1, LAMP, point=HERE), a_groupable(2, LIFT, point=FAR))
    grouping.merge(2, 1)
    assert grouping.place(a_groupable(3, LIFT, point=FAR)).need == 1
    assert grouping.place(a_groupable(4, LAMP, point=HERE)).need == 1


def test_merging_twice_leads_to_the_last_one() -> None:
    grouping = a_grouping(
        a_groupable(1, LAMP), a_groupable(2, LIFT), a_groupable(3, "东风村河水发黑发臭")
    )
    grouping.merge(1, 2)
    grouping.merge(2, 3)
    placements = [grouping.place(a_groupable(4, LAMP)), grouping.place(a_groupable(5, LIFT))]
    assert [one.need for one in placements] == [3, 3]


def test_a_need_that_was_merged_in_lends_its_time() -> None:
    grouping = a_grouping(a_groupable(1, LAMP), a_groupable(2, LIFT, days=800))
    grouping.merge(2, 1)
    assert grouping.place(a_groupable(3, LAMP, days=1_200)).need == 1


def test_reports_taken_out_gather_what_is_like_them() -> None:
    first, second = a_groupable(1, LAMP), a_groupable(2, "紫荆花园东门电梯困人")
    grouping = a_grouping(first)
    grouping.restore(second, 1)
    grouping.set_apart([(second, 1)], LATER, LATER)
    assert grouping.place(a_groupable(3, "紫荆花园东门电梯又困人")).need == LATER
    assert grouping.place(a_groupable(4, "紫荆花园东门的路灯不亮")).need == 1


def test_a_report_moved_to_another_need_takes_its_like_along() -> None:
    lamp, lift = a_groupable(1, LAMP), a_groupable(2, LIFT)
    grouping = a_grouping(lamp, lift)
    grouping.set_apart([(lift, 2)], LATER, 1)
    placed = grouping.place(a_groupable(3, LIFT))
    assert (placed.need, placed.shape) == (1, LATER)


def test_a_shape_without_reports_takes_none() -> None:
    lamp = a_groupable(1, LAMP)
    grouping = a_grouping(lamp)
    grouping.set_apart([(lamp, 1)], LATER, LATER)
    assert grouping.place(a_groupable(2, LAMP)).shape == LATER


def test_a_default_geocode_joins_over_words_that_few_have() -> None:
    rules = GroupingRules(default_geocode_needs=3)
    unrelated = [
        a_groupable(seq, text, point=HERE)
        for seq, text in enumerate(("电梯困人", "垃圾满溢", "河水发黑"), start=1)
    ]
    # Common words: the type alone, at a place that nobody knows.
    common = [a_groupable(seq, "路灯不亮", point=FAR) for seq in range(4, 8)]
    rare = [a_groupable(8, "投诉东风村戏台", point=FAR)]
    placed = grouped(
        *unrelated,
        *common,
        *rare,
        *(
            a_groupable(seq, "路灯还是不亮", point=(FAR[0] + 9_000 * seq, HERE[1]))
            for seq in range(9, 200)
        ),
        a_groupable(200, "路灯不亮", point=HERE),
        a_groupable(201, "东风村戏台漏雨", point=HERE),
        rules=rules,
    )
    assert placed[-2:] == [200, 8]
