"""Which words may be mistyped, and what was meant."""

from hypothesis import given
from hypothesis import strategies as st

from services.search.text.asking import ask
from services.search.text.typos import loosened, mended, one_edit_apart

_word = st.text("abc", min_size=1, max_size=6)


@given(_word, st.integers(0, 6), st.sampled_from("abcx"))
def test_one_change_is_one_edit(word: str, at: int, letter: str) -> None:
    at = min(at, len(word))
    added = word[:at] + letter + word[at:]
    changed = word[:at] + letter + word[at + 1 :]
    swapped = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    for other in (added, changed[: len(word)], swapped, word):
        assert one_edit_apart(word, other)
        assert one_edit_apart(other, word)


@given(_word, _word)
def test_two_words_are_one_edit_apart_exactly_when_one_change_makes_the_other(
    one: str, other: str
) -> None:
    assert one_edit_apart(one, other) == (other in changes(one))


def changes(word: str) -> set[str]:
    letters = "abc"
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return (
        {word}
        | {left + right[1:] for left, right in cuts if right}
        | {left + letter + right for left, right in cuts for letter in letters}
        | {left + letter + right[1:] for left, right in cuts if right for letter in letters}
        | {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    )


def test_only_long_unquoted_latin_words_may_be_mistyped() -> None:
    assert loosened(ask("elevatr")) is not None
    for typed in ("lif", '"elevatr"', "电梯坏了", "elevatr坏了", "a1b2c3", "", "-elevatr"):
        assert loosened(ask(typed)) is None, typed


def test_the_most_written_near_word_was_meant() -> None:
    question = ask("elevater 坏了")

    meant = mended(question, ["Elevator 坏了", "the elevator", "elevate 坏了"])

    assert meant == ask("elevator 坏了")


def test_a_word_that_is_written_so_stays_and_unlike_ones_teach_nothing() -> None:
    assert mended(ask("light"), ["light", "lights"]) is None
    assert mended(ask("light"), ["elevator"]) is None
