"""Photos over HTTP: sent, named by a report, shown to whom they may be shown."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from services.intake.photos.tables import photos
from services.intake.reports.tables import reports
from tests.unit.intake.photos.pictures import (
    HEIC,
    drawn,
    encoded,
    exif,
    jpeg,
    png_claiming,
    segments,
)
from tests.unit.intake.site_client import Site, bearing

API = "/api/intake/v1"
FORM_TYPE = "multipart/form-data; boundary=edge"
OFFICER = bearing("officer")


def send(client: FlaskClient, content: bytes, **options: Any) -> TestResponse:
    return client.post(f"{API}/photos", data=as_form(content), content_type=FORM_TYPE, **options)


def as_form(content: bytes) -> bytes:
    """Written by hand: the client of the tests leaves a large form's temporary file open."""
    head = 'Content-Disposition: form-data; name="file"; filename="photo.jpg"'
    return b"--edge\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n--edge--\r\n"


def sent(client: FlaskClient, content: bytes | None = None) -> str:
    answer = send(client, jpeg() if content is None else content)
    assert answer.status_code == 201, answer.text
    return str(answer.get_json()["id"])


def report(client: FlaskClient, *ids: str, **said: object) -> TestResponse:
    body = {"description": "路灯坏了三天", "address": "文化路 12 号", "photos": list(ids), **said}
    return client.post(f"{API}/reports", json=body)


def everything_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def passed(site: Site, photo_id: str) -> None:
    """As if moderation had passed it."""
    query = update(photos).where(photos.c.id == photo_id).values(audience="public", judged=True)
    site.database.write(lambda conn: conn.execute(query))


def of_audience(site: Site, audience: str, **values: object) -> None:
    query = update(reports).values(audience=audience, **values)
    site.database.write(lambda conn: conn.execute(query))


def rows(site: Site) -> int:
    return site.database.read(lambda conn: len(conn.execute(photos.select()).all()))


def test_a_picture_is_kept_and_its_place_is_told_but_not_stored(
    site: Site, client: FlaskClient, tmp_path: Path
) -> None:
    answer = send(client, jpeg(exif=exif(6, (29.5, 121.25))))

    body = answer.get_json()
    assert answer.status_code == 201
    assert (body["width"], body["height"]) == (64, 96)
    assert body["taken_at"] == {"lat": 29.5, "long": 121.25}
    kept = everything_below(tmp_path / "photos")
    assert len(kept) == 2
    for file in kept:
        assert 0xE1 not in segments(file.read_bytes())
        assert file.stat().st_mode & 0o077 == 0


def test_the_heic_of_a_phone_is_converted(client: FlaskClient) -> None:
    photo = sent(client, HEIC.read_bytes())

    shown = client.get(f"/photos/{photo}.jpg", headers=OFFICER)

    assert shown.mimetype == "image/jpeg"
    assert shown.data.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("content", "status", "rule", "chinese"),
    [
        (jpeg() + bytes(15 * 1024 * 1024 - 100), 413, "picture_bytes", "最大 15 MB"),
        (png_claiming(50_000, 50_000), 422, "picture_pixels", "5000 万像素"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", 415, "picture_kind", "HEIC"),
        (b"MZ\x90" + bytes(900), 415, "picture_kind", "JPEG、PNG"),
        (jpeg(drawn(800, 600))[:5000], 422, "picture_whole", "不完整"),
        (encoded(drawn(), "GIF"), 415, "picture_kind", "HEIC"),
        (b"", 422, "picture_empty", "空的"),
    ],
    ids=["heavy", "bomb", "svg", "executable", "truncated", "gif", "empty"],
)
def test_a_refused_picture_is_told_the_rule_and_leaves_nothing(
    site: Site,
    client: FlaskClient,
    tmp_path: Path,
    content: bytes,
    status: int,
    rule: str,
    chinese: str,
) -> None:
    answer = send(client, content, query_string={"lang": "zh"})

    body = answer.get_json()
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert [(each["pointer"], each["rule"]) for each in body["errors"]] == [("/file", rule)]
    assert chinese in body["detail"]
    assert everything_below(tmp_path / "photos") == []
    assert rows(site) == 0


def test_thirty_megabytes_are_refused_before_they_are_read(site: Site, client: FlaskClient) -> None:
    answer = send(client, jpeg() + bytes(30 * 1024 * 1024), query_string={"lang": "en"})

    assert answer.status_code == 413
    assert answer.get_json()["detail"] == "At most 15 MB can be sent here."
    assert rows(site) == 0


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 415),
        ({"other": (BytesIO(b"x"), "x.jpg")}, 422),
        ({"file": "no file"}, 415),
        ({"file": [(BytesIO(b"x"), "x.jpg"), (BytesIO(b"y"), "y.jpg")]}, 422),
    ],
    ids=["no form", "another field", "a text", "two files"],
)
def test_a_form_that_is_none_of_ours_is_refused(
    client: FlaskClient, form: dict[str, Any], status: int
) -> None:
    assert client.post(f"{API}/photos", data=form).status_code == status


def test_a_report_names_photos_and_each_belongs_to_one_report_only(client: FlaskClient) -> None:
    first, second = sent(client), sent(client)
    made = report(client, second, first)
    assert made.status_code == 201

    again = report(client, first)

    assert again.status_code == 422
    assert again.get_json()["errors"][0]["pointer"] == "/photos/0"
    assert again.get_json()["errors"][0]["rule"] == "known_photo"
    number = made.get_json()["id"]
    listed = client.get(f"{API}/reports/{number}/photos", headers=OFFICER).get_json()["items"]
    assert [each["id"] for each in listed] == [second, first]


def test_a_report_with_an_unknown_photo_stores_nothing(site: Site, client: FlaskClient) -> None:
    photo = sent(client)

    refused = report(client, photo, "0" * 32, "nonsense")

    pointers = [each["pointer"] for each in refused.get_json()["errors"]]
    assert pointers == ["/photos/1", "/photos/2"]
    assert site.database.read(lambda conn: conn.execute(reports.select()).all()) == []
    assert report(client, photo).status_code == 201


def test_six_photos_are_too_many(client: FlaskClient) -> None:
    answer = report(client, *[sent(client) for _ in range(6)])

    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"] == "/photos"


def test_the_same_report_again_is_the_same_though_its_photos_are_named_already(
    client: FlaskClient,
) -> None:
    photo = sent(client)
    first = report(client, photo, client_id="k1")
    again = report(client, photo, client_id="k1")
    other = report(client, sent(client), client_id="k1")

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.get_json()["id"] == again.get_json()["id"]


def test_until_moderation_passed_it_only_staff_and_the_reporter_see_a_photo(
    site: Site, client: FlaskClient
) -> None:
    photo = sent(client)
    made = report(client, photo).get_json()
    other = report(client).get_json()
    address = f"/photos/{photo}.jpg"
    of_audience(site, "public")

    assert client.get(address).status_code == 404
    assert client.get(f"{address}?token={other['tracking_token']}").status_code == 404
    assert client.get(address, headers=bearing("planner")).status_code == 404
    mine = client.get(f"{address}?token={made['tracking_token']}")
    staff = client.get(address, headers=OFFICER)
    assert (mine.status_code, staff.status_code) == (200, 200)
    assert mine.headers["Cache-Control"] == "private, no-store"
    assert client.get(f"{API}/reports/{made['id']}/photos").get_json()["items"] == []


def test_a_photo_that_passed_is_public_with_its_report_and_not_without(
    site: Site, client: FlaskClient
) -> None:
    photo = sent(client, jpeg(drawn(1200, 900)))
    made = report(client, photo).get_json()
    passed(site, photo)
    of_audience(site, "public")

    large, small = client.get(f"/photos/{photo}.jpg"), client.get(f"/photos/{photo}-small.jpg")

    assert (large.status_code, small.status_code) == (200, 200)
    assert len(small.data) < len(large.data)
    assert large.headers["Cache-Control"] == "public, max-age=600"
    assert large.headers["X-Content-Type-Options"] == "nosniff"
    assert large.headers["Content-Type"] == "image/jpeg"
    assert "Cookie" in large.headers["Vary"]
    known = {"If-None-Match": large.headers["ETag"]}
    assert client.get(f"/photos/{photo}.jpg", headers=known).status_code == 304
    [item] = client.get(f"{API}/reports/{made['id']}/photos").get_json()["items"]
    assert client.get(item["small_url"]).status_code == 200

    of_audience(site, "staff")
    assert client.get(f"/photos/{photo}.jpg").status_code == 404
    of_audience(site, "public", erased=True)
    assert client.get(f"/photos/{photo}.jpg", headers=OFFICER).status_code == 404


@pytest.mark.parametrize(
    "name", ["0" * 32, "nonsense", "..%2f..%2fintake", "0" * 31 + "g", "0" * 32 + "-large"]
)
def test_what_is_no_photo_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/photos/{name}.jpg", headers=OFFICER).status_code == 404
