"""The photo goes with the answer: no second form, and no refusal loses what was typed."""

import io
import re
from datetime import date

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from services.intake.cases.case import store
from services.intake.cases.case.case import Case, Saying, Worker
from services.intake.photos import store as photo_store
from services.intake.photos.picture import LARGEST_PICTURE
from tests.unit.intake.desk.test_desk import PAGE, Officer, file_reports
from tests.unit.intake.site_client import Site

WHO = Worker(name="officer 李巍")
ANSWER = "路灯已换成新灯，请再看看。"


def picture() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (320, 240), (30, 120, 60)).save(drawn, "JPEG")
    return drawn.getvalue()


@pytest.fixture
def case(site: Site) -> Case:
    """One that somebody works on."""
    (number,) = file_reports(site, 1)
    opened = site.cases.open_case.open((number,), WHO)
    for step, said in (
        ("file", Saying(condition="out")),
        ("dispatch", Saying(unit="municipal")),
        ("accept", Saying()),
    ):
        opened = site.cases.take_step.take(opened.id, opened.version, step, WHO, said)
    return opened


def send(
    site: Site, case: Case, content: bytes | None = None, kept: str | None = None, **said: str
) -> TestResponse:
    """The form of handing back as a browser sends it, written by hand."""
    officer = Officer(site)
    form = {
        "step": "hand_back",
        "version": str(case.version),
        "outcome": "repaired",
        "note": ANSWER,
        **said,
        **officer.token(officer.read(f"/desk/cases/{case.id}")),
    }
    fields = [*form.items(), *([("photo", kept)] if kept else [])]
    head = '--edge\r\nContent-Disposition: form-data; name="'
    body = "".join(f'{head}{name}"\r\n\r\n{value}\r\n' for name, value in fields).encode()
    if content is not None:
        body += f'{head}photo"; filename="after.jpg"\r\n\r\n'.encode() + content + b"\r\n"
    return officer.client.post(
        f"/desk/cases/{case.id}/steps",
        data=body + b"--edge--\r\n",
        headers=PAGE,
        content_type="multipart/form-data; boundary=edge",
    )


def shown(site: Site, case: Case) -> tuple[Case, int]:
    """The case and its photos of what was done."""
    found, photos = site.database.read(
        lambda conn: (store.by_id(conn, case.id), photo_store.of_case(conn, case.id))
    )
    assert found is not None
    return found, len(photos)


def test_answer_and_photo_are_sent_by_one_form(site: Site, case: Case) -> None:
    page = Officer(site).read(f"/desk/cases/{case.id}")
    form = page.partition('value="hand_back"')[0].rpartition("<form")[2]
    assert 'enctype="multipart/form-data"' in form
    answer = send(site, case, picture())
    assert answer.status_code == 303, answer.text
    after, photos = shown(site, case)
    assert (after.state, after.outcome, photos) == ("verifying", "repaired", 1)
    history = site.database.read(lambda conn: store.history(conn, case.id))
    assert history[-1].details["photo"]


@pytest.mark.parametrize(
    ("content", "status", "rule"),
    [
        (b"no picture at all", 415, "not a picture that we can take"),
        (b"", 422, "The file is empty."),
        (picture()[:-400], 422, "damaged or not complete"),
        (b"\xff\xd8\xff" + b"\0" * LARGEST_PICTURE, 413, "at most 15 MB"),
        (b"\xff\xd8\xff" + b"\0" * 2 * LARGEST_PICTURE, 413, "at most 15 MB"),
    ],
)
def test_a_picture_that_cannot_be_taken_loses_no_word(
    site: Site, case: Case, content: bytes, status: int, rule: str
) -> None:
    answer = send(site, case, content, reason="夜间无法拍照")
    assert answer.status_code == status
    assert rule in answer.text
    assert f">{ANSWER}</textarea>" in answer.text
    assert ">夜间无法拍照</textarea>" in answer.text
    assert 'href="#hand_back-photo"' in answer.text
    assert '<option value="repaired" selected>' in answer.text
    assert shown(site, case) == (case, 0)


def test_a_refused_step_keeps_the_photo_for_the_next_try(site: Site, case: Case) -> None:
    refused = send(site, case, picture(), note="", outcome="answered", reason="现场核实")
    assert refused.status_code == 422
    assert "is kept and goes along" in refused.text
    kept = re.search(r'type="hidden" name="photo" value="([0-9a-f]{32})"', refused.text)
    assert kept is not None
    assert refused.text.count('type="hidden" name="photo"') == 1
    answer = send(site, case, kept=kept[1])
    assert answer.status_code == 303
    assert shown(site, case)[1] == 1


def test_a_stale_case_keeps_answer_and_photo(site: Site, case: Case) -> None:
    old = case
    waits = Saying(reason="等备件", review_on=date(2099, 1, 5))
    site.cases.take_step.take(case.id, case.version, "suspend", WHO, waits)
    refused = send(site, old, picture())
    assert refused.status_code == 409
    assert ANSWER in refused.text
    assert shown(site, case)[1] == 0


def test_inserting_a_template_without_scripts_keeps_the_photo(site: Site, case: Case) -> None:
    again = send(site, case, picture(), insert="yes", template="repaired:en")
    assert again.status_code == 200
    assert 'type="hidden" name="photo"' in again.text
    assert ANSWER in again.text


def test_another_photo_takes_the_place_of_the_one_that_was_kept(site: Site, case: Case) -> None:
    refused = send(site, case, picture(), note="x" * 2001)
    kept = re.search(r'type="hidden" name="photo" value="([0-9a-f]{32})"', refused.text)
    assert kept is not None
    answer = send(site, case, picture(), kept=kept[1])
    assert answer.status_code == 303
    history = site.database.read(lambda conn: store.history(conn, case.id))
    assert history[-1].details["photo"] != kept[1]
    assert shown(site, case)[1] == 1


def test_a_photo_that_is_not_there_is_said_at_its_field(site: Site, case: Case) -> None:
    answer = send(site, case, kept="0" * 32)
    assert answer.status_code == 422
    assert 'href="#hand_back-photo"' in answer.text
    assert ANSWER in answer.text
    assert 'type="hidden" name="photo"' not in answer.text
