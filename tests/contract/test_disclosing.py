"""What is private about a report is shown for a reason, and each look leaves a line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.intake.reports.disclosing import Disclose, Disclosure, NoReason, of_report
from services.intake.reports.faults import NoSuchReport, TooLong
from services.intake.reports.report import Contact
from tests.contract.intake import Intake, open_intake
from tests.unit.intake.builders import PHONE, a_report, mask_phone


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def intake(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Intake]:
    yield from open_intake(request, tmp_path)


def test_each_look_has_a_reason_and_leaves_a_line(intake: Intake) -> None:
    show = Disclose(intake.database, intake.clock, lambda text: mask_phone(text).text).show
    told = intake.report(a_report(contact=Contact(phone=PHONE)))
    silent = intake.report(a_report(reporter_key="browser"))
    events = len(intake.events())
    for why, refusal in (("  ", NoReason), ("长" * 501, TooLong)):
        with pytest.raises(refusal):
            show(told, "officer 李巍", why)
    with pytest.raises(NoSuchReport):
        show(silent, "officer 李巍", "回电")
    assert intake.rows("disclosures") == 0

    assert show(told, "officer 李巍", f"回电 {PHONE}").contact.phone == PHONE
    intake.clock.advance(1)
    show(told, "officer 周敏", "约时间上门")
    seen = intake.database.read(lambda conn: of_report(conn, told))
    assert seen[0] == Disclosure(who="officer 周敏", at=intake.clock.now(), why="约时间上门")
    assert (seen[1].who, PHONE in seen[1].why) == ("officer 李巍", False)
    assert len(intake.events()) == events
