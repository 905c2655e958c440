"""GET requests, services and tokens: which requests are found, and how they are written."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from services.intake.reports.tables import report_history, reports
from services.runtime.unavailable import DatabaseUnavailable
from tests.unit.intake.builders import NOON, OFFICER, a_report, an_imported
from tests.unit.intake.open311.front import KEY, LAMP, V2, Front, errors

DAY = 86_400
MEMBERS = [
    "service_request_id",
    "status",
    "status_notes",
    "service_name",
    "service_code",
    "description",
    "agency_responsible",
    "service_notice",
    "requested_datetime",
    "updated_datetime",
    "expected_datetime",
    "address",
    "address_id",
    "zipcode",
    "lat",
    "long",
    "media_url",
]


def _at(moment: datetime) -> str:
    return moment.isoformat()


def _ids(front: Front, **arguments: str) -> list[str]:
    return [each["service_request_id"] for each in front.json("requests", **arguments)]


def test_the_list_of_nothing_is_empty_in_both_formats(still: Front) -> None:
    assert still.json("requests") == []
    assert still.get("requests.xml").text.endswith("<service_requests/>")


def test_a_request_has_the_standards_members_and_no_other(front: Front) -> None:
    number = front.filed(description="路灯坏了")
    (found,) = front.json(f"requests/{number}")
    assert list(found) == MEMBERS
    (told,) = front.xml(f"requests/{number}")
    assert [child.tag for child in told] == MEMBERS
    assert front.json("requests") == [found]


def test_texts_arrive_as_they_were_sent(front: Front) -> None:
    said = '<b>路灯</b> & "it\'s"\r\n第二行\t完\ufffe'
    number = front.filed(description=said)
    assert front.json(f"requests/{number}")[0]["description"] == said
    # U+FFFE is no character of XML 1.0: its replacement stands for it.
    assert front.xml(f"requests/{number}")[0].findtext("description") == said.replace(
        "\ufffe", "\ufffd"
    )


def test_what_was_said_at_length_elsewhere_is_cut(front: Front) -> None:
    front.receive.receive(a_report(service_code="street_lamp", description="灯" * 9_000), OFFICER)
    (found,) = front.json("requests")
    assert found["description"] == "灯" * 3_999 + "…"


def test_times_are_written_with_the_offset_of_the_place(front: Front) -> None:
    (found,) = front.json(f"requests/{front.filed()}")
    assert found["requested_datetime"] == "2026-11-22T12:00:00+08:00"


def test_requests_come_newest_first_then_by_number(front: Front) -> None:
    first = front.filed()
    front.wait(1)
    later = sorted([front.filed(), front.filed()])
    assert _ids(front) == [*later, first]


def test_what_was_taken_over_was_requested_where_it_comes_from(front: Front) -> None:
    week_ago = NOON - timedelta(days=7)
    new = an_imported("7", occurred_at=week_ago, public=True, service_code="street_lamp")
    front.receive.receive(new, OFFICER)
    (found,) = front.json("requests")
    assert found["requested_datetime"] == "2026-11-15T12:00:00+08:00"
    assert found["updated_datetime"] == "2026-11-22T12:00:00+08:00"


def test_without_dates_the_last_90_days_are_meant(front: Front) -> None:
    old = front.filed()
    front.wait(90 * DAY)
    new = front.filed()
    assert _ids(front) == [new, old]
    front.wait(1)
    assert _ids(front) == [new]
    assert _ids(front, start_date=_at(NOON)) == [new, old]


def test_one_bound_reaches_90_days(front: Front) -> None:
    first = front.filed()
    front.wait(91 * DAY)
    last = front.filed()
    assert _ids(front, start_date=_at(NOON - timedelta(days=1))) == [first]
    assert _ids(front, end_date=_at(front.clock.now())) == [last]
    assert _ids(front, end_date=_at(NOON)) == [first]


def test_both_bounds_are_part_of_the_range_to_the_second(front: Front) -> None:
    front.wait(0.75)
    number = front.filed()
    (found,) = front.json("requests")
    moment = found["requested_datetime"]
    assert _ids(front, start_date=moment, end_date=moment) == [number]


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        ({"start_date": "2026-08-01T00:00:00Z", "end_date": "2026-11-01T00:00:00Z"}, "end_date"),
        ({"start_date": "2026-11-02T00:00:00Z", "end_date": "2026-11-01T00:00:00Z"}, "end_date"),
        ({"start_date": "2026-11-01"}, "start_date"),
        ({"start_date": "2026-11-01T00:00:00"}, "start_date"),
        ({"end_date": "yesterday"}, "end_date"),
        ({"start_date": "9999-12-31T23:59:59Z"}, "start_date"),
        ({"end_date": "0001-01-01T00:00:00+14:00"}, "end_date"),
        ({"status": "open,done"}, "status"),
        ({"page": "-1"}, "page"),
        ({"page": "two"}, "page"),
        ({"page_size": "many"}, "page_size"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "2,0,1,1"}, "bbox"),
        ({"bbox": "nan,0,1,1"}, "bbox"),
        ({"lat": "1", "long": "1"}, "radius"),
        ({"lat": "1", "long": "1", "radius": "50001"}, "radius"),
        ({"lat": "91", "long": "1", "radius": "5"}, "radius"),
        ({"lat": "x", "long": "1", "radius": "5"}, "lat"),
        ({"updated_after": "2026"}, "updated_after"),
        ({"service_request_id": ",".join(map(str, range(1001)))}, "service_request_id"),
        ({"service_code": ",".join(map(str, range(1001)))}, "service_code"),
    ],
)
@pytest.mark.parametrize("form", ["xml", "json"])
def test_what_cannot_be_understood_is_named(
    still: Front, arguments: dict[str, str], wrong: str, form: str
) -> None:
    told = errors(still.get(f"requests.{form}", **arguments))
    assert [each.partition(":")[0] for each in told] == [wrong]


def test_a_plus_sign_that_became_a_space_is_read_as_one(front: Front) -> None:
    number = front.filed()
    answer = front.http.get(f"{V2}/requests.json?start_date=2026-11-22T12:00:00+08:00")
    assert [each["service_request_id"] for each in answer.json or ()] == [number]


def test_empty_arguments_are_absent(front: Front) -> None:
    number = front.filed()
    names = ("service_request_id", "service_code", "status", "start_date", "bbox", "lat", "page")
    assert _ids(front, **dict.fromkeys(names, "")) == [number]


def test_arguments_of_other_servers_and_places_are_ignored(front: Front) -> None:
    number = front.filed()
    assert _ids(front, jurisdiction_id="nowhere.example.org", q="lamp", sort="asc") == [number]


def test_ids_override_every_other_filter(front: Front) -> None:
    first, second, _ = (front.filed() for _ in range(3))
    front.wait(200 * DAY)
    both = f"{first},{second.lower()},20200101-XXXXX"
    assert set(_ids(front, service_request_id=both, status="closed", start_date="no")) == {
        first,
        second,
    }
    assert _ids(front, service_request_id="nonsense/../x") == []


def test_services_and_states_are_lists(front: Front) -> None:
    lamp = front.filed()
    leak = front.created({"service_code": "leak", "address_string": "云桥路"})
    numbers = {lamp, leak["service_request_id"]}
    assert set(_ids(front, service_code="street_lamp,leak")) == numbers
    assert _ids(front, service_code="street_lamp") == [lamp]
    assert _ids(front, service_code="unknown") == []
    assert set(_ids(front, status="open")) == set(_ids(front, status="Closed, open")) == numbers
    assert _ids(front, status="closed") == []


def test_pages_hold_every_request_once(front: Front) -> None:
    for _ in range(7):
        front.filed()
    pages = [_ids(front, page=f"{page}", page_size="3") for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert [each for page in pages for each in page] == _ids(front)
    assert _ids(front, page="0", page_size="3") == pages[0]
    assert _ids(front, page_size="100000") == _ids(front)


def test_a_box_and_a_circle_find_what_lies_in_them(front: Front) -> None:
    here = front.filed(lat="29.9", long="121.6")
    there = front.filed(lat="29.9", long="121.61")
    unlocated = front.created({"service_code": "leak", "address_string": "云桥路"})[
        "service_request_id"
    ]
    assert _ids(front, bbox="121.59,29.89,121.605,29.91") == [here]
    assert _ids(front, lat="29.9", long="121.6", radius="900") == [here]
    assert set(_ids(front, lat="29.9", long="121.6", radius="1000")) == {here, there}
    assert unlocated in _ids(front)


def test_pages_of_a_circle_are_exact(front: Front) -> None:
    inside = {front.filed(lat=f"{29.9 + step / 10_000}") for step in range(8)}
    for _ in range(8):
        front.filed(lat="29.90401", long="121.60401")
    around = {"lat": "29.9", "long": "121.6", "radius": "500"}
    pages = [_ids(front, **around, page=f"{page}", page_size="3") for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [3, 3, 2]
    assert {each for page in pages for each in page} == inside


def _changed(front: Front, number: str, at: datetime) -> None:
    row = {"report_id": number, "version": 2, "at": at, "who": "o", "why": "w", "before": {}}
    front.database.write(
        lambda conn: (
            conn.execute(reports.update().where(reports.c.id == number).values(version=2)),
            conn.execute(report_history.insert(), row),
        )
    )


def test_changes_since_are_found_however_old_the_request(front: Front) -> None:
    old, other = front.filed(), front.filed()
    now = front.wait(200 * DAY)
    _changed(front, old, now)
    new = front.filed()
    since = _at(now - timedelta(hours=1))
    assert set(_ids(front, updated_after=since)) == {old, new}
    assert _ids(front, updated_before=since) == [other]
    assert _ids(front, updated_after=since, end_date=_at(NOON)) == [old]
    (found,) = front.json(f"requests/{old}")
    assert datetime.fromisoformat(found["updated_datetime"]) == now


def test_extensions_add_what_is_public_and_no_free_answer(front: Front) -> None:
    number = front.filed(**{"attribute[post]": "杆 7"})
    now = front.wait(60)
    _changed(front, number, now)
    (found,) = front.json(f"requests/{number}", extensions="true")
    assert list(found)[: len(MEMBERS)] == MEMBERS
    assert found["attributes"] == [
        {
            "code": "state",
            "label": "What is wrong with the lamp?",
            "value": "dark",
            "name": "Does not light",
        }
    ]
    assert [note["type"] for note in found["notes"]] == ["received", "changed"]
    assert found["extended_attributes"]["version"] == f"report:{number}@2"
    (told,) = front.xml("requests", extensions="true")
    assert told.findtext("attributes/attribute/value") == "dark"
    assert len(told.findall("notes/note")) == 2


def test_what_is_not_public_is_not_there(front: Front) -> None:
    receipt = front.receive.receive(a_report(public=False), OFFICER)
    assert _ids(front) == []
    assert errors(front.get(f"requests/{receipt.id}.json"), 404)
    for form in ("json", "xml"):
        headers = {"Authorization": "Bearer officer"}
        answer = front.http.get(f"{V2}/requests/{receipt.id}.{form}", headers=headers)
        assert errors(answer, 404)


@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_bad_key_is_told_in_the_standards_shape(still: Front, form: str) -> None:
    headers = {"Authorization": "Bearer wrong"}
    assert errors(still.http.get(f"{V2}/services.{form}", headers=headers), 403)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("services.csv", 400),
        ("requests/20261122-AAAAA.pdf", 400),
        ("services/nope.xml", 404),
        ("requests/20261122-AAAAA.json", 404),
        ("tokens/nope.json", 404),
        ("nothing", 404),
        ("services/a/b.json", 404),
        ("requests/%00.json", 404),
        (f"requests/{quote('路灯')}.xml", 404),
    ],
)
def test_what_does_not_exist_is_told_in_the_standards_shape(
    still: Front, path: str, status: int
) -> None:
    assert errors(still.http.get(f"{V2}/{path}"), status)


def test_other_methods_are_refused_in_the_standards_shape(still: Front) -> None:
    assert errors(still.http.put(f"{V2}/requests.json"), 404)
    assert errors(still.http.post(f"{V2}/services.json"), 404)
    assert still.http.head(f"{V2}/services.json").status_code == 200


def test_too_large_a_body_is_told_in_the_standards_shape(still: Front) -> None:
    big = {**LAMP, "api_key": KEY, "description": "x" * 300_000}
    assert errors(still.http.post(f"{V2}/requests.json", data=big), 413)


@pytest.mark.parametrize(
    ("accepted", "form"),
    [
        ("*/*", "xml"),
        ("application/json", "json"),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "xml"),
        ("application/pdf", "xml"),
    ],
)
def test_without_a_suffix_the_client_chooses(still: Front, accepted: str, form: str) -> None:
    answer = still.http.get(f"{V2}/services", headers={"Accept": accepted})
    assert (answer.status_code, form in answer.content_type) == (200, True)


def test_a_fault_of_ours_is_told_in_the_standards_shape(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(front.calls, "shown", broken)
    front.app.config["PROPAGATE_EXCEPTIONS"] = False
    (told,) = errors(front.get("requests.json"), 500)
    assert "our side" in told


def test_a_database_that_is_away_is_told_in_the_standards_shape(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise DatabaseUnavailable("the tests took it away")

    monkeypatch.setattr(front.database, "glance", away)
    answer = front.get("requests.xml")
    assert errors(answer, 503)
    assert answer.headers["Retry-After"]


def test_other_origins_may_read(front: Front) -> None:
    assert front.get("services.json").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in front.post(LAMP).headers


def test_the_readers_language_is_spoken(front: Front) -> None:
    front.filed()
    english = ET.fromstring(front.get("requests.xml").data)
    chinese = ET.fromstring(front.get("requests.xml", "zh").data)
    assert english.findtext("request/service_name") == "Road lamps"
    assert chinese.findtext("request/service_name") == "路灯"
    assert "没有" in errors(front.get("services/nope.json", "zh"), 404)[0]


def test_moments_are_read_exactly(front: Front) -> None:
    number = front.filed()
    for writing in ("2026-11-22T04:00Z", "2026-11-22t04:00:00z", "2026-11-22T12:00:00.000+0800"):
        assert _ids(front, start_date=writing) == [number]
    assert datetime(2026, 11, 22, 4, tzinfo=UTC) == NOON
