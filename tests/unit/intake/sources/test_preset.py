"""Presets find their columns whatever the order, and say which are missing."""

from pathlib import Path

import pytest

from services.contracts.profile.load import load_profile
from services.intake.sources.preset import (
    FOLDER,
    FaultyPreset,
    MissingColumns,
    choose,
    lay_out,
    load_presets,
)
from tests.unit.intake.sources.tables import HOTLINE

PRESETS = load_presets()
BOSTON = ("case_enquiry_id", "open_dt", "case_title", "subject", "reason", "type", "latitude")
NEW_YORK = ("unique_key", "created_date", "complaint_type", "descriptor", "latitude", "longitude")


def test_the_four_presets_are_there_and_the_generic_one_comes_last() -> None:
    assert list(PRESETS) == ["boston311", "hotline-messages", "nyc311", "generic"]


def test_every_category_of_a_preset_is_one_of_the_demonstration() -> None:
    known = load_profile().problem_types
    for preset in PRESETS.values():
        assert set(preset.categories.values()) <= set(known)


@pytest.mark.parametrize(
    ("header", "preset"),
    [
        (HOTLINE, "hotline-messages"),
        (tuple(reversed(HOTLINE)), "hotline-messages"),
        (HOTLINE[:5], "hotline-messages"),
        (BOSTON, "boston311"),
        (NEW_YORK, "nyc311"),
        (("编号", "标题", "内容", "时间", "地址"), "generic"),
        (("id", "description", "lat", "long"), "generic"),
    ],
)
def test_a_header_finds_its_preset(header: tuple[str, ...], preset: str) -> None:
    assert choose(PRESETS, header).preset.name == preset


def test_columns_are_found_whatever_their_order_and_spelling() -> None:
    layout = lay_out(PRESETS["hotline-messages"], (" 留言详情", "留言 编号", *HOTLINE[1:4]))
    assert layout.places["description"] == 0
    assert layout.places["external_id"] == 1


def test_missing_columns_are_all_named_at_once() -> None:
    with pytest.raises(MissingColumns) as fault:
        lay_out(PRESETS["hotline-messages"], ("留言编号", "留言用户", "点赞数"))
    assert fault.value.columns == ("留言主题", "留言时间", "留言详情")


def test_without_a_name_the_closest_preset_says_what_is_missing() -> None:
    with pytest.raises(MissingColumns) as fault:
        choose(PRESETS, ("留言编号", "留言主题", "留言时间"))
    assert (fault.value.preset, fault.value.columns) == ("hotline-messages", ("留言详情",))


def test_a_header_that_resembles_nothing_is_told_what_the_generic_one_needs() -> None:
    with pytest.raises(MissingColumns) as fault:
        choose(PRESETS, ("x", "y"))
    assert (fault.value.preset, fault.value.columns) == ("generic", ("external_id", "description"))


def test_unknown_columns_keep_their_names_and_none_comes_twice() -> None:
    layout = lay_out(PRESETS["hotline-messages"], (*HOTLINE, "备注", None, "备注"))
    assert [layout.headers[place] for place in layout.unknown] == ["备注", "column 9", "备注 (10)"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('source = "hotline"', 'source = "gossip"'),
        ('datum = "wgs84"', 'datum = "mars"'),
        ("subject =", "topic ="),
        ("[columns]", "[columns"),
        ('required = ["external_id"', 'required = ["colour"'),
        ('title.zh = "热线留言表"', ""),
    ],
)
def test_a_faulty_preset_is_named(tmp_path: Path, old: str, new: str) -> None:
    text = (FOLDER / "hotline-messages.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "broken.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FaultyPreset, match=r"broken\.toml"):
        load_presets(tmp_path)
