"""Photos in the database of either dialect: waiting, named, forgotten after a day."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.intake.photos import receive, store
from services.intake.photos.attach import attach_to_case, attach_to_report
from services.intake.photos.faults import NotAPicture, PhotosUnavailable, PicturesBusy
from services.intake.photos.file_store import FileStore
from services.intake.photos.photo import Photo
from services.intake.photos.receive import ReceivePhoto
from services.intake.photos.sweep import PhotoSweep
from services.intake.reports.faults import RefusedReport
from services.intake.reports.report import ANYONE
from services.intake.reports.wiring import reporting
from services.intake.tables import runtime_tables
from services.runtime.lease import Lease
from tests.contract.intake import Intake, Statements, open_intake
from tests.unit.intake.builders import a_report, an_assessor, demonstration
from tests.unit.intake.photos.pictures import jpeg

A_DAY = 24 * 3600


@dataclass
class Album:
    """Photos in a folder, their rows in intake's database."""

    intake: Intake
    folder: Path

    def __post_init__(self) -> None:
        self.files = FileStore(self.folder)
        self.receive = ReceivePhoto(self.intake.database, self.files, self.intake.clock, 0.05)
        self.reports = reporting(
            self.intake.database,
            self.intake.outbox,
            demonstration(),
            an_assessor(),
            self.intake.clock,
            attach=attach_to_report,
        ).receive

    def sent(self) -> str:
        return self.receive.receive(jpeg()).photo.id

    def reported(self, *ids: str) -> str:
        return self.reports.receive(a_report(photos=ids), ANYONE).id

    def found(self, photo_id: str) -> Photo | None:
        return self.intake.database.read(lambda conn: store.by_id(conn, photo_id))

    def file_count(self) -> int:
        return len([path for path in self.folder.rglob("*") if path.is_file()])

    def sweep(self, holder: str = "one") -> PhotoSweep:
        intake = self.intake
        lease = Lease(intake.database, runtime_tables, "photos", holder, intake.clock)
        return PhotoSweep("intake-photos", intake.database, self.files, lease, intake.clock)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def album(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Album]:
    for intake in open_intake(request, tmp_path):
        yield Album(intake, tmp_path / "photos")


def test_a_refused_picture_leaves_neither_row_nor_file(album: Album) -> None:
    with pytest.raises(NotAPicture):
        album.receive.receive(b"<svg/>")

    assert album.intake.rows("photos") == 0
    assert album.file_count() == 0


def test_a_report_takes_its_photos_over_in_the_order_it_names_them(album: Album) -> None:
    first, second = album.sent(), album.sent()

    number = album.reported(second, first)

    photos = album.intake.database.read(lambda conn: store.of_report(conn, number))
    assert [photo.id for photo in photos] == [second, first]
    assert {photo.audience for photo in photos} == {"staff"}


def test_a_report_that_names_what_does_not_wait_is_refused_whole(album: Album) -> None:
    taken, free = album.sent(), album.sent()
    album.reported(taken)

    with pytest.raises(RefusedReport) as refused:
        album.reported(free, taken, free)

    assert [fault.pointer for fault in refused.value.broken] == ["/photos/1", "/photos/2"]
    assert album.intake.rows("reports") == 1
    waiting = album.found(free)
    assert waiting is not None
    assert not waiting.attached


def test_a_report_without_photos_costs_no_further_statement(album: Album) -> None:
    with Statements(album.intake.database) as statements:
        album.reported()

    assert not [each for each in statements.seen if "photos" in each]


def test_of_two_who_name_one_photo_one_gets_it(album: Album) -> None:
    photo = album.sent()
    outcomes: list[str] = []

    def name_it() -> None:
        try:
            outcomes.append(album.reported(photo))
        except RefusedReport:
            outcomes.append("refused")

    people = [threading.Thread(target=name_it) for _ in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert outcomes.count("refused") == 3
    assert album.intake.rows("reports") == 1


def test_what_nobody_named_is_forgotten_after_a_day_with_its_files(album: Album) -> None:
    named, waiting, of_case = album.sent(), album.sent(), album.sent()
    album.reported(named)
    album.intake.database.write(lambda conn: attach_to_case(conn, "case", of_case))
    role = album.sweep()

    album.intake.clock.advance(A_DAY - 60)
    assert role.step() == 0
    album.intake.clock.advance(120)
    late = album.sent()
    assert role.step() == 1

    assert album.found(waiting) is None
    assert album.found(named) is not None
    assert album.found(of_case) is not None
    assert album.found(late) is not None
    assert album.file_count() == 6
    assert role.step() == 0


def test_a_sweep_that_is_killed_in_the_middle_is_finished_by_the_next(
    album: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = album.sent()
    album.intake.clock.advance(A_DAY + 1)
    role = album.sweep()

    def away(_: str) -> None:
        raise PhotosUnavailable("the disk is away")

    with monkeypatch.context() as patched:
        patched.setattr(album.files, "forget", away)
        with pytest.raises(PhotosUnavailable):
            role.step()

    # Its files may be gone by half: nobody can name it any more.
    with pytest.raises(RefusedReport):
        album.reported(photo)
    assert role.step() == 1
    assert album.found(photo) is None
    assert album.file_count() == 0


def test_a_photo_whose_files_could_not_be_written_is_not_given_out_and_swept(
    album: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_name: str, _content: bytes) -> None:
        raise PhotosUnavailable("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(album.files, "put", full)
        with pytest.raises(PhotosUnavailable):
            album.receive.receive(jpeg())

    album.intake.clock.advance(A_DAY + 1)
    assert album.sweep().step() == 1
    assert album.intake.rows("photos") == 0


def test_the_photos_of_an_erased_report_are_forgotten_by_the_next_sweep(album: Album) -> None:
    photo, other = album.sent(), album.sent()
    number, _ = album.reported(photo), album.reported(other)
    album.intake.database.write(lambda conn: store.judge(conn, photo, "public"))

    assert album.intake.database.write(lambda conn: store.give_up(conn, number)) == 1

    with pytest.raises(RefusedReport):
        album.reported(photo)
    assert album.sweep().step() == 1
    assert album.found(photo) is None
    assert album.found(other) is not None
    assert album.file_count() == 2


def test_of_each_report_the_first_photo_that_passed_is_its_picture(album: Album) -> None:
    first, second, third = album.sent(), album.sent(), album.sent()
    number, without = album.reported(first, second, third), album.reported(album.sent())

    for photo in (third, second):
        album.intake.database.write(lambda conn, p=photo: store.judge(conn, p, "public"))  # type: ignore[misc]

    pictures = album.intake.database.read(lambda conn: store.first_public(conn, [number, without]))
    assert {report: photo.id for report, photo in pictures.items()} == {number: second}
    assert album.intake.database.read(lambda conn: store.first_public(conn, [])) == {}


def test_strangers_cannot_fill_the_disk_with_photos_that_nothing_names(
    album: Album, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receive, "MOST_WAITING", 2)
    named, _ = album.sent(), album.sent()
    with pytest.raises(PicturesBusy):
        album.sent()
    album.reported(named)
    album.sent()


def test_another_sweep_waits_for_the_lease(album: Album) -> None:
    album.sent()
    album.intake.clock.advance(A_DAY + 1)
    first, second = album.sweep("one"), album.sweep("two")

    assert first.step() == 1
    album.sent()
    album.intake.clock.advance(1)
    assert second.step() == 0


def test_one_picture_is_decoded_at_a_time_and_the_next_is_not_kept_waiting_for_ever(
    album: Album,
) -> None:
    with album.receive._darkroom, pytest.raises(PicturesBusy):
        album.receive.receive(jpeg())

    assert album.sent()
