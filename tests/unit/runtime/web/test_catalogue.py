"""One message has one translation, wherever its file stands."""

from pathlib import Path

import pytest

from services.runtime.web.catalogue import CollidingTranslations, catalogue

BACK = 'msgid "Back"\nmsgstr "{}"\n'
STEP_BACK = f'msgctxt "earlier step"\n{BACK}'
PEOPLE = 'msgid "one person"\nmsgid_plural "%(num)d people"\nmsgstr[0] "{}"\n'


@pytest.fixture
def rooms(tmp_path: Path) -> list[Path]:
    made = [tmp_path / name for name in ("cases", "site")]
    for room in made:
        room.mkdir()
    return made


def write(room: Path, *entries: str) -> None:
    (room / "zh.po").write_text("\n".join(entries), encoding="utf-8")


def test_two_rooms_that_translate_a_message_differently_are_refused_by_name(
    rooms: list[Path],
) -> None:
    write(rooms[0], BACK.format("返回"))
    write(rooms[1], BACK.format("上一步"))
    with pytest.raises(CollidingTranslations) as refused:
        catalogue(rooms, "zh")
    for named in (*(str(room / "zh.po") for room in rooms), "'Back'", "返回", "上一步"):
        assert named in str(refused.value)


def test_one_file_that_translates_a_message_twice_is_refused(rooms: list[Path]) -> None:
    write(rooms[0], BACK.format("返回"), BACK.format("上一步"))
    with pytest.raises(CollidingTranslations):
        catalogue(rooms[:1], "zh")


@pytest.mark.parametrize(
    "other", [PEOPLE.format(" %(num)d 人"), 'msgid "one person"\nmsgstr "一人"']
)
def test_plural_forms_collide_like_any_other(rooms: list[Path], other: str) -> None:
    write(rooms[0], PEOPLE.format("%(num)d 人"))
    write(rooms[1], other)
    with pytest.raises(CollidingTranslations):
        catalogue(rooms, "zh")


def test_two_rooms_may_agree(rooms: list[Path]) -> None:
    for room in rooms:
        write(room, BACK.format("返回"), PEOPLE.format("%(num)d 人"))
    said = catalogue(rooms, "zh")
    assert said.gettext("Back") == "返回"
    assert said.ngettext("one person", "%(num)d people", 7) == "%(num)d 人"


def test_a_context_keeps_two_meanings_apart(rooms: list[Path]) -> None:
    write(rooms[0], BACK.format("返回"))
    write(rooms[1], STEP_BACK.format("上一步"))
    said = catalogue(rooms, "zh")
    assert (said.gettext("Back"), said.pgettext("earlier step", "Back")) == ("返回", "上一步")
    assert said.pgettext("earlier step", "Next") == "Next"
