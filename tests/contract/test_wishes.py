"""One word of a person is enough for all that the person has in a case."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.intake.notices.wishes import Wish, wish_of
from services.intake.reports.contacts import wish
from services.intake.reports.report import Contact
from tests.contract.intake import open_intake
from tests.contract.test_joining import OFFICER, Street


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def street(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Street]:
    for intake in open_intake(request, tmp_path):
        yield Street(intake)


def seen(street: Street, number: str) -> Wish | None:
    return street.intake.database.read(lambda conn: wish_of(conn, number))


def test_a_wish_counts_for_the_same_person_in_the_same_case_and_for_nobody_else(
    street: Street,
) -> None:
    mine = Contact(phone="13800138000")
    first, second = street.reported(contact=mine), street.reported(contact=mine)
    elsewhere = street.reported(contact=mine)
    other = street.reported(contact=Contact(email="a@example.com"))
    street.intake.number()
    street.cases.open_case.open((first, second, other), OFFICER)
    street.intake.database.write(lambda conn: wish(conn, first, "nothing"))
    found = [seen(street, number) for number in (first, second, elsewhere, other)]
    assert [each.notify for each in found if each] == ["nothing", "nothing", "stages", "stages"]
    assert found[3] == Wish("stages", by_email=True, by_phone=False)


def test_without_a_case_a_wish_counts_for_the_report_alone(street: Street) -> None:
    mine = Contact(phone="13800138000")
    first, second = street.reported(contact=mine), street.reported(contact=mine)
    street.intake.database.write(lambda conn: wish(conn, first, "answer"))
    assert [each.notify for n in (first, second) if (each := seen(street, n))] == [
        "answer",
        "stages",
    ]


def test_who_gave_no_address_has_no_wish(street: Street) -> None:
    assert seen(street, street.reported(reporter_key="a browser")) is None
