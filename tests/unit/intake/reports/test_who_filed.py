"""Who filed a report has the way to its page; whoever says the same again has not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.intake.reports import store
from services.intake.reports.report import Report
from services.runtime.identity.access import Actor, Scope
from tests.unit.intake.reports.test_api import faults, post, sent
from tests.unit.intake.site_client import FixedKeys, Site, open_site

HERE, THERE = "yunqiao.hexin", "liuting.luhua"
THEIRS = {"source": "hotline", "external_id": "T-7", "public": False, "area": THERE}


class Keys(FixedKeys):
    """With a second device, and officers of one area and of one unit."""

    def actor(self, key: str) -> Actor | None:
        known = {
            "other device": Actor("device", "sensor 8", "k20"),
            "second desk": Actor("officer", "second desk", "k21"),
            "yunqiao": Actor("officer", "yunqiao", "k8", scope=Scope(areas=("yunqiao",))),
            "sanitation": Actor("officer", "waste", "k9", scope=Scope(units=("sanitation",))),
        }
        return known.get(key) or super().actor(key)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    opened = open_site(tmp_path, Keys())
    yield opened
    opened.database.close()


@pytest.fixture
def client(site: Site) -> FlaskClient:
    return site.client()


def now(site: Site, number: str) -> Report:
    kept = site.database.read(lambda conn: store.by_id(conn, number))
    assert kept is not None
    return kept.report


def filed(client: FlaskClient, who: str, **said: Any) -> dict[str, Any]:
    answer = post(client, who, **{**THEIRS, **said})
    assert answer.status_code == 201, answer.json
    return sent(answer)


OTHERS = ("officer", "second desk", "other device", "yunqiao", "sanitation")


@pytest.mark.parametrize("who", OTHERS)
def test_the_same_said_by_somebody_else_tells_no_token(client: FlaskClient, who: str) -> None:
    first = filed(client, "device")
    again = post(client, who, **THEIRS)
    assert first["tracking_token"] not in again.text
    assert "tracking_token" not in sent(again) or sent(again)["tracking_token"] is None


def test_whoever_filed_it_is_told_the_same_again(client: FlaskClient) -> None:
    for who in ("officer", "device"):
        first = filed(client, who, external_id=who)
        again = post(client, who, **{**THEIRS, "external_id": who})
        assert (again.status_code, sent(again)) == (200, first)


@pytest.mark.parametrize("who", ["other device", "yunqiao", "sanitation"])
def test_who_does_not_work_on_a_report_rewrites_it_under_no_id(
    site: Site, client: FlaskClient, who: str
) -> None:
    first = filed(client, "device", service_code="street_lamp")
    # Whatever it is said to be now, it is the old report.
    forged = {"area": HERE, "service_code": "rubbish", "description": "没有这回事。"}
    answer = post(client, who, **{**THEIRS, **forged})
    assert (answer.status_code, faults(answer)) == (409, [("/external_id", "same_sender")])
    assert first["tracking_token"] not in answer.text
    assert now(site, first["id"]).version == 1


def test_who_works_on_a_report_may_say_it_anew_and_is_told_no_token(
    site: Site, client: FlaskClient
) -> None:
    first = filed(client, "device", area=HERE, service_code="rubbish")
    for version, who in enumerate(("second desk", "yunqiao", "sanitation"), start=2):
        said = {"area": HERE, "service_code": "rubbish", "description": f"{who} 说的。"}
        answer = post(client, who, **{**THEIRS, **said})
        assert (answer.status_code, sent(answer)["tracking_token"]) == (200, None)
        assert sent(answer)["id"] == first["id"]
        assert now(site, first["id"]).version == version


def test_records_of_another_system_are_taken_over_for_the_own_areas_and_units(
    client: FlaskClient,
) -> None:
    lamp = {**THEIRS, "service_code": "street_lamp"}
    for who in ("yunqiao", "sanitation"):
        answer = post(client, who, **lamp)
        assert (answer.status_code, faults(answer)) == (422, [("/area", "own_area_or_unit")])
    assert post(client, "yunqiao", **{**lamp, "area": HERE}).status_code == 201
    # What somebody says at the counter is taken, wherever it is.
    assert post(client, "yunqiao", area=THERE).status_code == 201


def test_a_client_id_of_somebody_else_opens_nothing(client: FlaskClient) -> None:
    first = sent(post(client, "officer", client_id="k1"))
    for who in (None, "device", "second desk"):
        answer = post(client, who, client_id="k1")
        assert answer.status_code == 201
        assert first["tracking_token"] not in answer.text
