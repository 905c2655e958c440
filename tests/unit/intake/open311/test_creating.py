"""POST requests: what is taken, what is refused, and what the creator is told."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from services.contracts.profile.model import Profile
from services.intake.open311.submission import LONGEST_DESCRIPTION
from services.intake.reports import contacts, store
from services.intake.reports.store import Kept
from services.intake.reports.tables import reports
from services.runtime.identity.access import ROLES, Role
from tests.unit.intake.builders import PHONE, demonstration
from tests.unit.intake.open311.front import LAMP, V2, Front, errors, open_front


def _kept(front: Front, number: str) -> Kept:
    kept = front.database.read(lambda conn: store.by_id(conn, number))
    assert kept is not None
    return kept


def _without(*names: str) -> dict[str, str]:
    return {name: value for name, value in LAMP.items() if name not in names}


def test_a_request_becomes_an_ordinary_report(front: Front) -> None:
    number = front.filed(description="路灯坏了", address_string="云桥路 3 号", address_id="lamp-3")
    report = _kept(front, number).report
    assert (report.category.code, report.category.decided_by) == ("street_lamp", "reporter")
    assert (report.place.lat, report.place.long) == (29.9, 121.6)
    assert (report.place.address, report.object) == ("云桥路 3 号", "lamp-3")
    assert (report.description, report.source) == ("路灯坏了", "resident")
    assert (report.audience, dict(report.extras)) == ("public", {"state": "dark"})


def test_no_argument_tells_a_number_of_a_person_to_everybody(front: Front) -> None:
    said = dict.fromkeys(("description", "address_string", "address_id", "first_name"), PHONE)
    number = front.filed(**said, last_name=PHONE, media_url=f"https://example.org/{PHONE}.jpg")
    assert PHONE not in front.get(f"requests/{number}.json").text
    assert PHONE not in front.get(f"requests/{number}.xml", extensions="true").text
    assert PHONE not in front.get("requests.json", extensions="true").text


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize("key", ["", "nobody's"])
def test_without_a_key_that_is_known_nothing_is_taken(still: Front, form: str, key: str) -> None:
    assert errors(still.post({**LAMP, "api_key": key}, form), 403)
    assert still.json("requests") == []


@pytest.mark.parametrize("role", ROLES)
def test_keys_of_those_who_report_create_and_others_do_not(front: Front, role: Role) -> None:
    answer = front.post({**LAMP, "api_key": role})
    if role in ("resident", "officer", "device", "admin"):
        assert answer.status_code == 200
    else:
        (said,) = errors(answer, 403)
        assert "may not report" in said
        assert front.json("requests") == []


@pytest.mark.parametrize("place", ["address", "X-Api-Key", "Authorization"])
def test_the_key_may_stand_in_the_address_or_in_a_header(front: Front, place: str) -> None:
    headers = {"X-Api-Key": {"X-Api-Key": "app"}, "Authorization": {"Authorization": "Bearer app"}}
    answer = front.http.post(
        f"{V2}/requests.json",
        data=LAMP,
        query_string={"api_key": "app"} if place == "address" else {},
        headers=headers.get(place, {}),
    )
    assert answer.status_code == 200


def test_the_service_must_be_named_and_known(still: Front) -> None:
    assert still.refused(_without("service_code")) == ["service_code: Please name a service."]
    assert still.refused({**LAMP, "service_code": "nope"}, 404)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (_without("lat", "long"), "address_string"),
        (_without("lat"), "lat"),
        (_without("long"), "long"),
        ({**LAMP, "lat": "91"}, "lat"),
        ({**LAMP, "long": "-181"}, "long"),
        ({**LAMP, "lat": "north"}, "lat"),
        ({**LAMP, "lat": "nan"}, "lat"),
        ({**LAMP, "description": "字" * (LONGEST_DESCRIPTION + 1)}, "description"),
        ({**LAMP, "media_url": "javascript:alert(1)"}, "media_url"),
        ({**LAMP, "datum": "mars"}, "datum"),
        ({**LAMP, "address_string": "路" * 501}, "address_string"),
        ({**LAMP, "phone": "1" * 81}, "phone"),
        ({**LAMP, "description": "a\0b"}, "description"),
    ],
)
def test_what_is_wrong_is_named(still: Front, said: dict[str, str], wrong: str) -> None:
    (told,) = still.refused(said)
    assert told.startswith(f"{wrong}: ")
    assert still.json("requests") == []


def test_zero_is_a_coordinate(front: Front) -> None:
    number = front.filed(lat="0", long="0.0")
    found = front.json(f"requests/{number}")[0]
    assert (found["lat"], found["long"]) == (0.0, 0.0)


@pytest.mark.parametrize("place", ["address_string", "address_id"])
def test_an_address_or_its_id_is_a_place(front: Front, place: str) -> None:
    answer = front.post({**_without("lat", "long"), place: "B-17"})
    assert answer.status_code == 200


def test_a_description_may_be_as_long_as_the_standard_says(front: Front) -> None:
    long = "𠮷" * LONGEST_DESCRIPTION
    assert front.json(f"requests/{front.filed(description=long)}")[0]["description"] == long


def test_without_a_description_the_service_and_the_choices_say_what_it_is(front: Front) -> None:
    assert _kept(front, front.filed(description="  ")).report.description == "路灯：不亮"
    plain = {"service_code": "leak", "address_string": "云桥新村 3 栋"}
    number = front.created(plain)["service_request_id"]
    assert _kept(front, number).report.description == "房屋渗漏"


def test_every_fault_of_the_answers_is_told(still: Front) -> None:
    said = {
        "service_code": "drainage",
        "address_string": "云桥路",
        "attribute[depth]": "knee-deep",
        "attribute[reaches][]": "the moon",
        "attribute[began]": "2026-11-22",
        "attribute[colour]": "brown",
    }
    told = still.refused(said)
    assert [each.partition(":")[0] for each in told] == [
        "attribute[began]",
        "attribute[colour]",
        "attribute[depth]",
        "attribute[reaches]",
    ]


@pytest.mark.parametrize("name", ["attribute[reaches][]", "attribute[reaches]"])
def test_several_values_come_in_both_writings(front: Front, name: str) -> None:
    said = [
        ("service_code", "drainage"),
        ("address_string", "云桥路"),
        ("attribute[depth]", "12.5"),
        (name, "home"),
        (name, "footway"),
    ]
    number = front.created(said)["service_request_id"]
    assert dict(_kept(front, number).report.extras) == {"depth": "12.5", "reaches": "footway,home"}


def test_what_is_only_shown_takes_no_answer(front: Front) -> None:
    said = {"service_code": "lift_fault", "address_string": "云桥新村", "attribute[trapped]": "no"}
    assert front.post(said).status_code == 200
    (told,) = front.refused({**said, "attribute[emergency]": "yes"})
    assert told.startswith("attribute[emergency]: ")


@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_realtime_service_gives_the_number_at_once(front: Front, form: str) -> None:
    answer = front.post(LAMP, form)
    assert answer.status_code == 200
    assert "<token>" not in answer.text
    assert "service_request_id" in answer.text


def test_a_batch_service_gives_a_token_that_becomes_a_number(front: Front) -> None:
    profile = demonstration()
    code = next(c for c, t in profile.problem_types.items() if front.calls.kind(c) == "batch")
    told = front.created({"service_code": code, "address_string": "云桥路"})
    assert sorted(told) == ["service_notice", "token"]
    (known,) = front.json(f"tokens/{told['token']}")
    assert known["token"] == told["token"]
    assert _kept(front, known["service_request_id"]).report.category.code == code


def test_a_token_waits_for_its_number(front: Front) -> None:
    number = front.filed()
    token = _kept(front, number).keeping.tracking_token
    front.database.write(lambda conn: conn.execute(reports.update().values(seq=None)))
    assert front.json(f"tokens/{token}") == [{"service_request_id": None, "token": token}]
    assert errors(front.get("tokens/unknown.json"), 404)


def test_a_blackbox_service_gives_neither_and_is_in_no_list(front: Front) -> None:
    told = front.created({"service_code": "wages", "address_string": "云桥路"})
    assert list(told) == ["service_notice"]
    assert front.json("requests") == []
    (number,) = front.database.read(lambda conn: conn.execute(select(reports.c.id)).scalars())
    assert errors(front.get(f"requests/{number}.json"), 404)


def test_the_person_is_known_to_intake_and_to_nobody_else(front: Front) -> None:
    number = front.filed(
        first_name="大明", last_name="王", email="wang@example.org", phone=PHONE, device_id="d-9"
    )
    private = front.database.read(lambda conn: contacts.load(conn, number))
    assert private is not None
    assert (private.contact.name, private.contact.phone) == ("王大明", PHONE)
    for path in (f"requests/{number}.json", f"requests/{number}.xml", "requests.json"):
        told = front.get(path, extensions="true").text
        assert all(secret not in told for secret in ("大明", "wang@", PHONE, "d-9"))


def test_a_number_in_the_text_is_masked(front: Front) -> None:
    number = front.filed(description=f"请打 {PHONE}")
    assert PHONE not in front.get(f"requests/{number}.json").text


def test_the_address_of_a_picture_is_kept_for_staff_only(front: Front) -> None:
    number = front.filed(media_url="https://pictures.example.org/a.jpg")
    extras = _kept(front, number).report.extras
    assert extras["media_url"] == "https://pictures.example.org/a.jpg"
    for form in ("json", "xml"):
        told = front.get(f"requests/{number}.{form}", extensions="true").text
        assert "pictures.example.org" not in told


def test_the_same_under_one_client_id_is_one_report(front: Front) -> None:
    first = front.filed(client_id="c1")
    assert front.filed(client_id="c1") == first
    assert front.refused({**LAMP, "client_id": "c1", "description": "别的"})
    other = front.created({**LAMP, "client_id": "c1", "api_key": "other"})
    assert other["service_request_id"] != first


def test_a_reporter_may_keep_a_request_from_the_public(front: Front) -> None:
    number = front.filed(public="false")
    assert errors(front.get(f"requests/{number}.json"), 404)


def test_a_place_may_be_given_in_another_datum(front: Front) -> None:
    report = _kept(front, front.filed(datum="gcj02")).report
    assert report.place.lat is not None
    assert abs(report.place.lat - 29.9) > 0.0005


def test_two_people_of_one_app_are_two(front: Front) -> None:
    pseudonyms = [
        _kept(front, front.filed(**said)).report.pseudonym
        for said in ({"account_id": "1"}, {"account_id": "2"}, {"account_id": "1"}, {})
    ]
    assert pseudonyms[0] == pseudonyms[2] != pseudonyms[1]
    assert pseudonyms[3] is None


def test_json_is_no_form(still: Front) -> None:
    answer = still.http.post(f"{V2}/requests.json?api_key=app", json=LAMP)
    assert errors(answer, 400)


def test_a_client_that_asks_too_much_is_told_to_wait(tmp_path: Path) -> None:
    front = open_front(tmp_path, limited=True, per_client=2)
    assert [front.post(LAMP).status_code for _ in range(3)] == [200, 200, 429]
    assert front.post({**LAMP, "api_key": "other"}).status_code == 200
    answer = front.post(LAMP)
    assert (errors(answer, 429) != [], answer.headers["Retry-After"]) == (True, "60")
    front.database.close()


def test_nobody_may_try_keys_for_long(tmp_path: Path) -> None:
    front = open_front(tmp_path, limited=True)
    statuses = [front.post({**LAMP, "api_key": f"guess {n}"}).status_code for n in range(32)]
    assert (statuses[0], statuses[-1]) == (403, 429)
    front.database.close()


def test_a_profile_without_attributes_serves_too(tmp_path: Path) -> None:
    profile: Profile = replace(demonstration(), service_attributes={})
    front = open_front(tmp_path, profile=profile)
    assert {each["metadata"] for each in front.json("services")} == {False}
    front.database.close()
