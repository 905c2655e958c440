"""The quick way to NFKC says the same as Unicode's."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from services.runtime.compatible import compatible

MARKS = "，！？：；（）,!?:;()"
COMBINING = "".join(chr(code) for code in range(0x300, 0x370)) + "\u3099\u309a\u0338\u20e3"


@given(st.text())
def test_any_text_becomes_what_unicode_says(text: str) -> None:
    assert compatible(text) == unicodedata.normalize("NFKC", text)


@given(st.text(alphabet=MARKS + COMBINING + "路灯ａ１ﬁ①"))
def test_marks_and_what_may_combine_with_them(text: str) -> None:
    assert compatible(text) == unicodedata.normalize("NFKC", text)


def test_every_single_character_after_a_mark() -> None:
    for mark in MARKS:
        wrong = [
            code
            for code in range(0x11_0000)
            if unicodedata.combining(chr(code))
            and compatible(mark + chr(code)) != unicodedata.normalize("NFKC", mark + chr(code))
        ]
        assert wrong == []
