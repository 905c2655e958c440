"""Where photos are shown: on the reporter's page at once, to everybody once they passed."""

import re

from flask.testing import FlaskClient

from services.intake.cases.case.case import Worker
from services.intake.photos import store
from services.intake.photos.attach import attach_to_case
from services.intake.reports.receiving.receive import Receipt
from services.intake.reports.report import ANYONE
from tests.unit.intake.builders import a_report
from tests.unit.intake.photos.pictures import drawn, jpeg
from tests.unit.intake.site_client import Site

ENGLISH = {"Accept-Language": "en"}
HERE = {"lat": 30.4159, "long": 123.14607}


def sent(site: Site) -> str:
    return site.photos.receive.receive(jpeg(drawn(960, 640))).photo.id


def reported(site: Site, *ids: str, **said: object) -> Receipt:
    report = a_report(service_code="street_lamp", photos=ids, **HERE, **said)
    return site.receive.receive(report, ANYONE)


def judge(site: Site, photo: str, *, passed: bool) -> None:
    site.database.write(lambda conn: store.judge(conn, photo, "public" if passed else "staff"))


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers=ENGLISH)
    assert answer.status_code == 200, answer.text
    return answer.text


def picture_of(photo: str) -> re.Pattern[str]:
    return re.compile(rf'<img [^>]*src="/photos/{photo}-small.jpg([^"]*)" width="480" height="320"')


def test_the_reporter_sees_own_photos_at_once_and_is_told_who_else_does(
    site: Site, client: FlaskClient
) -> None:
    first, second, third = sent(site), sent(site), sent(site)
    token = reported(site, first, second, third).tracking_token
    judge(site, second, passed=True)
    judge(site, third, passed=False)

    shown = page(client, f"/track/{token}")

    for number, photo in enumerate((first, second, third), start=1):
        found = picture_of(photo).search(shown)
        assert found is not None
        assert client.get(f"/photos/{photo}-small.jpg{found[1]}").status_code == 200
        assert f'alt="Your photo {number}"' in shown
    assert "Only you and the staff see it until we have looked at it" in shown
    assert "Everybody sees it" in shown


def test_a_report_whose_photos_were_given_up_shows_none(site: Site, client: FlaskClient) -> None:
    receipt = reported(site, sent(site))
    site.database.write(lambda conn: store.give_up(conn, receipt.id))

    assert "<img" not in page(client, f"/track/{receipt.tracking_token}")


def test_photos_of_what_was_done_are_shown_once_they_passed(
    site: Site, client: FlaskClient
) -> None:
    receipt = reported(site)
    case = site.cases.open_case.open([receipt.id], Worker(name="officer 李巍"))
    done, waiting = sent(site), sent(site)
    for photo in (done, waiting):
        site.database.write(lambda conn, p=photo: attach_to_case(conn, case.id, p))  # type: ignore[misc]
    judge(site, done, passed=True)

    shown = page(client, f"/track/{receipt.tracking_token}")

    assert "How it looks now" in shown
    assert picture_of(done).search(shown)
    assert waiting not in shown
    assert client.get(f"/photos/{done}.jpg").status_code == 200
    token = receipt.tracking_token
    assert client.get(f"/photos/{waiting}.jpg?token={token}").status_code == 404


def test_the_board_shows_the_first_photo_that_passed(site: Site, client: FlaskClient) -> None:
    first, second = sent(site), sent(site)
    reported(site, first, second)
    hidden = sent(site)
    reported(site, hidden)
    judge(site, second, passed=True)

    shown = page(client, "/board")

    assert picture_of(second).search(shown)
    assert 'alt="Photo of: 路灯坏了三天"' in shown
    assert (first in shown, hidden in shown) == (False, False)


def test_neighbours_reports_are_answered_with_a_picture(site: Site, client: FlaskClient) -> None:
    photo = sent(site)
    reported(site, photo)
    query = {"lat": HERE["lat"], "long": HERE["long"], "category": "street_lamp"}

    def pictures() -> list[object]:
        answer = client.get("/api/intake/v1/reports/nearby", query_string=query)
        return [item["picture"] for item in answer.get_json()["items"]]

    assert pictures() == [None]
    judge(site, photo, passed=True)
    address = f"/photos/{photo}-small.jpg"
    assert pictures() == [{"url": address, "width": 480, "height": 320}]


def test_the_page_tells_when_a_report_is_shown_and_when_not(
    site: Site, client: FlaskClient
) -> None:
    receipt = reported(site)
    officer = {"Authorization": "Bearer officer"}
    path = f"/api/intake/v1/moderation/report/{receipt.id}"
    for verdict, sentence in (("withheld", "Not public"), ("passed", "Published")):
        mark = client.get(path, headers=officer).get_json()["mark"]
        body = {"verdict": verdict, "why": "指名指控", "mark": mark}
        client.post(path, json=body, headers=officer)
        shown = page(client, f"/track/{receipt.tracking_token}")
        assert f"<strong>{sentence}</strong>" in shown
        assert "指名指控" not in shown
