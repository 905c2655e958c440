"""Titles that are made of place and kind are made in the reader's language."""

from services.contracts.profile.load import load_profile
from services.search.index.document import Fact
from services.search.words import title_in
from tests.unit.search.documents import a_document

PROFILE = load_profile()
PATH = ("qinghe", "yunqiao", "yunqiao.hexin")
PLACE = PROFILE.areas["yunqiao.hexin"].name
LAMP = PROFILE.problem_types["street_lamp"].name
WORKS = PROFILE.project_types["street_lighting"].name


def test_a_need_and_a_case_are_named_in_the_reader_s_language() -> None:
    for kind in ("need", "case"):
        made = a_document(
            "N-1",
            kind=kind,
            category="street_lamp",
            area_path=PATH,
            title=f"{PLACE.zh} · {LAMP.zh}",
        )
        assert title_in(PROFILE, made, "en") == f"{PLACE.en} · {LAMP.en}"
        assert title_in(PROFILE, made, "zh") == made.title


def test_a_project_is_too_unless_a_planner_named_it() -> None:
    facts = (Fact("project_type", "street_lighting"),)
    title = f"{PLACE.zh} · {WORKS.zh}（{LAMP.zh}）"
    made = a_document(
        "P-1", kind="project", category="street_lamp", area_path=PATH, title=title, facts=facts
    )
    named = a_document(
        "P-2", kind="project", category="street_lamp", area_path=PATH, title="亮灯工程", facts=facts
    )
    assert title_in(PROFILE, made, "en") == f"{PLACE.en} · {WORKS.en} ({LAMP.en})"
    assert title_in(PROFILE, named, "en") == "亮灯工程"


def test_what_a_resident_wrote_and_a_place_outside_all_areas_stay() -> None:
    wrote = a_document("R-1", category="street_lamp", area_path=PATH, title="路灯不亮")
    outside = a_document(
        "N-2", kind="need", category="street_lamp", area_path=(), title="湾头村 · 路灯"
    )
    assert title_in(PROFILE, wrote, "en") == "路灯不亮"
    assert title_in(PROFILE, outside, "en") == "湾头村 · 路灯"
