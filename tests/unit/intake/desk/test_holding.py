"""Officers claim a case, give it away, and stand in for one another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from services.intake.cases.case.case import Worker
from services.intake.cases.holding.holding import Colleague
from services.intake.cases.supporting.support import Asked
from services.runtime.identity.access import Actor, Scope
from tests.unit.intake.builders import demonstration
from tests.unit.intake.desk.test_desk import Officer, dispatched, version_on
from tests.unit.intake.site_client import FixedKeys, Site, bearing, open_site


class Staff(FixedKeys):
    """The officer of the front desk and two colleagues of other scopes."""

    def actor(self, key: str) -> Actor | None:
        if key == "zhou":
            return Actor("officer", "周敏", account_id="a2")
        if key == "water":
            return Actor("officer", "water", "k8", scope=Scope(units=("water_company",)))
        return super().actor(key)

    def staff(self) -> Sequence[Actor]:
        return [
            Actor("officer", "front desk", account_id="a1"),
            Actor("officer", "周敏", account_id="a2"),
            Actor("officer", "elsewhere", account_id="a3", scope=Scope(units=("no_such_unit",))),
            Actor("planner", "planner", account_id="a4"),
        ]


@dataclass
class Colleagues:
    site: Site
    officer: Officer
    case: str

    def send(self, **form: str) -> int:
        page = self.officer.read(f"/desk/cases/{self.case}")
        sent = {"version": version_on(page), **form}
        return self.officer.send(f"/desk/cases/{self.case}/assignee", page, sent).status_code

    def page(self) -> str:
        return self.officer.read(f"/desk/cases/{self.case}")

    def listed(self, holder: str, who: str = "officer") -> bool:
        return self.case in self.officer.read(f"/desk/cases?holder={holder}", **bearing(who))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Colleagues]:
    site = open_site(tmp_path, Staff())
    officer = Officer(site)
    yield Colleagues(site, officer, dispatched(site, officer))
    site.database.close()


def test_a_case_is_claimed_given_to_a_colleague_and_given_back(desk: Colleagues) -> None:
    assert "Nobody has this case yet." in desk.page()
    assert desk.send(holding="claim") == 303
    assert "You have this case." in desk.page()
    assert desk.send(holding="give", assignee="officer 周敏") == 303
    page = desk.page()
    assert "周敏 has this case." in page
    assert "Given to a colleague" in page
    assert desk.send(holding="release") == 303
    assert "Nobody has this case yet." in desk.page()


def test_a_case_is_given_only_to_who_works_for_its_unit(desk: Colleagues) -> None:
    assert "elsewhere" not in desk.page()
    assert desk.send(holding="give", assignee="officer elsewhere") == 422
    assert desk.send(holding="give", assignee="planner planner") == 422
    assert "Nobody has this case yet." in desk.page()


def test_the_list_tells_mine_from_nobodys(desk: Colleagues) -> None:
    assert desk.listed("nobody")
    assert not desk.listed("mine")
    desk.send(holding="claim")
    assert desk.listed("mine")
    assert not desk.listed("nobody")


def test_who_claims_late_is_told_who_was_first_and_both_versions_are_shown(
    desk: Colleagues,
) -> None:
    seen = desk.page()
    desk.send(holding="give", assignee="officer 周敏")
    form = {"version": version_on(seen), "holding": "claim"}
    late = desk.officer.send(f"/desk/cases/{desk.case}/assignee", seen, form)
    assert late.status_code == 409
    assert "front desk changed the case meanwhile (Given to a colleague, just now)" in late.text
    assert "Changed while you were writing" in late.text
    assert "You had version 3" in late.text


def test_what_was_typed_stays_though_the_step_is_over(desk: Colleagues) -> None:
    seen = desk.page()
    form = {"version": version_on(seen), "step": "send_back", "reason": "a lamp of the park"}
    assert desk.officer.send(f"/desk/cases/{desk.case}/steps", seen, form).status_code == 303
    again = desk.officer.send(f"/desk/cases/{desk.case}/steps", seen, form)
    assert again.status_code == 409
    assert "a lamp of the park</textarea>" in again.text


def test_a_deputy_finds_the_cases_of_who_is_away(desk: Colleagues) -> None:
    desk.send(holding="claim")
    today = desk.site.cases.clock.now().astimezone(demonstration().zone).date()
    page = desk.officer.read("/desk/away")
    assert "elsewhere" not in page
    form = {
        "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=3)).isoformat(),
        "deputy": "officer 周敏",
    }
    assert desk.officer.send("/desk/away", page, form).status_code == 303
    assert "周敏 stands in" in desk.page()
    assert desk.listed("mine", "zhou")
    assert "You stand in for front desk" in desk.officer.read("/desk/away", **bearing("zhou"))
    assert desk.officer.send("/desk/away/back", page, {}).status_code == 303
    assert not desk.listed("mine", "zhou")


def test_days_that_cannot_be_are_said_at_the_field_and_kept(desk: Colleagues) -> None:
    page = desk.officer.read("/desk/away")
    for first, last, sentence in (
        ("2999-02-02", "2999-02-01", "The last day lies before the first one."),
        ("2001-02-02", "2001-02-03", "This day is over."),
        ("", "2999-02-01", "This step needs it."),
        ("2999-02-30", "2999-02-01", "This is no day"),
    ):
        form = {"first_day": first, "last_day": last, "deputy": "officer 周敏"}
        answer = desk.officer.send("/desk/away", page, form)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert f'value="{last}"' in answer.text


def test_the_api_assigns_and_refuses_an_old_version(desk: Colleagues) -> None:
    client, path = desk.site.client(), f"/api/intake/v1/cases/{desk.case}"
    version = client.get(path, headers=bearing("officer")).get_json()["version"]
    body = {"version": version, "assignee": "officer 周敏"}
    given = client.post(f"{path}/assignee", json=body, headers=bearing("officer"))
    assert (given.status_code, given.get_json()["assignee"]) == (200, "officer 周敏")
    again = client.post(f"{path}/assignee", json=body, headers=bearing("officer"))
    assert again.status_code == 409
    assert client.post(f"{path}/assignee", json=body, headers=bearing("planner")).status_code == 403


def test_a_supporting_unit_reads_the_case_and_finds_no_step_to_take(desk: Colleagues) -> None:
    wanted = Asked(unit="water_company", task="Shut the main.", limit="2工作日")
    desk.site.cases.supports.ask(desk.case, wanted, Worker(name="officer front desk"))
    listed = desk.officer.read("/desk/cases", **bearing("water"))
    assert f'href="/desk/cases/{desk.case}#supporting">Shut the main.</a>' in listed
    page = desk.officer.read(f"/desk/cases/{desk.case}", **bearing("water"))
    assert "Shut the main." in page
    assert "Send back to the lead" in page
    assert "Withdraw (lead)" not in page
    assert "Ask another unit for support" not in page
    assert "What can be done now" not in page
    assert "Keep the note" not in page


def test_a_deputy_sees_all_that_the_other_one_sees() -> None:
    def stands_in(mine: Scope, other: Scope) -> bool:
        path_of = {"estate": ("city", "district")}.get
        return Colleague("officer a", mine).may_stand_in_for(
            Colleague("officer b", other), lambda area: path_of(area, ())
        )

    everywhere = Scope()
    water, both = Scope(units=("water",)), Scope(units=("water", "roads"))
    assert stands_in(everywhere, water)
    assert stands_in(both, water)
    assert not stands_in(water, both)
    assert not stands_in(water, everywhere)
    assert stands_in(Scope(areas=("district",)), Scope(areas=("estate",)))
    assert not stands_in(Scope(areas=("estate",)), Scope(areas=("district",)))
