"""What intake makes of what was said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.contracts.intake_events import Audience
from services.contracts.profile.model import OTHER
from services.intake.reports.assess import Assessor
from services.intake.reports.audience import audience_of
from services.intake.reports.masking.masking import mask
from services.intake.reports.place.place import Places
from services.intake.reports.pseudonym import Pseudonyms
from services.intake.reports.publishing import Publishing
from services.intake.reports.report import ANYONE, Actor, Contact, NotNumbered, Report
from services.intake.reports.sentences import first_sentence
from services.intake.reports.wiring import assessor
from tests.unit.intake.builders import (
    NOON,
    OFFICER,
    PHONE,
    SECRET,
    FakeMasked,
    a_report,
    an_assessor,
    an_imported,
    demonstration,
    mask_phone,
)

_REAL = assessor(demonstration(), SECRET)
"""With the masking that everybody uses."""


def assessed(new: object, confidence: float = 0.0, actor: Actor = ANYONE) -> Report:
    return an_assessor(confidence=confidence).assess(new, actor, "20261122-AAAAA", NOON).report  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("路灯坏了。晚上看不见。", "路灯坏了"),
        ("\n\n  电梯停了！怎么办？", "电梯停了"),
        ("Lift 3.5 is broken. Again.", "Lift 3.5 is broken"),
        ("一 行\t字", "一 行 字"),
        ("。。。", "。。。"),
        ("长" * 61, "长" * 59 + "…"),
        ("长" * 60, "长" * 60),
    ],
)
def test_the_subject_is_the_first_sentence(text: str, subject: str) -> None:
    assert first_sentence(text) == subject


def test_a_subject_is_cut_from_the_masked_text_so_that_no_half_number_is_left() -> None:
    report = assessed(a_report(description="长" * 52 + PHONE))
    assert "1380013" not in report.subject


def test_personal_numbers_are_masked_in_every_text() -> None:
    report = assessed(
        a_report(
            subject=f"找 {PHONE}",
            description=f"打 {PHONE}",
            address=f"{PHONE} 楼下",
            extras={"note": f"又 {PHONE}"},
        )
    )
    assert PHONE not in f"{report}"


def test_the_code_of_an_object_is_masked_where_a_stranger_writes_it() -> None:
    assert PHONE not in f"{assessed(a_report(object=f'{PHONE} 王'))}"
    assert assessed(a_report(object="lamp-3")).object == "lamp-3"
    assert assessed(a_report(object=PHONE), actor=OFFICER).object == PHONE
    assert assessed(an_imported("1", object=PHONE), actor=OFFICER).object == PHONE


@pytest.mark.parametrize(
    "said",
    [
        {"subject": "找 138", "description": "0013 8000 谢谢"},
        {"subject": "找１３８０013", "description": "（8000）灯坏了"},
        {"subject": "灯坏了", "description": "灯坏了，138-0013", "address": "-8000 号"},
        {"subject": "00138000 灯坏了", "address": "文化路 138"},
        {"subject": "一三八零零", "description": "一三八零零零，灯坏了"},
    ],
)
def test_a_number_that_is_split_over_two_texts_waits_for_a_look(said: dict[str, str]) -> None:
    new = a_report(service_code="street_lamp", **said)
    report = _REAL.assess(new, ANYONE, "20261122-AAAAA", NOON).report
    assert report.audience == "staff"
    assert "number" in Publishing(demonstration(), mask).doubts(report)


@pytest.mark.parametrize(
    "said",
    [
        {"subject": "公交 138", "description": "2026 年起不停", "address": "文化路 12 号"},
        {"subject": "12 栋", "description": "3 单元 502", "address": "138 号"},
        {"subject": "灯坏了 13", "description": "12000 元"},
    ],
)
def test_figures_in_two_texts_are_no_number(said: dict[str, str]) -> None:
    new = a_report(service_code="street_lamp", **said)
    report = _REAL.assess(new, ANYONE, "20261122-AAAAA", NOON).report
    assert report.audience == "public"


def test_control_characters_become_spaces() -> None:
    assert assessed(a_report(description="灯\x0b坏了\n很暗")).description == "灯 坏了\n很暗"


def test_a_named_category_is_believed_and_says_who_named_it() -> None:
    code = next(iter(demonstration().problem_types))
    by_resident = assessed(a_report(service_code=code)).category
    by_officer = assessed(a_report(service_code=code), actor=OFFICER).category
    by_table = assessed(an_imported("1", service_code=code), actor=OFFICER).category
    assert [by_resident.decided_by, by_officer.decided_by, by_table.decided_by] == [
        "reporter",
        "officer",
        "table",
    ]
    assert by_resident.confidence == 1.0
    assert by_resident.group == demonstration().problem_types[code].group


def test_a_suggestion_keeps_its_confidence_and_a_weak_one_waits_under_other() -> None:
    code = next(iter(demonstration().problem_types))
    assert assessed(a_report(), confidence=0.6).category.code == code
    assert assessed(a_report(), confidence=0.6).category.confidence == 0.6
    assert assessed(a_report(), confidence=0.5).category.code == OTHER


def test_coordinates_of_another_datum_are_converted_once() -> None:
    place = assessed(a_report(lat=30.0, long=121.0, datum="gcj02")).place
    assert (place.lat, place.long) == (29.999, 120.998)
    assert assessed(a_report(lat=30.0, long=121.0)).place.lat == 30.0


def test_the_given_area_wins_over_a_name_in_the_address() -> None:
    areas = [area for area in demonstration().areas.values() if area.parent is not None]
    given, named = areas[0], areas[-1]
    place = assessed(a_report(area=given.code, address=named.name.zh)).place
    assert (place.area, place.area_confidence) == (given.code, 1.0)
    assert place.area_path[-1] == given.code


def test_an_area_named_in_the_address_is_surer_than_one_named_in_the_text() -> None:
    deepest = list(demonstration().areas.values())[-1]
    by_address = assessed(a_report(address=f"{deepest.name.zh} 3 栋")).place
    by_text = assessed(a_report(description=f"{deepest.name.zh}的灯坏了")).place
    assert by_address.area == by_text.area == deepest.code
    assert by_address.area_confidence > by_text.area_confidence > 0


def test_a_report_that_names_no_place_of_the_district_has_no_area() -> None:
    place = assessed(a_report(address="火星")).place
    assert (place.area, place.area_path, place.area_confidence) == (None, (), 0.0)


def test_what_happened_is_when_it_was_received_unless_said_otherwise() -> None:
    earlier = NOON - timedelta(days=2)
    assert assessed(a_report()).occurred_at == NOON
    assert assessed(a_report(occurred_at=earlier)).occurred_at == earlier


def test_a_person_is_the_first_of_account_phone_mail_user_and_browser() -> None:
    pseudonyms = Pseudonyms(SECRET)
    everything = a_report(contact=Contact(phone=PHONE, email="a@example.org"), reporter_key="b1")
    signed_in = Actor(name="resident", account="u1")
    known_by = [
        person.known_by
        for person in (
            pseudonyms.of(everything, signed_in),
            pseudonyms.of(everything, ANYONE),
            pseudonyms.of(a_report(contact=Contact(email="a@example.org")), ANYONE),
            pseudonyms.of(an_imported("1", reporter_key="b1"), OFFICER),
            pseudonyms.of(a_report(reporter_key="b1"), ANYONE),
        )
        if person is not None
    ]
    assert known_by == ["account", "phone", "email", "source_user", "browser"]
    assert pseudonyms.of(a_report(), ANYONE) is None


def test_one_telephone_number_is_one_person_however_it_is_written() -> None:
    pseudonyms = Pseudonyms(SECRET)
    written = [PHONE, "+86 138-0013-8000", " 138 0013 8000 "]
    written += [
        "１３８００１３８０００",
        "138\u200b0013\u202f8000",
        "tel:13800138000",
        "013800138000",
    ]
    people = {pseudonyms.of(a_report(contact=Contact(phone=text)), ANYONE) for text in written}
    assert len(people) == 1


def test_one_address_is_one_person_however_it_is_written() -> None:
    pseudonyms = Pseudonyms(SECRET)
    written = [
        "li@example.org",
        "LI＠example.org.",
        "mailto:li@example.org",
        "李 <l\u200bi@example.org>",
    ]
    people = {pseudonyms.of(a_report(contact=Contact(email=text)), ANYONE) for text in written}
    assert len(people) == 1


def test_plain_contacts_keep_the_pseudonyms_that_were_stored() -> None:
    pseudonyms = Pseudonyms(b"a key of the tests")
    phone = pseudonyms.of(a_report(contact=Contact(phone="13800138000")), ANYONE)
    email = pseudonyms.of(a_report(contact=Contact(email="li@example.org")), ANYONE)
    assert phone is not None
    assert email is not None
    assert (phone.pseudonym, email.pseudonym) == (
        "59ded7c5fc451e20ffe25407797b2ba8",
        "0eabb5d11f53dfaf9fefdfa3c30e2765",
    )


def test_another_key_gives_another_pseudonym() -> None:
    new = a_report(contact=Contact(phone=PHONE))
    assert Pseudonyms(b"one").of(new, ANYONE) != Pseudonyms(b"two").of(new, ANYONE)


def test_the_same_user_id_in_two_sources_is_two_people() -> None:
    pseudonyms = Pseudonyms(SECRET)
    hotline = pseudonyms.of(an_imported("1", reporter_key="U7"), OFFICER)
    survey = pseudonyms.of(a_report(source="survey", external_id="1", reporter_key="U7"), OFFICER)
    assert hotline != survey


@pytest.mark.parametrize(
    ("circumstances", "audience"),
    [
        ({}, "public"),
        ({"agreed": False}, "staff"),
        ({"doubtful": True}, "staff"),
        ({"visibility": "staff"}, "staff"),
        ({"moderation": "before_publishing"}, "staff"),
        ({"moderation": "before_publishing", "verdict": "passed"}, "public"),
        ({"doubtful": True, "verdict": "passed"}, "public"),
        ({"verdict": "withheld"}, "staff"),
        ({"agreed": False, "verdict": "passed"}, "staff"),
        ({"visibility": "staff", "verdict": "passed"}, "staff"),
        ({"request_type": "tip_off", "verdict": "passed"}, "staff"),
    ],
)
def test_a_report_is_public_only_when_nothing_speaks_against_it(
    circumstances: dict[str, object], audience: Audience
) -> None:
    fine: dict[str, object] = {
        "agreed": True,
        "request_type": "complaint",
        "doubtful": False,
        "visibility": "public",
        "moderation": "none",
    }
    assert audience_of(**{**fine, **circumstances}) == audience  # type: ignore[arg-type]


def test_imports_are_for_staff_and_residents_reports_public_unless_said_otherwise() -> None:
    assert a_report().agreed
    assert not an_imported("1").agreed
    assert an_imported("1", public=True).agreed
    assert not a_report(public=False).agreed


def test_no_event_can_be_made_before_the_report_has_its_place_in_the_order() -> None:
    with pytest.raises(NotNumbered):
        assessed(a_report()).state()


def test_extras_are_masked_every_time_and_only_harmless_ones_remembered() -> None:
    asked: list[str] = []

    def masking(text: str) -> FakeMasked:
        asked.append(text)
        return mask_phone(text)

    profile = demonstration()
    places = Places(profile, lambda lat, long, _datum: (lat, long))
    assessor = Assessor(profile, places, Pseudonyms(SECRET), masking, lambda _text: None)
    for _ in range(3):
        extras = {"片区": "第 7 区", "备注": f"请打 {PHONE}"}
        told = assessor.assess(a_report(extras=extras), OFFICER, "20261122-ABCDE", NOON)
        assert told.report.extras == {"片区": "第 7 区", "备注": "请打 138****8000"}
    assert (asked.count("第 7 区"), asked.count(f"请打 {PHONE}")) == (1, 3)


def test_abuse_is_kept_from_the_public_until_somebody_has_looked() -> None:
    report = assessed(a_report(service_code="street_lamp", description="修一下，狗 官！"))

    assert report.audience == "staff"
    publishing = Publishing(demonstration(), mask_phone)
    assert publishing.doubts(report) == ("abuse",)
    assert publishing.audience(report, "passed") == "public"


def test_another_kind_of_problem_does_not_publish_what_waits_for_a_look() -> None:
    held = assessed(a_report(service_code="lift_fault", description="坏了?"))
    masked = replace(held, description="坏了", subject="坏了")

    after = an_assessor().recategorised(masked, "street_lamp", None)
    looked_at = an_assessor().recategorised(masked, "street_lamp", "passed")

    assert (held.audience, after.audience, looked_at.audience) == ("staff", "staff", "public")


def test_another_kind_of_problem_keeps_the_officers_word() -> None:
    report = assessed(a_report())

    assert an_assessor().recategorised(report, "street_lamp", "withheld").audience == "staff"
    assert an_assessor().recategorised(report, "consumer", None).audience == "staff"
    assert an_assessor().recategorised(report, "consumer", "passed").audience == "public"


def test_one_mailbox_is_one_person_whatever_follows_a_plus() -> None:
    pseudonyms = Pseudonyms(SECRET)

    def people(*written: str) -> int:
        return len(
            {pseudonyms.of(a_report(contact=Contact(email=each)), ANYONE) for each in written}
        )

    assert (
        people("li@example.org", "li+1@example.org", "Li+a+b@EXAMPLE.org.", "ｌｉ＋2@example.org")
        == 1
    )
    assert people("li@example.org", "li+1@example.com", "lin@example.org", "+li@example.org") == 4
