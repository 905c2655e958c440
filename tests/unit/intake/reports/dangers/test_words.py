"""Danger words: what is heard, what is not, and in whatever way it is written."""

import pytest

from services.contracts.intake_events import PossibleDanger
from services.contracts.profile.dangers import DangerWord
from services.intake.reports.dangers.folding import fold
from services.intake.reports.dangers.listen import Listening, kept_word
from services.intake.reports.dangers.words import DangerWords
from tests.unit.intake.builders import demonstration
from tests.unit.intake.reports.dangers.sentences import HEARD, NOT_HEARD, WRITTEN_ODDLY

LISTENING = Listening(demonstration())
EVERY = [(kind, sentence) for kind, said in HEARD.items() for sentence in said]


@pytest.mark.parametrize(("kind", "sentence"), EVERY)
def test_a_danger_is_heard_with_its_kind(kind: str, sentence: str) -> None:
    heard = LISTENING.in_text(sentence)
    assert heard is not None
    assert heard.kinds[0] == kind
    assert heard.words


@pytest.mark.parametrize("sentence", NOT_HEARD)
def test_what_is_denied_over_or_harmless_is_no_danger(sentence: str) -> None:
    assert LISTENING.in_text(sentence) is None


@pytest.mark.parametrize("sentence", WRITTEN_ODDLY)
def test_no_way_of_writing_hides_a_danger(sentence: str) -> None:
    assert LISTENING.in_text(sentence) is not None


def test_what_caused_it_are_words_of_the_profile_and_never_the_reporter_s() -> None:
    heard = LISTENING.in_text("井盖昨晚又被人偷走，不见了 13800138000")
    assert heard is not None
    alternatives = {
        part for word in demonstration().danger_words for parts in word.parts for part in parts
    }
    assert {part for word in heard.words for part in word.split("…")} <= alternatives


def test_one_text_does_not_deny_another() -> None:
    heard = LISTENING.heard("煤气味很重", subject="小区没有")
    assert heard is not None


def test_an_answer_that_names_a_danger_is_one() -> None:
    heard = LISTENING.heard("电梯停了", category="lift_fault", answers={"trapped": "now"})
    assert heard == PossibleDanger(severity=4, kinds=("trapped",), words=("现在有人被困",))
    assert LISTENING.heard("电梯停了", category="lift_fault", answers={"trapped": "no"}) is None


def test_words_never_lower_a_severity() -> None:
    mild = PossibleDanger(severity=3, kinds=("injury",), words=("受伤",))
    assert LISTENING.severity("gas_safety", mild) == 4
    assert LISTENING.severity("street_lamp", mild) == 3
    assert LISTENING.severity("street_lamp", None) == 2


def test_an_officer_s_word_stays_while_no_other_words_come() -> None:
    dismissed = PossibleDanger(severity=4, kinds=("fire",), words=("着火",), judged="dismissed")
    again = PossibleDanger(severity=4, kinds=("fire",), words=("着火",))
    more = PossibleDanger(severity=4, kinds=("gas",), words=("煤气味",))
    assert kept_word(dismissed, again) == dismissed
    assert kept_word(dismissed, more) == more


def test_a_profile_s_own_words_are_found() -> None:
    words = DangerWords(
        [DangerWord(danger="x", parts=(("铁蛋", "iron egg"),), severity=4, holds="now")]
    )
    assert words.found_in("空地上有鐵蛋") is not None
    assert DangerWords([]).found_in("着火了") is None


def test_folding_twice_is_folding_once() -> None:
    for _, sentence in EVERY:
        assert fold(fold(sentence)) == fold(sentence)
