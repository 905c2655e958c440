"""Which reports are accepted."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.intake.reports.report import Contact
from services.intake.reports.rules import Standards, broken_rules
from tests.unit.intake.builders import NOON, a_report, an_imported

STANDARDS = Standards({"lamp"}, {"north"}, NOON, vouched=False)
BY_OFFICER = Standards({"lamp"}, {"north"}, NOON, vouched=True)


def faults(standards: Standards = STANDARDS, **said: Any) -> list[tuple[str, str]]:
    return [(broken.pointer, broken.rule) for broken in broken_rules(a_report(**said), standards)]


def test_a_report_with_words_and_an_address_is_accepted() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("contact", "fault"),
    [
        (Contact(phone="1380013800"), ("/contact/phone", "phone")),
        (Contact(phone="00000000000"), ("/contact/phone", "phone")),
        (Contact(phone="不知道"), ("/contact/phone", "phone")),
        (Contact(email="li@example"), ("/contact/email", "email")),
        (Contact(email="li.example.org"), ("/contact/email", "email")),
    ],
)
def test_a_contact_that_reaches_nobody_is_refused_but_kept_from_a_table(
    contact: Contact, fault: tuple[str, str]
) -> None:
    assert faults(contact=contact) == [fault]
    assert faults(contact=contact, external_id="7", source="hotline") == []


def test_blank_fields_of_a_contact_say_nothing() -> None:
    assert faults(contact=Contact(phone=" ", email="")) == []


@pytest.mark.parametrize("blank", ["", "   ", "\n\t", "\u3000", "\u200b\u200d"])
def test_a_blank_description_is_refused(blank: str) -> None:
    assert faults(description=blank) == [("/description", "blank")]


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"subject": "长" * 201}, "/subject"),
        ({"description": "长" * 10_001}, "/description"),
        ({"address": "长" * 501}, "/address"),
        ({"client_id": "k" * 201}, "/client_id"),
        ({"contact": Contact(phone="1" * 201)}, "/contact/phone"),
        ({"extras": {"note": "长" * 10_001}}, "/attributes/note"),
    ],
)
def test_a_text_that_is_too_long_is_refused(said: dict[str, Any], pointer: str) -> None:
    assert faults(**said) == [(pointer, "length")]


def test_a_text_of_exactly_the_allowed_length_is_accepted() -> None:
    assert faults(subject="长" * 200, description="🛗" * 10_000) == []


@pytest.mark.parametrize("field", ["description", "subject", "address", "object", "client_id"])
def test_a_nul_character_is_refused_wherever_it_is(field: str) -> None:
    assert (f"/{field}", "nul") in faults(STANDARDS, **{field: "a\0b"})


def test_half_of_a_surrogate_pair_is_refused() -> None:
    assert faults(description="灯\ud83d坏了") == [("/description", "unicode")]


def test_half_a_coordinate_points_at_the_missing_half() -> None:
    assert faults(lat=29.9) == [("/long", "both_coordinates")]
    assert faults(long=121.5) == [("/lat", "both_coordinates")]


@pytest.mark.parametrize("lat", [90.001, -91.0, float("nan"), float("inf")])
def test_an_impossible_latitude_is_refused(lat: float) -> None:
    assert faults(lat=lat, long=121.5) == [("/lat", "range")]


def test_every_broken_rule_is_named_at_once() -> None:
    broken = faults(description=" ", lat=99.0, long=200.0, service_code="nonsense")
    assert {pointer for pointer, _ in broken} == {"/description", "/lat", "/long", "/service_code"}


def test_what_a_person_sends_must_say_where() -> None:
    assert faults(address=None) == [("/address", "place")]
    assert faults(address="  ") == [("/address", "place")]


@pytest.mark.parametrize("place", [{"lat": 29.9, "long": 121.5}, {"object": "LIFT-7"}])
def test_coordinates_or_an_object_are_place_enough(place: dict[str, Any]) -> None:
    assert faults(address=None, **place) == []


def test_what_is_imported_may_be_unlocated() -> None:
    assert broken_rules(an_imported("7", address=None), BY_OFFICER) == ()


def test_an_unknown_category_area_or_source_is_refused() -> None:
    assert faults(service_code="ufo") == [("/service_code", "known_category")]
    assert faults(area="atlantis") == [("/area", "known_area")]
    assert faults(source="rumour") == [("/source", "known_source")]
    assert faults(service_code="lamp", area="north") == []


def test_a_time_without_an_offset_is_refused() -> None:
    assert faults(occurred_at=datetime(2026, 11, 22, 8)) == [  # noqa: DTZ001 - the point
        ("/occurred_at", "offset")
    ]


def test_what_has_not_happened_yet_is_refused() -> None:
    assert faults(occurred_at=NOON + timedelta(hours=1)) == [("/occurred_at", "not_in_future")]
    assert faults(occurred_at=NOON + timedelta(minutes=2)) == []


def test_only_an_officer_may_report_what_is_more_than_30_days_ago() -> None:
    long_ago = NOON - timedelta(days=31)
    assert faults(occurred_at=long_ago) == [("/occurred_at", "at_most_30_days_ago")]
    assert faults(BY_OFFICER, occurred_at=long_ago) == []
    assert faults(occurred_at=NOON - timedelta(days=29)) == []
