"""Pictures that come with a request: taken with it, refused with it, published once they passed."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from services.intake.photos import store
from services.intake.photos.photo import Photo
from services.intake.photos.tables import photos
from tests.unit.intake.open311.front import KEY, LAMP, V2, Front, errors
from tests.unit.intake.photos.pictures import HEIC, drawn, exif, jpeg, png_claiming, segments

TYPE = "multipart/form-data; boundary=edge"


def post(
    front: Front, media: Sequence[bytes], field: str = "media", form: str = "json", **said: str
) -> TestResponse:
    """Written by hand: the client of the tests leaves a large form's temporary file open."""
    head = "--edge\r\nContent-Disposition: form-data; name="
    fields = {**LAMP, "api_key": KEY, **said}
    body = "".join(f'{head}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()).encode()
    for content in media:
        body += f'{head}"{field}"; filename="lamp.jpg"\r\n\r\n'.encode() + content + b"\r\n"
    return front.http.post(
        f"{V2}/requests.{form}",
        data=body + b"--edge--\r\n",
        content_type=TYPE,
        headers={"Accept-Language": "en"},
    )


def created(answer: TestResponse) -> str:
    assert answer.status_code == 200, answer.text
    [told] = answer.get_json()
    return str(told["service_request_id"])


def photos_of(front: Front, number: str) -> Sequence[Photo]:
    return front.database.read(lambda conn: store.of_report(conn, number))


def rows(front: Front) -> int:
    return front.database.read(lambda conn: len(conn.execute(photos.select()).all()))


def files(folder: Path) -> list[Path]:
    return [path for path in (folder / "photos").rglob("*") if path.is_file()]


def passed(front: Front, photo: Photo) -> None:
    front.database.write(lambda conn: store.judge(conn, photo.id, "public"))


def test_pictures_come_with_a_request_and_lose_what_the_camera_wrote(
    front: Front, tmp_path: Path
) -> None:
    sent = [jpeg(exif=exif(1, (29.5, 121.25))), HEIC.read_bytes()]

    number = created(post(front, sent))

    assert [photo.position for photo in photos_of(front, number)] == [0, 1]
    assert len(files(tmp_path)) == 4
    for file in files(tmp_path):
        assert 0xE1 not in segments(file.read_bytes())


def test_a_picture_is_answered_once_it_passed_and_the_first_one_that_did(front: Front) -> None:
    number = created(post(front, [jpeg(), jpeg(drawn(40, 40))], "media[]"))
    _, second = photos_of(front, number)
    assert front.json(f"requests/{number}")[0]["media_url"] is None

    passed(front, second)

    address = f"http://localhost/photos/{second.id}.jpg"
    assert front.json(f"requests/{number}")[0]["media_url"] == address
    assert front.xml(f"requests/{number}").findtext("request/media_url") == address
    [listed] = front.json("requests", extensions="true")
    assert listed["media_url"] == address


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (jpeg() + bytes(15 * 1024 * 1024 - 100), "at most 15 MB"),
        (bytes(30 * 1024 * 1024), "at most 15 MB"),
        (png_claiming(50_000, 50_000), "at most 50 million pixels"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "not a picture"),
        (b"MZ\x90" + bytes(900), "not a picture"),
        (jpeg(drawn(800, 600))[:5000], "damaged or not complete"),
        (b"", "The file is empty."),
    ],
    ids=["heavy", "thirty megabytes", "bomb", "svg", "executable", "truncated", "empty"],
)
def test_a_picture_that_is_none_is_told_and_nothing_of_the_request_is_kept(
    still: Front, content: bytes, sentence: str
) -> None:
    (told,) = errors(post(still, [jpeg(), content], form="xml"))

    assert told.startswith("media: ")
    assert sentence in told
    assert still.json("requests") == []
    assert rows(still) == 0


def test_a_request_that_is_refused_keeps_no_picture(front: Front, tmp_path: Path) -> None:
    assert errors(post(front, [jpeg(), b"MZ"]))
    assert errors(post(front, [jpeg()], lat="95"))
    assert errors(post(front, [jpeg()], service_code="no_such"), 404)
    assert errors(post(front, [jpeg()], api_key="guess"), 403)

    assert (rows(front), files(tmp_path)) == (0, [])


def test_six_pictures_or_another_field_are_too_much(still: Front) -> None:
    assert errors(post(still, [jpeg()] * 6)) == ["media: At most 5 photos can go with a report."]
    assert errors(post(still, [jpeg()], "photo")) == [
        "media: Send pictures as files in the field media."
    ]
    assert rows(still) == 0


def test_more_than_a_form_may_hold_is_refused_before_it_is_read(still: Front) -> None:
    assert errors(post(still, [bytes(14 * 1024 * 1024)] * 3), 413) == ["The body is too large."]


def test_the_same_with_its_pictures_is_the_same_request(front: Front, tmp_path: Path) -> None:
    first = created(post(front, [jpeg()], client_id="c1"))
    again = created(post(front, [jpeg()], client_id="c1"))
    other = post(front, [jpeg(drawn(30, 30))], client_id="c1")

    assert again == first
    assert errors(other)
    assert (rows(front), len(files(tmp_path))) == (1, 2)


def test_an_empty_file_field_of_a_browser_is_no_picture(front: Front) -> None:
    head = "--edge\r\nContent-Disposition: form-data; name="
    said = {**LAMP, "api_key": KEY}
    body = "".join(f'{head}"{name}"\r\n\r\n{value}\r\n' for name, value in said.items())
    body += f'{head}"media"; filename=""\r\n\r\n\r\n--edge--\r\n'
    answer = front.http.post(f"{V2}/requests.json", data=body.encode(), content_type=TYPE)
    assert photos_of(front, created(answer)) == []
