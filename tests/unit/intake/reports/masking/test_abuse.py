"""Words for which a person looks first, and words that only look like them."""

import pytest

from services.intake.reports.masking.abuse import AbuseWords

WORDS = AbuseWords(["混蛋", "Shit"])


@pytest.mark.parametrize(
    "text",
    [
        "你们这群混蛋",
        "混 蛋！",
        "混*蛋",
        "Oh SHIT.",
        "ｓｈｉｔ",
        "shit",
        "sh\u200bit",
        "混\u00ad蛋",
    ],
)
def test_a_word_is_found_however_it_is_written(text: str) -> None:
    assert WORDS.found_in(text)


@pytest.mark.parametrize(
    "text", ["", "混合垃圾里有鸡蛋", "Shitake mushrooms", "mishit", "路灯坏了"]
)
def test_harmless_words_are_left_alone(text: str) -> None:
    assert not WORDS.found_in(text)


def test_without_words_nothing_is_abuse() -> None:
    assert not AbuseWords([]).found_in("混蛋")
