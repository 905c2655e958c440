"""The story of the demonstration: what some residents, officers and planners of the invented
district did beside the table of reports. Nobody in it exists."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from services.demonstration.happenings import (
    Adopted,
    Happening,
    Judged,
    Moved,
    Opened,
    Settled,
    Stepped,
    Thought,
    Told,
    at,
)
from services.intake.cases.case.case import Saying

OFFICER: Final = "演示受理员"
REVIEWER: Final = "演示复核员"
PLANNER: Final = "演示规划员"

_LAMP: Final[Sequence[Happening]] = (
    Told(
        at=at("2026-02-04 19:40"),
        name="lamp",
        category="street_lamp",
        subject="望澜路南段路灯不亮",
        words="望澜路南段靠近小学的一排路灯都不亮，晚上放学接孩子看不清路。",
        address="望澜路",
        area="wanglan.chaosheng",
        point=(30.41581, 123.14611),
        picture="before",
    ),
    Opened(at=at("2026-02-05 08:40"), of="lamp"),
    Stepped(
        at=at("2026-02-05 08:45"), of="lamp", step="file", who=OFFICER, said=Saying(condition="out")
    ),
    Stepped(
        at=at("2026-02-05 08:50"),
        of="lamp",
        step="dispatch",
        who=OFFICER,
        said=Saying(unit="municipal"),
    ),
    Stepped(at=at("2026-02-05 10:30"), of="lamp", step="accept", who="市政一班", unit="municipal"),
    Stepped(
        at=at("2026-02-06 16:20"),
        of="lamp",
        step="hand_back",
        who="市政一班",
        unit="municipal",
        said=Saying(outcome="repaired", note="更换了 4 盏灯具和一段电缆，当晚已试亮。"),
        picture="after",
    ),
    Stepped(at=at("2026-02-07 09:00"), of="lamp", step="close", who=OFFICER),
    Thought(at=at("2026-02-08 20:15"), of="lamp", kind="satisfied"),
)
_TRANSFERRED: Final[Sequence[Happening]] = (
    Told(
        at=at("2026-10-12 08:05"),
        name="manhole",
        category="manhole",
        subject="白沙路公交站旁井盖松动作响",
        words="车一压就响，夜里吵得睡不着，盖子边上也翘起来了。",
        address="白沙路",
        area="liuting.baisha",
        point=(30.44388, 123.16419),
    ),
    Opened(at=at("2026-10-12 08:30"), of="manhole"),
    Stepped(
        at=at("2026-10-12 08:32"),
        of="manhole",
        step="file",
        who=OFFICER,
        said=Saying(condition="rattling"),
    ),
    Stepped(
        at=at("2026-10-12 08:35"),
        of="manhole",
        step="dispatch",
        who=OFFICER,
        said=Saying(unit="municipal"),
    ),
    Stepped(
        at=at("2026-10-12 14:10"),
        of="manhole",
        step="send_back",
        who="市政二班",
        unit="municipal",
        said=Saying(reason="现场查看为供水阀门井，不属道路井盖。"),
    ),
    Stepped(
        at=at("2026-10-12 15:00"),
        of="manhole",
        step="dispatch",
        who=REVIEWER,
        said=Saying(unit="water_company"),
    ),
    Stepped(
        at=at("2026-10-12 16:20"),
        of="manhole",
        step="accept",
        who="供水抢修班",
        unit="water_company",
    ),
)
_LATE: Final[Sequence[Happening]] = (
    Told(
        at=at("2026-10-08 07:50"),
        name="rubbish",
        category="rubbish",
        subject="双银杏社区垃圾桶满了没人清",
        words="节后三天没有清运，垃圾堆到了人行道上。",
        address="双银杏社区",
        area="yunqiao.shuangyin",
        point=(30.43884, 123.13008),
    ),
    Opened(at=at("2026-10-08 09:00"), of="rubbish"),
    Stepped(
        at=at("2026-10-08 09:02"),
        of="rubbish",
        step="file",
        who=OFFICER,
        said=Saying(condition="overflow"),
    ),
    Stepped(
        at=at("2026-10-08 09:05"),
        of="rubbish",
        step="dispatch",
        who=OFFICER,
        said=Saying(unit="sanitation"),
    ),
    Stepped(
        at=at("2026-10-08 10:40"), of="rubbish", step="accept", who="环卫云桥班", unit="sanitation"
    ),
)
_DISPUTED: Final[Sequence[Happening]] = (
    Told(
        at=at("2026-10-05 22:40"),
        name="noise",
        category="construction_noise",
        subject="海棠澜庭旁工地夜间施工",
        words="连续两晚过了十点还在打桩，老人小孩都睡不了。",
        address="海棠澜庭",
        area="wanglan.chaosheng.haitang",
        point=(30.41570, 123.14917),
    ),
    Opened(at=at("2026-10-06 08:30"), of="noise"),
    Stepped(
        at=at("2026-10-06 08:32"),
        of="noise",
        step="file",
        who=OFFICER,
        said=Saying(condition="works"),
    ),
    Stepped(
        at=at("2026-10-06 08:35"),
        of="noise",
        step="dispatch",
        who=OFFICER,
        said=Saying(unit="ecology_bureau"),
    ),
    Stepped(
        at=at("2026-10-06 09:10"),
        of="noise",
        step="accept",
        who="生态执法组",
        unit="ecology_bureau",
    ),
    Stepped(
        at=at("2026-10-09 17:30"),
        of="noise",
        step="hand_back",
        who="生态执法组",
        unit="ecology_bureau",
        said=Saying(outcome="answered", note="已约谈施工单位，要求二十二时后停止打桩。"),
    ),
    Stepped(at=at("2026-10-10 09:20"), of="noise", step="close", who=OFFICER),
    Thought(
        at=at("2026-10-13 23:05"),
        of="noise",
        kind="dispute",
        why="昨晚十一点又在打桩，约谈没有用。",
    ),
)
_REOPENED: Final[Sequence[Happening]] = (
    Told(
        at=at("2026-09-14 12:10"),
        name="lane",
        category="fire_lane",
        subject="星河里消防通道长期被占",
        words="3 号楼前的消防通道每天停满车，划线也看不见了。",
        address="星河里",
        area="xingtang.wenxing.xingheli",
        point=(30.41449, 123.10930),
    ),
    Opened(at=at("2026-09-14 14:05"), of="lane"),
    Stepped(
        at=at("2026-09-14 14:06"),
        of="lane",
        step="file",
        who=OFFICER,
        said=Saying(condition="blocked"),
    ),
    Stepped(
        at=at("2026-09-14 14:08"),
        of="lane",
        step="dispatch",
        who=OFFICER,
        said=Saying(unit="fire_brigade"),
    ),
    Stepped(
        at=at("2026-09-14 14:30"), of="lane", step="accept", who="消防宣传组", unit="fire_brigade"
    ),
    Stepped(
        at=at("2026-09-14 15:50"),
        of="lane",
        step="hand_back",
        who="消防宣传组",
        unit="fire_brigade",
        said=Saying(
            outcome="made_safe",
            note="已劝离占道车辆并重新张贴警示。",
            reason="当场劝离，未留影像。",
        ),
    ),
    Stepped(at=at("2026-09-15 09:00"), of="lane", step="close", who=OFFICER),
    Thought(
        at=at("2026-09-18 19:20"), of="lane", kind="dispute", why="当天晚上又停满了，没有人管。"
    ),
    Judged(
        at=at("2026-09-21 10:15"), of="lane", verdict="upheld", why="复查时通道仍被占用，重新办理。"
    ),
)
_ENDED_OTHERWISE: Final[Sequence[Happening]] = (
    Told(
        at=at("2026-09-03 10:00"),
        name="answered",
        category="bus",
        subject="柳汀路公交站牌看不清",
        words="站牌褪色了，末班车时间看不见，请问末班车是几点？",
        address="柳汀路",
        area="liuting.baisha",
        point=(30.44421, 123.16391),
    ),
    Opened(at=at("2026-09-03 10:30"), of="answered"),
    Stepped(
        at=at("2026-09-03 11:20"),
        of="answered",
        step="answer",
        who=OFFICER,
        said=Saying(outcome="answered", note="末班车为二十一时三十分，站牌已安排下周更换。"),
    ),
    Told(
        at=at("2026-09-10 18:30"),
        name="declined",
        category="estate_parking",
        subject="井心家园车位租金涨价",
        words="车位月租从一百五涨到两百，希望政府管一管。",
        address="井心家园",
        area="liuting.baisha.jingxin",
        point=(30.44628, 123.16996),
    ),
    Opened(at=at("2026-09-11 08:40"), of="declined"),
    Stepped(
        at=at("2026-09-11 09:00"),
        of="declined",
        step="decline",
        who=OFFICER,
        said=Saying(
            outcome="not_accepted",
            note="车位租金由业主与产权方约定，可向业主委员会反映。",
            reason="属民事约定。",
        ),
    ),
    Told(
        at=at("2026-10-14 09:15"),
        name="verifying",
        category="footway",
        subject="望澜广场坡道被堵，轮椅上不去",
        words="坡道口的护栏挪开了，但地砖翘起来，轮椅还是上不去。",
        address="望澜广场",
        area="wanglan.chaosheng",
        point=(30.41962, 123.14651),
    ),
    Opened(at=at("2026-10-14 10:00"), of="verifying"),
    Stepped(
        at=at("2026-10-14 10:02"),
        of="verifying",
        step="file",
        who=OFFICER,
        said=Saying(condition="accessible"),
    ),
    Stepped(
        at=at("2026-10-14 10:05"),
        of="verifying",
        step="dispatch",
        who=OFFICER,
        said=Saying(unit="municipal"),
    ),
    Stepped(
        at=at("2026-10-14 14:30"), of="verifying", step="accept", who="市政一班", unit="municipal"
    ),
    Stepped(
        at=at("2026-10-16 16:40"),
        of="verifying",
        step="hand_back",
        who="市政一班",
        unit="municipal",
        said=Saying(outcome="repaired", note="坡道地砖已重新铺平。", reason="雨天，次日补拍照片。"),
    ),
    Told(
        at=at("2026-10-15 08:20"),
        name="waiting",
        category="tree",
        subject="双银杏公园门口行道树枯死",
        words="公园东门一棵行道树整株枯了，怕倒下来。",
        address="双银杏公园",
        area="yunqiao.shuangyin",
        point=(30.43731, 123.13011),
    ),
    Opened(at=at("2026-10-15 09:00"), of="waiting"),
    Stepped(
        at=at("2026-10-15 09:05"),
        of="waiting",
        step="file",
        who=OFFICER,
        said=Saying(condition="dead"),
    ),
    Stepped(
        at=at("2026-10-15 09:10"),
        of="waiting",
        step="dispatch",
        who=OFFICER,
        said=Saying(unit="parks"),
    ),
    Stepped(
        at=at("2026-10-15 15:00"),
        of="waiting",
        step="suspend",
        who="园林养护队",
        unit="parks",
        said=Saying(reason="需等待移植季节。", review_on=date(2027, 3, 1)),
    ),
)
_PASSED_ON: Final[Sequence[Happening]] = (
    Told(
        at=at("2026-03-24 08:40"),
        name="parking",
        category="parking_short",
        subject="青禾人民医院周边停车位不够",
        words="青禾人民医院周边停车位不够，看病停车要排一个小时，希望尽快增加车位。",
        address="青禾人民医院",
        area="yunqiao.hexin",
        point=(30.43515, 123.10991),
    ),
    Opened(at=at("2026-03-24 09:30"), of="parking"),
    Stepped(at=at("2026-03-24 09:32"), of="parking", step="file", who=OFFICER),
    Stepped(
        at=at("2026-03-24 09:40"),
        of="parking",
        step="shelve",
        who=OFFICER,
        said=Saying(
            outcome="passed_on",
            note="增加车位需要工程建设，已转入更新需求，进展会在本页告知。",
            reason="需新建停车设施。",
            review_on=date(2026, 9, 24),
        ),
    ),
)
_LIFT: Final[Sequence[Happening]] = (
    Told(
        at=at("2026-07-08 18:20"),
        name="lift",
        category="lift_fault",
        subject="禾心梅园3栋电梯又坏了",
        words="禾心梅园3栋电梯这个月第三次停运，九楼的老人下不了楼，希望整机更换。",
        address="禾心梅园",
        area="yunqiao.hexin.meiyuan",
        point=(30.44445, 123.10975),
    ),
    Opened(at=at("2026-07-08 18:40"), of="lift"),
    Stepped(at=at("2026-07-08 18:42"), of="lift", step="file", who=OFFICER),
    Stepped(
        at=at("2026-07-08 18:45"),
        of="lift",
        step="dispatch",
        who=OFFICER,
        said=Saying(unit="market_bureau"),
    ),
    Stepped(
        at=at("2026-07-09 08:30"),
        of="lift",
        step="accept",
        who="特种设备组",
        unit="market_bureau",
    ),
)
_FINISHED: Final[Sequence[Happening]] = (
    Adopted(
        at=at("2026-04-22 10:00"), name="parking", of="parking", cost=(2_400_000, 3_000_000, 5_200)
    ),
    Moved(
        at=at("2026-04-28 10:00"),
        name="parking",
        state="reserve",
        why="建设内容、主体与匡算已明确。",
    ),
    Moved(
        at=at("2026-05-12 10:00"), name="parking", state="ready", why="用地、意愿与资金均已落实。"
    ),
    Moved(at=at("2026-05-20 10:00"), name="parking", state="planned", why="列入年度实施计划。"),
    Moved(at=at("2026-05-26 10:00"), name="parking", state="tender", why="发布招标公告。"),
    Moved(at=at("2026-06-08 10:00"), name="parking", state="building", why="施工单位进场。"),
    Moved(
        at=at("2026-08-18 10:00"),
        name="parking",
        state="accepted",
        why="竣工验收通过，新增 46 个泊位。",
    ),
    Moved(
        at=at("2026-08-28 10:00"), name="parking", state="handed_over", why="移交停车管理单位养护。"
    ),
    Moved(
        at=at("2026-10-16 10:00"), name="parking", state="evaluated", why="周边停车诉求明显减少。"
    ),
)
_UNDER_WAY: Final[Sequence[Happening]] = (
    Adopted(at=at("2026-07-22 10:00"), name="lights", of="lamp", cost=(380_000, 520_000, 3_400)),
    Moved(at=at("2026-07-29 10:00"), name="lights", state="reserve", why="现场勘察完成。"),
    Moved(at=at("2026-08-19 10:00"), name="lights", state="ready", why="占道手续与资金已落实。"),
    Moved(at=at("2026-08-26 10:00"), name="lights", state="planned", why="列入年度实施计划。"),
    Moved(at=at("2026-09-02 10:00"), name="lights", state="tender", why="发布招标公告。"),
    Moved(at=at("2026-09-23 10:00"), name="lights", state="building", why="路灯基础开始施工。"),
    Adopted(at=at("2026-07-22 14:00"), name="first", cost=(900_000, 1_600_000, 640)),
    Moved(at=at("2026-08-05 10:00"), name="first", state="reserve", why="建设内容与主体已明确。"),
    Moved(at=at("2026-09-09 10:00"), name="first", state="ready", why="前期条件齐备。"),
    Moved(at=at("2026-09-16 10:00"), name="first", state="planned", why="列入年度实施计划。"),
    Adopted(at=at("2026-07-23 10:00"), name="second", of="lift", cost=(600_000, 1_100_000, 480)),
    Moved(at=at("2026-08-12 10:00"), name="second", state="reserve", why="建设内容与主体已明确。"),
    Adopted(at=at("2026-09-08 10:00"), name="third"),
    Adopted(at=at("2026-09-09 14:00"), name="fourth"),
    Moved(at=at("2026-10-13 10:00"), name="fourth", state="suspended", why="等待片区规划调整。"),
)
STORY: Final[Sequence[Happening]] = (
    *_LAMP,
    *_PASSED_ON,
    Settled(at=at("2026-04-20 02:00")),
    *_FINISHED,
    *_LIFT,
    Settled(at=at("2026-07-20 02:00")),
    *_UNDER_WAY,
    *_REOPENED,
    *_ENDED_OTHERWISE,
    *_LATE,
    *_DISPUTED,
    *_TRANSFERRED,
    Settled(at=at("2026-10-18 02:00")),
)
