"""An officer adds photos of what was done: with a plain form, and over the API."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.intake.cases.case.case import Worker
from services.intake.photos.tables import photos
from services.intake.reports.report import ANYONE
from tests.unit.intake.builders import a_report
from tests.unit.intake.photos.pictures import HEIC, drawn, jpeg, png_claiming
from tests.unit.intake.site_client import Site, bearing, open_site

OFFICER = bearing("officer")
PAGE = {**OFFICER, "Accept": "text/html", "Accept-Language": "en"}
TYPE = "multipart/form-data; boundary=edge"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for all of them: each has a case of its own."""
    opened = open_site(tmp_path_factory.mktemp("site"))
    yield opened
    opened.database.close()


@pytest.fixture
def case(site: Site) -> str:
    """With a report that has a photo."""
    photo = site.photos.receive.receive(jpeg()).photo.id
    report = a_report(service_code="street_lamp", photos=(photo,))
    number = site.receive.receive(report, ANYONE).id
    return site.cases.open_case.open([number], Worker(name="officer 李巍")).id


def send(client: FlaskClient, case: str, content: bytes, name: str = "after.jpg") -> TestResponse:
    """The form as a browser sends it, written by hand."""
    page = client.get(f"/desk/cases/{case}/photos", headers=PAGE).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    head = 'Content-Disposition: form-data; name="'
    body = (
        f'--edge\r\n{head}csrf_token"\r\n\r\n{token[1]}\r\n'
        f'--edge\r\n{head}photo"; filename="{name}"\r\n\r\n'
    ).encode() + content
    path = f"/desk/cases/{case}/photos"
    return client.post(path, data=body + b"\r\n--edge--\r\n", content_type=TYPE, headers=PAGE)


def kept(site: Site) -> tuple[int, int]:
    """Rows and files of photos."""
    rows = site.database.read(lambda conn: len(conn.execute(photos.select()).all()))
    folder = Path(site.database.engine.url.database or "").parent / "photos"
    return rows, len([each for each in folder.rglob("*") if each.is_file()])


def test_the_form_adds_a_photo_that_the_page_then_shows(client: FlaskClient, case: str) -> None:
    assert send(client, case, HEIC.read_bytes(), "IMG_1.HEIC").status_code == 303

    page = client.get(f"/desk/cases/{case}/photos", headers=PAGE).text

    assert "Photo 1 of the finished work" in page
    assert page.count('class="thumbnail"') == 2
    assert page.count("not looked at yet") == 2
    [source] = re.findall(r'src="(/photos/\w+-small.jpg)" width="96" height="64"', page)[:1]
    assert client.get(source, headers=OFFICER).data.startswith(b"\xff\xd8\xff")
    assert client.get(source).status_code == 404


def test_the_inbox_and_the_page_of_a_case_show_photos(
    site: Site, client: FlaskClient, case: str
) -> None:
    photo = site.photos.receive.receive(jpeg()).photo.id
    report = a_report(service_code="lift_fault", photos=(photo,))
    number = site.receive.receive(report, ANYONE).id
    send(client, case, jpeg())

    inbox = client.get("/desk", headers=PAGE).text
    shown = client.get(f"/desk/cases/{case}", headers=PAGE).text

    assert f'alt="Photo 1 of report {number}"' in inbox
    assert f'href="/desk/moderation?item=photo:{photo}"' in inbox
    assert shown.count('class="thumbnail"') == 2
    assert 'alt="Photo 1 of the finished work"' in shown


@pytest.mark.parametrize(
    ("content", "name", "status", "sentence"),
    [
        (b"", "", 422, "Please choose one picture."),
        (jpeg() + bytes(15 * 1024 * 1024 - 100), "a.jpg", 413, "A picture may have at most 15 MB."),
        (bytes(30 * 1024 * 1024), "a.jpg", 413, "At most 15 MB can be sent here."),
        (png_claiming(50_000, 50_000), "a.png", 422, "at most 50 million pixels"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a.svg", 415, "not a picture"),
        (b"MZ\x90" + bytes(900), "holiday.jpg", 415, "not a picture"),
        (jpeg(drawn(800, 600))[:5000], "a.jpg", 422, "damaged or not complete"),
    ],
    ids=["nothing", "heavy", "thirty megabytes", "bomb", "svg", "executable", "truncated"],
)
def test_what_is_refused_is_said_on_the_page_and_nothing_is_kept(
    site: Site, client: FlaskClient, case: str,
    content: bytes, name: str, status: int, sentence: str,
) -> None:  # fmt: skip
    before = kept(site)

    answer = send(client, case, content, name)

    assert answer.status_code == status
    assert sentence in answer.text
    assert answer.mimetype == "text/html"
    assert kept(site) == before


def test_the_api_adds_a_photo_that_was_sent_before(client: FlaskClient, case: str) -> None:
    form = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    body = form + jpeg() + b"\r\n--edge--\r\n"
    photo = client.post("/api/intake/v1/photos", data=body, content_type=TYPE).get_json()["id"]
    path = f"/api/intake/v1/cases/{case}/photos"

    made = client.post(path, json={"photo": photo}, headers=OFFICER)
    unknown = client.post(path, json={"photo": "nonsense"}, headers=OFFICER)

    assert (made.status_code, made.get_json()["public"]) == (201, False)
    assert made.get_json()["case_version"] == 2
    assert unknown.status_code == 422
    assert [each["rule"] for each in unknown.get_json()["errors"]] == ["known_photo"]
    listed = client.get(path, headers=OFFICER).get_json()["items"]
    assert [each["id"] for each in listed] == [photo]


def test_a_case_that_is_not_there_has_no_photos(client: FlaskClient) -> None:
    assert client.get("/desk/cases/C-1/photos", headers=PAGE).status_code == 404
    assert client.get("/api/intake/v1/cases/C-1/photos", headers=OFFICER).status_code == 404
