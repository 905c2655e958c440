"""What was repaired is shown by a photo that exists, or a reason says why there is none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.intake.cases.after_photos.add_photo import MOST_PHOTOS
from services.intake.cases.after_photos.album import Album
from services.intake.cases.case import store as case_store
from services.intake.cases.case.case import Case, Worker
from services.intake.cases.case.refusals import MissingDetail, NoSuchCase
from services.intake.cases.wiring import adding_photos
from services.intake.photos import store
from services.intake.photos.photo import Photo
from tests.contract.case_desk import COLLEAGUE, OFFICER, Desk, open_desk


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    yield from open_desk(request, tmp_path)


def found(desk: Desk, photo_id: str) -> Photo:
    photo = desk.intake.database.read(lambda conn: store.by_id(conn, photo_id))
    assert photo is not None
    return photo


def being_handled(desk: Desk) -> Case:
    case = desk.take(desk.opened(), "file", condition="out")
    case = desk.take(case, "dispatch", unit="housing_bureau")
    return desk.take(case, "accept")


def added(desk: Desk, case: Case, photo: str | None = None) -> Case:
    return adding_photos(desk.cases).add(case.id, photo or desk.photo(), OFFICER)[0]


def hand_back(desk: Desk, case: Case, who: Worker = OFFICER, **said: str) -> Case:
    return desk.take(case, "hand_back", who, outcome="repaired", note="灯已修好。", **said)


def last_photo(desk: Desk, case: Case) -> object:
    taken = desk.intake.database.read(lambda conn: case_store.last_step(conn, case.id))
    assert taken is not None
    return taken.details.get("photo")


def test_a_photo_that_is_named_belongs_to_the_case_and_waits_for_moderation(desk: Desk) -> None:
    photo = desk.photo()

    case = hand_back(desk, being_handled(desk), photo=photo)

    kept = found(desk, photo)
    assert (kept.case_id, kept.kind, kept.audience, kept.judged) == (
        case.id, "after", "staff", False,
    )  # fmt: skip
    assert last_photo(desk, case) == photo


def test_a_photo_that_does_not_exist_or_belongs_elsewhere_changes_nothing(desk: Desk) -> None:
    elsewhere = desk.photo()
    added(desk, being_handled(desk), elsewhere)
    case = being_handled(desk)

    for photo in ("p1", elsewhere):
        with pytest.raises(MissingDetail, match="photo: known_photo"):
            hand_back(desk, case, photo=photo)

    kept = desk.intake.database.read(lambda conn: case_store.by_id(conn, case.id))
    assert kept == case


def test_repaired_needs_a_photo_or_the_reason_why_there_is_none(desk: Desk) -> None:
    case = being_handled(desk)

    with pytest.raises(MissingDetail, match="photo: photo_or_reason"):
        hand_back(desk, case)

    assert hand_back(desk, case, reason="夜里修的，太黑").state == "verifying"


def test_a_photo_that_was_added_before_is_enough_and_the_newest_one_counts(desk: Desk) -> None:
    case = added(desk, being_handled(desk))
    photo = desk.photo()
    case = added(desk, case, photo)

    case = hand_back(desk, case)

    assert last_photo(desk, case) == photo


def test_what_was_sent_back_needs_a_new_photo(desk: Desk) -> None:
    case = added(desk, being_handled(desk))
    case = hand_back(desk, case)
    case = desk.take(case, "redo", COLLEAGUE, reason="灯又灭了")

    with pytest.raises(MissingDetail, match="photo: photo_or_reason"):
        hand_back(desk, case, COLLEAGUE)

    assert hand_back(desk, added(desk, case), COLLEAGUE).state == "verifying"


def test_a_step_that_repairs_nothing_takes_no_photo(desk: Desk) -> None:
    photo = desk.photo()

    with pytest.raises(MissingDetail, match="photo: not_with_this_step"):
        desk.take(desk.opened(), "file", condition="out", photo=photo)

    assert not found(desk, photo).attached


def test_who_added_a_photo_is_remembered_and_adding_it_again_changes_nothing(desk: Desk) -> None:
    case = being_handled(desk)
    photo = desk.photo()

    once = added(desk, case, photo)
    again = added(desk, case, photo)

    assert (once.version, again.version) == (case.version + 1, case.version + 1)
    last = desk.intake.database.read(lambda conn: case_store.last_step(conn, case.id))
    assert last is not None
    assert (last.step, last.who) == ("add_photo", OFFICER.name)
    assert desk.told()[-1].version == once.version


def test_a_case_has_so_many_photos_and_no_more(desk: Desk) -> None:
    case = being_handled(desk)
    for _ in range(MOST_PHOTOS):
        added(desk, case)

    with pytest.raises(MissingDetail, match="photo: many_photos"):
        added(desk, case)
    with pytest.raises(NoSuchCase):
        adding_photos(desk.cases).add("C-1", desk.photo(), OFFICER)
    album = desk.intake.database.read(lambda conn: Album.of(conn, case.id))
    assert len(album.after) == MOST_PHOTOS
