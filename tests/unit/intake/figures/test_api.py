"""Statistics over HTTP: counts behind every rate, within what an officer works for."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from services.intake.cases.case.case import Saying, Worker
from services.intake.figures.catalogue import FIGURES
from services.intake.reports.report import ANYONE
from services.runtime.identity.access import Actor, Scope
from tests.unit.intake.builders import a_report
from tests.unit.intake.site_client import FixedKeys, Site, bearing

WHERE = "/api/intake/v1/statistics"
OFFICER = Worker(name="officer 李巍")
HEADERS = {**bearing("officer"), "Accept-Language": "en"}


def dispatched(site: Site, **said: Any) -> str:
    """A lamp that went to the municipal office."""
    told = a_report(**{"service_code": "street_lamp", **said})
    number = site.receive.receive(told, ANYONE).id
    said_of_it = Saying(condition="out", unit="municipal")
    return site.cases.handle_bundle.handle([number], "dispatch", OFFICER, said_of_it).id


def figures(client: FlaskClient, query: str = "", **headers: str) -> dict[str, Any]:
    answer = client.get(f"{WHERE}{query}", headers={**HEADERS, **headers})
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    return {each["code"]: each for each in answer.json["figures"]} | {"whole answer": answer.json}


def test_every_rate_has_its_counts_and_is_unavailable_where_there_are_none(
    site: Site, client: FlaskClient
) -> None:
    dispatched(site)
    found = figures(client)
    response, on_time = found["response"], found["on_time"]
    assert (response["part"], response["whole"], response["percent"]) == (1, 1, 100.0)
    assert (on_time["part"], on_time["whole"], on_time["percent"]) == (0, 0, None)
    assert {*FIGURES, "whole answer"} == set(found)
    assert "among the cases opened" in response["counted"]


def test_what_units_send_back_is_told_with_the_rule_and_the_reason(
    site: Site, client: FlaskClient
) -> None:
    case = dispatched(site)
    site.cases.take_step.take(case, 3, "send_back", OFFICER, Saying(reason="不归我们管"))
    (rule,) = figures(client)["whole answer"]["rules"]
    assert rule == {
        "rule": "category:street_lamp",
        "name": "Road lamps",
        "dispatched": 1,
        "sent_back": 1,
        "reasons": [{"unit": "municipal", "reason": "不归我们管", "number": 1}],
    }


def test_filters_narrow_and_unknown_codes_are_named(site: Site, client: FlaskClient) -> None:
    dispatched(site, area="yunqiao.hexin.meiyuan")
    assert figures(client, "?area=yunqiao")["response"]["whole"] == 1
    assert figures(client, "?area=liuting")["response"]["whole"] == 0
    assert figures(client, "?group=lift&unit=municipal")["response"]["whole"] == 0
    assert figures(client, "?until=2020-01-31")["response"]["whole"] == 0
    wrong = client.get(f"{WHERE}?area=nowhere&since=2026-02-01&until=2026-01-01", headers=HEADERS)
    assert wrong.status_code == 422
    assert wrong.json is not None
    assert [error["pointer"] for error in wrong.json["errors"]] == ["/area", "/until"]


def test_an_officer_of_a_unit_or_an_area_counts_only_what_lies_there(
    site: Site, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispatched(site, area="yunqiao.hexin.meiyuan")
    seen = {}
    for name, scope in {
        "all": Scope(),
        "unit": Scope(units=("municipal",)),
        "other unit": Scope(units=("sanitation",)),
        "area": Scope(areas=("yunqiao",)),
        "other area": Scope(areas=("liuting",)),
    }.items():
        actor = Actor("officer", name, name, scope=scope)
        monkeypatch.setattr(FixedKeys, "actor", lambda _self, _key, who=actor: who)
        seen[name] = figures(client, "?unit=municipal")["dispatch_accuracy"]["whole"]
    assert seen == {"all": 1, "unit": 1, "other unit": 0, "area": 1, "other area": 0}
