"""Every message can be said in both languages, whole and as one sentence."""

import re
from typing import get_args

import pytest

from services.contracts.case_events import CaseOutcome
from services.intake.notices.tables import STEPS
from services.intake.notices.wording import StepNews, Wording
from tests.unit.intake.builders import demonstration

TRACK, STOP = "https://x.example/track/T", "https://x.example/track/T/notices"
WORDING = Wording(demonstration(), {"zh": "城医", "en": "Citymend"})


def news(step: str, outcome: str | None = None) -> StepNews:
    return StepNews(
        report="20261122-7", step=step, outcome=outcome, note="请联系物业。", unit="municipal"
    )


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("outcome", [None, *get_args(CaseOutcome)])
def test_a_step_is_told_in_chinese_without_a_foreign_word(step: str, outcome: str | None) -> None:
    said = WORDING.step(news(step, outcome), "zh", TRACK, STOP)
    for text in (said.subject, said.text, said.short):
        assert not re.findall("[A-Za-z]{2,}", re.sub(r"https://\S+", "", text))
    assert TRACK in said.text
    assert STOP in said.text
    assert "\n" not in said.short


@pytest.mark.parametrize("step", STEPS)
def test_and_in_english_with_the_staffs_own_sentence(step: str) -> None:
    said = WORDING.step(news(step), "en", TRACK, STOP)
    assert "请联系物业。" in said.text
    assert not re.findall("[一-鿿]", said.short)
    assert said.short.endswith(TRACK)
    assert len(said.short) < 200


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_code_stands_first_where_a_telephone_shows_it(language: str) -> None:
    said = WORDING.code("20261122-7", language, "043198", 10)
    assert said.short.split("】" if language == "zh" else "] ")[1].startswith("043198")
    assert "20261122-7" in said.text


def test_who_speaks_neither_language_reads_the_districts_first() -> None:
    assert WORDING.language("fr") == "zh"
    assert WORDING.language(None) == "zh"
    assert WORDING.language("en") == "en"
