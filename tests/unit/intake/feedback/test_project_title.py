"""A project's title on intake's pages, in the reader's language."""

from dataclasses import replace

from services.intake.feedback.project_title import title_in
from services.intake.feedback.thread import ProjectNews
from tests.unit.intake.builders import NOON, demonstration

PROFILE = demonstration()
LIFT = ProjectNews(
    id="P-000001",
    title="禾心梅园 · 电梯更新（电梯故障）",
    state="accepted",
    candidate=False,
    rank=None,
    ranked_at=None,
    people=4,
    created_at=NOON,
    changed_at=NOON,
    project_type="lift",
    category="lift_fault",
    area="yunqiao.hexin.meiyuan",
)


def test_a_title_that_the_bank_made_is_made_again_in_the_readers_language() -> None:
    works = PROFILE.project_types["lift"].name
    made = replace(LIFT, title=f"禾心梅园 · {works.zh}（电梯故障）")
    assert title_in(PROFILE, made, "en") == f"Hexin Meiyuan Estate · {works.en} (Faulty lift)"
    assert title_in(PROFILE, made, "zh") == made.title


def test_what_a_planner_wrote_and_what_was_not_heard_stay_as_they_are() -> None:
    written = replace(LIFT, title="梅园电梯更新工程")
    assert title_in(PROFILE, written, "en") == "梅园电梯更新工程"
    old = replace(LIFT, project_type=None, category=None, area=None)
    assert title_in(PROFILE, old, "en") == old.title
    works = PROFILE.project_types["lift"].name
    unplaced = replace(LIFT, title=f"文化路 · {works.zh}（电梯故障）", area=None)
    assert title_in(PROFILE, unplaced, "en") == unplaced.title
