"""First categories of real messages keep their quality; the figures are in docs/suggestion.md."""

from tests.bench.suggestion import measure, read_messages
from tests.unit.intake.sources.tables import real_data

SAMPLE = ("teddycup2020c", "附件2_示例_495.xlsx")


def test_suggestions_are_as_right_and_as_sure_as_the_page_says() -> None:
    found = measure(read_messages(real_data(*SAMPLE)))
    assert found["messages"] == 495
    adopted, reviewed, all_of_them = (found["at"][name] for name in ("0.8", "0.55", "0.0"))
    assert adopted["accuracy"] >= 0.84
    assert adopted["coverage"] >= 0.45
    assert reviewed["accuracy"] >= 0.77
    assert all_of_them["accuracy"] >= 0.73
    assert found["calibration_error"] <= 0.06
