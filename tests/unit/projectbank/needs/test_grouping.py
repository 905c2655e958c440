"""Which reports are one need."""

import subprocess
import sys

from services.projectbank.needs.grouping.grouping import Grouping
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.grouping.shape import Groupable
from tests.unit.projectbank.builders import a_groupable, grouped

HERE = (299_000_000, 1_216_000_000)
ONE_KILOMETRE_NORTH = (299_090_000, 1_216_000_000)
FIFTY_METRES_NORTH = (299_004_500, 1_216_000_000)
LAMP = "紫荆花园东门路灯不亮"


def test_two_reports_of_one_problem_at_one_place_are_one_need() -> None:
    assert grouped(a_groupable(1, LAMP), a_groupable(2, "紫荆花园的路灯坏了不亮")) == [1, 1]


def test_the_same_problem_at_another_estate_is_another_need() -> None:
    other = a_groupable(2, "翠湖小区西门电梯困人")
    assert grouped(a_groupable(1, LAMP), other) == [1, 2]


def test_a_report_founds_a_need_named_after_its_own_number() -> None:
    placement = Grouping(GroupingRules()).place(a_groupable(41, LAMP))
    assert (placement.need, placement.founded, placement.overlap) == (41, True, 0)


def test_a_confirmed_category_of_another_group_keeps_reports_apart() -> None:
    one = a_groupable(1, LAMP, group="lighting")
    other = a_groupable(2, LAMP, group="noise")
    assert grouped(one, other) == [1, 2]


def test_a_category_that_is_only_suggested_is_no_gate() -> None:
    assert grouped(a_groupable(1, LAMP, group="lighting"), a_groupable(2, LAMP)) == [1, 1]


def test_equal_words_beyond_the_radius_are_two_places() -> None:
    near = a_groupable(2, LAMP, point=FIFTY_METRES_NORTH)
    far = a_groupable(3, LAMP, point=ONE_KILOMETRE_NORTH)
    assert grouped(a_groupable(1, LAMP, point=HERE), near, far) == [1, 1, 3]


def test_the_radius_belongs_to_the_group() -> None:
    rules = GroupingRules(radius={"lighting": 30, "noise": 150})
    lamps = [
        a_groupable(1, LAMP, group="lighting", point=HERE),
        a_groupable(2, LAMP, group="lighting", point=FIFTY_METRES_NORTH),
    ]
    noises = [
        a_groupable(1, "工地夜间施工噪音", group="noise", point=HERE),
        a_groupable(2, "工地夜间施工噪音", group="noise", point=FIFTY_METRES_NORTH),
    ]
    assert grouped(*lamps, rules=rules) == [1, 2]
    assert grouped(*noises, rules=rules) == [1, 1]


def test_unlocated_reports_need_more_evidence_than_neighbours() -> None:
    first, second = "夜间施工噪音很大", "凌晨还在打桩，噪音吵得睡不着觉"
    at_one_place = [a_groupable(1, first, point=HERE), a_groupable(2, second, point=HERE)]
    anywhere = [a_groupable(1, first), a_groupable(2, second)]
    rules = GroupingRules(located_overlap=1)
    assert grouped(*at_one_place, rules=rules) == [1, 1]
    assert grouped(*anywhere, rules=rules) == [1, 2]


def test_two_matters_of_one_estate_share_more_than_its_name_or_are_two_needs() -> None:
    lift = a_groupable(1, "禾心梅园3栋电梯困人", point=HERE)
    wall = a_groupable(2, "禾心梅园7栋外墙瓷砖往下掉", point=FIFTY_METRES_NORTH)
    lift_again = a_groupable(3, "禾心梅园5栋电梯又坏了", point=FIFTY_METRES_NORTH)
    assert grouped(lift, wall, lift_again) == [1, 2, 1]


def test_whoever_decided_one_broad_category_for_both_need_not_name_it() -> None:
    one = a_groupable(1, "禾心梅园3栋电梯困人", group="lifts", point=HERE)
    other = a_groupable(2, "禾心梅园3栋升降机停运", group="lifts", point=HERE)
    assert grouped(one, other) == [1, 1]


def test_a_pin_outside_of_all_areas_joins_nothing_that_only_names_one() -> None:
    named = a_groupable(1, LAMP, area_path=("district", "east"))
    elsewhere = a_groupable(2, LAMP, point=HERE)
    assert grouped(named, elsewhere) == [1, 2]
    assert grouped(elsewhere, named) == [2, 1]


def test_unlocated_reports_of_two_known_areas_stay_apart() -> None:
    one = a_groupable(1, "路灯不亮", area_path=("district", "east"))
    other = a_groupable(2, "路灯不亮", area_path=("district", "west"))
    inside = a_groupable(3, "路灯不亮", area_path=("district", "east", "estate"))
    assert grouped(one, other, inside) == [1, 2, 1]


def test_a_default_geocode_counts_as_unlocated() -> None:
    rules = GroupingRules(default_geocode_needs=3, located_overlap=1)
    unrelated = [
        a_groupable(seq, text, point=HERE)
        for seq, text in enumerate(("电梯困人", "垃圾满溢", "河水发黑"), start=1)
    ]
    assert grouped(*unrelated, a_groupable(4, "垃圾堆放", point=HERE), rules=rules)[3] == 4
    assert grouped(*unrelated[:2], a_groupable(4, "垃圾堆放", point=HERE), rules=rules)[2] == 2


def test_a_report_may_join_before_or_after_any_report_of_the_need_within_the_span() -> None:
    earlier = a_groupable(2, LAMP, days=-500)
    later = a_groupable(3, LAMP, days=500)
    too_late = a_groupable(4, LAMP, days=1_100)
    assert grouped(a_groupable(1, LAMP), earlier, later, too_late) == [1, 1, 1, 4]


def test_a_voice_without_words_widens_the_time_of_a_need() -> None:
    grouping = Grouping(GroupingRules())
    grouping.place(a_groupable(1, LAMP))
    grouping.hear(1, a_groupable(2, "", days=500).occurred_at)
    assert grouping.place(a_groupable(3, LAMP, days=1_000)).need == 1


def test_a_subject_without_pairs_is_found_by_its_description() -> None:
    one = a_groupable(1, "？", description="紫荆花园东门路灯不亮")
    other = a_groupable(2, "！", description="紫荆花园东门路灯不亮")
    assert grouped(one, other) == [1, 1]


def test_a_report_without_any_pair_founds_a_need_of_its_own() -> None:
    assert grouped(a_groupable(1, "灯"), a_groupable(2, "灯")) == [1, 2]


def test_a_grouping_rebuilt_from_its_decisions_decides_the_rest_alike() -> None:
    stream = _a_stream(400)
    undisturbed = grouped(*stream)
    for cut in (0, 1, 37, 399):
        grouping = Grouping(GroupingRules())
        for report, need in zip(stream[:cut], undisturbed[:cut], strict=True):
            grouping.restore(report, need)
        assert [grouping.place(report).need for report in stream[cut:]] == undisturbed[cut:]


def test_the_order_of_hashing_changes_nothing() -> None:
    program = (
        "from tests.unit.projectbank.needs.test_grouping import _a_stream\n"
        "from tests.unit.projectbank.builders import grouped\n"
        "import sys; sys.stdout.write(repr(grouped(*_a_stream(200))))\n"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


def _a_stream(length: int) -> list[Groupable]:
    """Reports that repeat at skewed places, some located, some not."""
    problems = ("路灯不亮", "垃圾满溢", "夜间施工噪音", "电梯困人", "路面破损积水", "油烟扰民")
    places = ("紫荆花园", "翠湖小区", "学院路", "东风村", "中心广场", "和平里", "滨江公园")
    reports = []
    for seq in range(1, length + 1):
        place = (seq * seq) % len(places)
        problem = (seq * 7 + seq // 11) % len(problems)
        located = seq % 3 == 0
        reports.append(
            a_groupable(
                seq,
                f"{places[place]}{problems[problem]}{seq % 17}号",
                point=(HERE[0] + place * 90_000, HERE[1]) if located else None,
                days=seq % 90,
            )
        )
    return reports
