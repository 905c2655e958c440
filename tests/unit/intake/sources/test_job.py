"""The import as a job: counts and refused rows come back, and bad files are told in a sentence."""

from pathlib import Path

import pytest

from services.contracts.profile.load import load_profile
from services.intake.sources.import_table import ImportTable
from services.intake.sources.job import import_job
from services.intake.sources.row_faults import SENTENCES
from services.runtime.jobs import JobRefused
from tests.unit.intake.sources.tables import FakeReceive, a_hotline_table, a_message

IMPORTER = ImportTable(load_profile())


def test_the_job_answers_counts_and_errors(tmp_path: Path) -> None:
    path = a_hotline_table(tmp_path / "t.xlsx", a_message(1), a_message(2, text=None))
    receive, rehearse = FakeReceive(), FakeReceive()
    job = import_job(IMPORTER, receive, rehearse)
    answer = job({"path": str(path), "preset": None, "dry_run": True}, lambda _: None)
    assert (receive.batches, rehearse.batches) == ([], [1])
    assert answer["dry_run"] is True
    assert answer["errors"] == [
        {"row": 3, "column": "留言详情", "rule": "required", "detail": SENTENCES["required"]}
    ]
    answer = job({"path": str(path)}, lambda _: None)
    assert (answer["read"], answer["created"], answer["rejected"]) == (2, 1, 1)
    assert receive.batches == [1]


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"x,y\n1,2\n"])
def test_the_job_refuses_what_cannot_be_read_in_one_sentence(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "t.xlsx").write_bytes(content)
    job = import_job(IMPORTER, FakeReceive(), FakeReceive())
    with pytest.raises(JobRefused) as refused:
        job({"path": str(tmp_path / "t.xlsx")}, lambda _: None)
    assert "\n" not in str(refused.value)
