"""A text finds its problem type, the longer word wins, and nothing is claimed without a reason."""

from dataclasses import replace

import pytest

from services.contracts.profile.load import load_profile
from services.contracts.profile.model import ProblemType
from services.intake.reports.suggesting.keywords import LONGEST_LOOKED_AT
from services.intake.reports.suggesting.pairs import Lesson
from services.intake.reports.suggesting.suggest import Suggester

PROFILE = load_profile()
SUGGEST = Suggester(PROFILE.problem_types)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("小区电梯经常坏\n电梯坏了半年没人修", "lift_fault"),
        ("老楼想加装电梯\n七层没有电梯，老人下不了楼", "lift_add"),
        ("工地夜间施工\n凌晨施工扰民，噪音很大", "construction_noise"),
        ("临街餐饮油烟\n一楼饭店油烟直排", "fumes"),
        ("搅拌站灰尘大\n搅拌站扬尘严重", "dust"),
        ("路灯不亮\n整条路的路灯不亮", "street_lamp"),
        ("井盖缺失\n路上井盖破损", "manhole"),
        ("燃气泄漏\n楼道闻到燃气味，担心燃气泄漏", "gas_safety"),
        ("下水道堵塞\n污水外溢，下雨就积水", "drainage"),
        ("消防通道被占\n车停在消防通道上", "fire_lane"),
        ("断头路什么时候打通\n这条断头路一直没有通车", "dead_end_road"),
        ("拖欠工资\n老板拖欠农民工工资", "wages"),
        ("公交站太远\n希望公交线路增加站点", "bus"),
        ("河道发黑\n河道有排污口，水污染严重", "river_pollution"),
    ],
)
def test_everyday_matters_find_their_type(text: str, code: str) -> None:
    found = SUGGEST(text)
    assert found.code == code
    assert found.group == PROFILE.problem_types[code].group
    assert found.confidence >= 0.55


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("云桥幼儿园收费太高\n兴趣班的费用每学期都涨", "school_conduct"),
        ("星塘幼儿园何时转为普惠性幼儿园\n", "school_conduct"),
        ("柳汀苑的配套幼儿园迟迟没有开园\n楼都住满了，幼儿园还没有移交", "school_build"),
        ("建议地铁站的闸机支持刷卡\n扫码闸门常常不开", "transit_service"),
        ("一卡通为什么不能开发票\n", "transit_service"),
        ("建议增设星塘路公交站\n附近没有公交站，要走一公里", "bus_facility"),
        ("候车亭漏雨\n望澜公交站的候车亭坏了", "bus_facility"),
        ("地铁站施工到凌晨\n机器响到三点", "construction_noise"),
        ("柳汀路路灯太暗，建议提质改造\n", "street_lamp"),
        ("小区旁的公园里要建变电站\n", "power_line"),
        ("水费突然多了三倍\n抄表的人说没抄错", "utility_fee"),
        ("防护绿地被占，改成了停车场\n", "green_occupied"),
        ("开发商把车位捆绑销售\n不买车位就不给选房", "house_sale"),
        ("路口建垃圾分拣中心，离小学太近\n", "waste_facility"),
        ("这个路口没有信号灯\n", "traffic_light"),
        ("手机在小区里没有信号\n", "telecom"),
    ],
)
def test_what_runs_badly_and_what_is_to_be_built_are_told_apart(text: str, code: str) -> None:
    assert SUGGEST(text).code == code


@pytest.mark.parametrize("text", ["河边水闸的闸门坏了\n", "早教中心跑路，预存的钱不退\n"])
def test_words_that_many_matters_share_speak_surely_for_none_of_them(text: str) -> None:
    found = SUGGEST(text)
    stands = found.code if found.confidence >= 0.55 else "other"
    assert stands not in ("transit_service", "utility_fee", "school_conduct")


def test_ways_to_say_one_thing_count_once() -> None:
    kinds = {code: PROFILE.problem_types[code] for code in ("school_build", "street_lamp", "other")}
    school = replace(kinds["school_build"], keywords=("学校+新建", "学校+建成", "学校+开工"))
    lamp = replace(kinds["street_lamp"], keywords=("路灯",))
    suggest = Suggester({**kinds, "school_build": school, "street_lamp": lamp})
    assert suggest("路灯\n学校去年新建，今年建成，附近又要开工").code == "street_lamp"


def test_a_text_that_fits_nothing_is_other_with_low_confidence() -> None:
    found = SUGGEST("你好\n谢谢")
    assert (found.code, found.group) == ("other", "other")
    assert found.confidence < 0.55


def test_a_subject_counts_more_than_a_description() -> None:
    assert SUGGEST("路灯\n井盖").code == "street_lamp"
    assert SUGGEST("井盖\n路灯").code == "manhole"


def test_a_clear_text_is_surer_than_a_mixed_one() -> None:
    clear = SUGGEST("路灯不亮\n路灯坏了")
    mixed = SUGGEST("路灯不亮、井盖破损、油烟扰民\n路灯坏了")
    assert clear.confidence > mixed.confidence


def test_both_parts_of_a_pair_are_needed() -> None:
    assert SUGGEST("房子\n不好").confidence < 0.55
    assert SUGGEST("房子怎么会开裂\n").code == "structural_crack"


def test_the_same_text_always_gives_the_same_answer() -> None:
    text = "路灯井盖垃圾\n"
    again = Suggester(dict(reversed(list(PROFILE.problem_types.items()))))
    assert SUGGEST(text) == again(text)


def test_letters_match_in_either_case() -> None:
    assert SUGGEST("楼下ktv太吵\n").code == SUGGEST("楼下KTV太吵\n").code == "living_noise"


def test_what_stands_very_late_is_not_looked_at() -> None:
    late = "你好" * (LONGEST_LOOKED_AT // 2) + "路灯不亮"
    assert SUGGEST(f"反映\n{late}").code == "other"


def test_words_that_are_no_keyword_may_speak_by_their_pairs() -> None:
    text = "楼里困了人，升降的那个\n"
    without = Suggester({code: _mute(kind) for code, kind in PROFILE.problem_types.items()})
    assert without(text).confidence < 0.55
    asked = PROFILE.problem_types["lift_fault"].question.zh
    assert without(f"{asked}\n").code == "lift_fault"


def test_what_officers_corrected_is_suggested_next_time() -> None:
    suggest = Suggester(PROFILE.problem_types)
    before = suggest("南桥头的浮萍又漫上来了\n")
    suggest.learn(
        [Lesson("河面浮萍成片没人捞", "river_pollution"), Lesson("浮萍漫到桥头", "river_pollution")]
    )
    after = suggest("南桥头的浮萍又漫上来了\n")
    assert before.code != "river_pollution" or before.confidence < 0.55
    assert after.code == "river_pollution"
    assert after.confidence >= 0.55


def test_lessons_leave_other_matters_alone() -> None:
    suggest = Suggester(PROFILE.problem_types)
    suggest.learn([Lesson("河面浮萍成片没人捞", "river_pollution")] * 5)
    for text in ("路灯不亮\n整条路的路灯不亮", "小区电梯经常坏\n电梯坏了半年没人修"):
        assert suggest(text).code == SUGGEST(text).code
        assert suggest(text).confidence == pytest.approx(SUGGEST(text).confidence, abs=0.01)


def test_the_order_of_lessons_does_not_matter() -> None:
    lessons = [Lesson("河面浮萍成片", "river_pollution"), Lesson("浮萍堵了排水口", "drainage")]
    one, other = Suggester(PROFILE.problem_types), Suggester(PROFILE.problem_types)
    one.learn(lessons)
    other.learn(reversed(lessons))
    assert one("浮萍太多\n") == other("浮萍太多\n")


def test_a_lesson_about_a_type_that_is_gone_is_forgotten() -> None:
    suggest = Suggester(PROFILE.problem_types)
    suggest.learn([Lesson("浮萍成片", "no_such_type")])
    assert suggest("浮萍成片\n") == SUGGEST("浮萍成片\n")


def _mute(kind: ProblemType) -> ProblemType:
    return replace(kind, keywords=())
