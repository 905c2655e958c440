"""Folding, the two term streams, questions and highlights."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.invisible import INVISIBLE
from services.search.text.asking import EVERYTHING, Question, ask, phrase_of
from services.search.text.folding import fold
from services.search.text.marking import marked, matches, snippet
from services.search.text.streams import BREAK, END, streams, word_term

MESSY = st.text(
    alphabet="电電梯网網水ａA3 ，。b\n㎡ﬁ-\u3007İéß\u0301\u200b\u00ad\ufe0f", max_size=40
)


# Folding


def test_traditional_becomes_simplified_by_characters_alone() -> None:
    # By words 乾燥 would stay 干燥 and 乾隆 would stay 乾隆.
    assert fold("電梯乾隆乾燥").text == "电梯干隆干燥"


def test_width_and_case_do_not_matter() -> None:
    assert fold("ＡＢｃ３").text == "abc3"


@given(MESSY)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text).text).text == fold(text).text


def test_every_character_folds_to_something_that_stays() -> None:
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code)) not in ("Cs", "Cn"):
            folded = fold(chr(code)).text
            assert folded or INVISIBLE.match(chr(code)) or code in range(0x300, 0x370)
            assert fold(folded).text == folded


@given(MESSY, MESSY)
def test_folding_does_not_look_at_neighbours(left: str, right: str) -> None:
    assert fold(left + right).text == fold(left).text + fold(right).text


@given(MESSY)
def test_every_folded_character_leads_back_to_the_one_it_came_from(text: str) -> None:
    folded = fold(text)
    for at, character in enumerate(folded.text):
        start, end = folded.span(at, at + 1)
        assert end > start
        assert character in fold(text[start:end]).text
        assert fold(text[start + 1 : end]).text == ""


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Café", "cafe"),
        ("Cafe\u0301", "cafe"),
        ("STRAẞE", "strasse"),
        ("Straße", "strasse"),
        ("Łódź Ærø Œuvre", "lodz aero oeuvre"),
        ("路\u200b面", "路面"),
        ("管\u00ad网\ufeff", "管网"),
        ("й ё が", "й ё が"),
    ],
)
def test_accents_and_what_nobody_sees_do_not_matter(written: str, folded: str) -> None:
    assert fold(written).text == folded


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("修路\u200b面了", "路面", "修<mark>路\u200b面</mark>了"),
        ("Große Straße 7", "strasse", "Große <mark>Straße</mark> 7"),
        ("Ein Cafe\u0301 hier", "café", "Ein <mark>Cafe\u0301</mark> hier"),
        ("\u200bß\u200b水管", "水管", "\u200bß\u200b<mark>水管</mark>"),
    ],
)
def test_marks_are_cut_from_what_was_written(text: str, typed: str, shown: str) -> None:
    assert marked(text, ask(typed)) == shown


# Streams


def test_pairs_overlap_within_a_run_and_break_between_runs() -> None:
    pairs, _ = streams(["排水管，水 3栋楼房"])
    assert pairs == f"排水 水管 {BREAK} 栋楼 楼房"


def test_characters_words_and_gaps_are_one_stream() -> None:
    _, chars = streams(["3栋，A7县", "灯"])
    assert chars.split() == ["3", "栋", BREAK, "a7", "县", END, "灯", END]


def test_no_field_gives_no_terms() -> None:
    assert streams([]) == ("", "")


def test_a_very_long_word_has_a_short_term_of_its_own() -> None:
    assert len(word_term("a" * 10_000)) < 64
    assert word_term("a" * 10_000) != word_term("a" * 9_999)
    assert word_term("a" * 64) == "a" * 64


# Questions


def test_pure_han_of_two_and_more_asks_for_pairs() -> None:
    phrase = phrase_of("排水管")
    assert phrase is not None
    assert (phrase.stream, phrase.terms) == ("pairs", ("排水", "水管"))


@pytest.mark.parametrize(("term", "terms"), [("灯", ("灯",)), ("3栋", ("3", "栋"))])
def test_single_and_mixed_terms_ask_for_characters(term: str, terms: tuple[str, ...]) -> None:
    phrase = phrase_of(term)
    assert phrase is not None
    assert (phrase.stream, phrase.terms) == ("chars", terms)


def test_blank_means_everything() -> None:
    assert ask("  \n") == EVERYTHING


def test_quotes_hold_white_space_and_minus_excludes() -> None:
    question = ask('“3 栋” -电梯 -"b c" 灯')
    assert [phrase.folded for phrase in question.wanted] == ["3 栋", "灯"]
    assert [phrase.folded for phrase in question.unwanted] == ["电梯", "b c"]


def test_a_minus_inside_a_word_or_alone_excludes_nothing() -> None:
    assert ask("3-2 - 灯").unwanted == ()


def test_an_open_quote_reaches_to_the_end() -> None:
    assert [phrase.folded for phrase in ask('"电梯 坏').wanted] == ["电梯 坏"]


def test_the_same_term_twice_is_asked_once() -> None:
    assert len(ask("电梯 電梯").wanted) == 1


@given(st.text(max_size=60))
def test_nothing_that_can_be_typed_fails(typed: str) -> None:
    question = ask(typed)
    assert marked(typed, question) is not None


@given(MESSY)
def test_a_text_is_found_by_itself(text: str) -> None:
    question = ask(f'"{text}"') if '"' not in text else Question()
    assert question.hopeless or matches([text], question)


# Highlights


def test_found_words_are_marked_in_the_original_spelling() -> None:
    assert marked("小區電梯壞了", ask("电梯")) == "小區<mark>電梯</mark>壞了"


def test_what_a_person_wrote_is_escaped() -> None:
    found = marked("<script>电梯</script>&", ask("电梯 script"))
    assert found == (
        "&lt;<mark>script</mark>&gt;<mark>电梯</mark>&lt;/<mark>script</mark>&gt;&amp;"
    )


def test_overlapping_matches_become_one_mark() -> None:
    assert marked("排水管网", ask("排水管 水管网")) == "<mark>排水管网</mark>"


def test_digits_are_marked_only_when_whole() -> None:
    assert marked("13栋3栋", ask("3栋")) == "13栋<mark>3栋</mark>"


def test_one_character_that_folds_to_several_is_marked_once() -> None:
    assert marked("面积90㎡左右", ask("90m2")) == "面积<mark>90㎡</mark>左右"


def test_a_snippet_shows_the_first_match_of_a_long_text() -> None:
    cut = snippet("前" * 500 + "电梯" + "后" * 500, ask("电梯"), length=60)
    assert "<mark>电梯</mark>" in cut
    assert cut.startswith("…前")
    assert cut.endswith("后…")
    assert len(cut) < 60 + len("<mark></mark>……") + 2


def test_a_snippet_without_a_match_is_the_beginning() -> None:
    assert snippet("甲乙丙丁", ask("电梯"), length=2) == "甲乙…"


def test_a_match_that_the_window_cuts_is_closed_properly() -> None:
    cut = snippet("电梯" * 100, ask("电梯"), length=31)
    assert cut.count("<mark>") == cut.count("</mark>") == 1
