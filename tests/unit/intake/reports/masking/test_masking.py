"""No personal number survives masking, ordinary numbers do, and the time is linear."""

import importlib
import re
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.intake.reports.masking import (
    abroad,
    accounts,
    folded,
    grouped,
    hidden,
    masking,
    numbers,
    ordinary,
    plates,
    pronounced,
    retold,
    spelled,
)
from services.intake.reports.masking import (
    addresses as address_forms,
)
from services.intake.reports.masking.masking import MARKS, mask

regex_parser: Any = importlib.import_module("re._parser")
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=12)
SEPARATOR = st.sampled_from(["", "", "", " ", "-", "－", "　", "–", " - ", ".", "\u200b"])
DIGIT = st.sampled_from("0123456789")


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(DIGIT, min_size=count, max_size=count)


@st.composite
def mobiles(draw: st.DrawFn) -> str:
    return "1" + draw(st.sampled_from("3456789")) + draw(digits(9))


@st.composite
def landlines(draw: st.DrawFn) -> str:
    area = draw(st.sampled_from(["010", "021", "028", "0574", "0755", "0898"]))
    first = draw(st.sampled_from("2345678"))
    return area + first + draw(digits(7 if len(area) == 3 else 6))


@st.composite
def identity_cards(draw: st.DrawFn) -> str:
    province = draw(st.sampled_from(["11", "33", "44", "51", "65"]))
    born = draw(st.dates()).strftime("%m%d")
    year = draw(st.integers(1900, 2026))
    body = f"{province}{draw(digits(4))}{year}{born}{draw(digits(3))}"
    total = sum(w * int(d) for w, d in zip(numbers._WEIGHTS, body, strict=True))
    return body + numbers._CHECKS[total % 11]


@st.composite
def old_identity_cards(draw: st.DrawFn) -> str:
    born = draw(st.dates()).strftime("%m%d")
    return f"3302{draw(digits(2))}{draw(digits(2))}{born}{draw(digits(3))}"


@st.composite
def bank_cards(draw: st.DrawFn) -> str:
    body = "62" + draw(digits(draw(st.integers(13, 16))))
    return next(body + last for last in "0123456789" if numbers.is_bank_card(body + last))


@st.composite
def addresses(draw: st.DrawFn) -> str:
    name = st.text(st.sampled_from("abcxyz019._-"), min_size=2, max_size=20)
    return f"z{draw(name)}@{draw(st.sampled_from(['qq.com', '163.com', 'mail.nb.gov.cn']))}"


@st.composite
def plates_of_cars(draw: st.DrawFn) -> str:
    province = draw(st.sampled_from("浙沪京苏粤琼"))
    tail = draw(st.sampled_from(["12345", "A1234", "1AB23", "D12345", "12345F", "1234挂"]))
    return f"{province}{draw(st.sampled_from('ABCL'))}{tail}"


def spread(draw: Callable[[st.SearchStrategy[Any]], Any], number: str) -> str:
    """The number with separators at some places, the way people group digits."""
    cuts = draw(st.sets(st.integers(1, len(number) - 1), max_size=4))
    return "".join(
        (draw(SEPARATOR) if place in cuts else "") + char for place, char in enumerate(number)
    )


def full_width(number: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in number)


def bare(text: str) -> str:
    """Only the letters and digits, folded: what is left for a reader's eye."""
    return "".join(char for char in folded.fold(text).text if char.isalnum())


@settings(deadline=None)
@given(
    number=st.one_of(mobiles(), landlines(), identity_cards(), old_identity_cards(), bank_cards()),
    before=HAN,
    after=HAN,
    data=st.data(),
)
def test_a_number_never_survives_between_chinese_words(
    number: str, before: str, after: str, data: st.DataObject
) -> None:
    assume(not re.fullmatch(r"(?:19|20)\d{2}.*", number))
    written = spread(data.draw, number)
    if data.draw(st.booleans()):
        written = full_width(number)
    masked = mask(f"{before}{written}{after}")
    assert number not in bare(masked.text)
    assert not any(char.isdigit() for char in masked.text), "a piece of the number is left"
    assert masked.kinds


@settings(deadline=None)
@given(number=mobiles(), prefix=st.sampled_from(["+86", "+86 ", "0086-", "86", "(+86)", "0"]))
def test_a_country_code_does_not_hide_a_mobile_number(number: str, prefix: str) -> None:
    assert mask(f"致电{prefix}{number}。").text == f"致电{MARKS['mobile']}。"


@settings(deadline=None)
@given(address=addresses(), before=HAN, after=HAN)
def test_an_e_mail_address_never_survives(address: str, before: str, after: str) -> None:
    masked = mask(f"{before}{address}{after}")
    assert "@" not in masked.text
    assert address.partition("@")[0].strip("._-") not in bare(masked.text)
    assert masked.kinds == {"email"}


@settings(deadline=None)
@given(plate=plates_of_cars(), before=HAN, after=HAN, gap=st.sampled_from(["", " ", "·", "-"]))
def test_a_licence_plate_never_survives(plate: str, before: str, after: str, gap: str) -> None:
    masked = mask(f"{before}{plate[:2]}{gap}{plate[2:]}{after}")
    assert masked.text == f"{before}{MARKS['plate']}{after}"


@settings(deadline=None)
@given(st.text(st.sampled_from("0123456789１３８ -.+()xX@浙B电话abc.com；元"), max_size=80))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask(text).text
    assert mask(once).text == once


@settings(deadline=None)
@given(mobiles(), mobiles())
def test_neighbouring_numbers_are_both_masked(first: str, second: str) -> None:
    assert mask(f"{first} {second}、{first}").text == "［手机号］ ［手机号］、［手机号］"


@pytest.mark.parametrize(
    "text",
    [
        "共花费12345678元，欠款 1,380,000,000 元",
        "2019-09-01 12:00:00、2019/9/1、20190901、2019.9.1",
        "A3区联丰路米兰春天G2栋320室，3栋1801 1802",
        "留言编号188006，工单 20190901123456",
        "坐标121.5501234,29.8765432，面积13800平方米",
        "拨打12345热线、110、400-820-8820",
        "X204路延长线，L827路，地铁2号线",
        "2017年至2019年共1200户3500人",
    ],
)
def test_ordinary_numbers_stay_and_raise_no_doubt(text: str) -> None:
    masked = mask(text)
    assert (masked.text, masked.doubtful, masked.kinds) == (text, False, frozenset())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（0574）8765 4321", "［固定电话］"),
        ("（13812345678）", "（［手机号］）"),
        ("座机：87654321", "座机：［固定电话］"),
        ("身份证11010519491231002x", "身份证［身份证号］"),
        ("身份证：11010519491231002X。", "身份证：［身份证号］。"),
        ("浙BD12345超速", "［车牌号］超速"),
        ("邮箱 a.b @ qq。com", "邮箱 ［电子邮箱］"),
    ],
)
def test_unusual_spellings_are_masked(text: str, expected: str) -> None:
    assert mask(text).text == expected


@pytest.mark.parametrize(
    "text",
    ["号码138123456789", "一三八一二三四五六七八", "微信 abc_123", "身份证330203199003077534"],
)
def test_what_may_still_be_a_number_is_doubtful(text: str) -> None:
    assert mask(text).doubtful


def test_an_identity_number_with_a_wrong_check_digit_is_masked_all_the_same() -> None:
    assert mask("330203199003077534").text == "［身份证号］"


def test_a_piece_of_a_longer_number_is_no_mobile_number() -> None:
    assert mask("20190313812345678901").text == "20190313812345678901"


HARD_TEXTS = (
    "1" * 100_000,
    "1 " * 50_000,
    "138-" * 25_000,
    "a@" * 50_000,
    "浙B" * 50_000,
    "a." * 50_000,
    "一" * 100_000,
    "电话" * 50_000,
    "%31" * 30_000,
    "%25" * 30_000,
    r"\u0031" * 15_000,
    "浙B一" * 30_000,
    ("1" + " " * 999) * 100,
    "yaosan" * 15_000,
    "微v:" * 30_000,
    "护照1" * 30_000,
    "00+(8" * 20_000,
    "1双零千" * 25_000,
    "a qq com" * 12_000,
)


@pytest.mark.parametrize("text", HARD_TEXTS, ids=lambda text: f"{text[:4]}…")
def test_twice_the_text_takes_twice_the_steps(text: str) -> None:
    half, whole = steps(text[: len(text) // 2]), steps(text)
    assert whole <= 2.2 * half + 1_000


def steps(text: str) -> int:
    """Calls, of Python and of C, that masking makes: a measure no machine changes."""
    count = 0

    def tally(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        if event in ("call", "c_call"):
            count += 1

    previous = sys.getprofile()
    sys.setprofile(tally)
    try:
        mask(text)
    finally:
        sys.setprofile(previous)
    return count


def test_no_expression_repeats_a_repetition() -> None:
    """A repetition without end inside of another one is how a search becomes quadratic."""
    expressions = [
        value
        for module in (
            abroad,
            accounts,
            address_forms,
            folded,
            grouped,
            hidden,
            masking,
            numbers,
            ordinary,
            plates,
            pronounced,
            retold,
            spelled,
        )
        for value in vars(module).values()
        if isinstance(value, re.Pattern)
    ]
    assert len(expressions) > 10
    for expression in expressions:
        assert endless_depth(regex_parser.parse(expression.pattern)) <= 1, expression.pattern


def endless_depth(parsed: Any) -> int:
    """How deep repetitions without an upper bound are nested."""
    deepest = 0
    for operation, argument in parsed:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            own = 1 if argument[1] is regex_parser.MAXREPEAT else 0
            deepest = max(deepest, own + endless_depth(argument[2]))
        elif name == "SUBPATTERN":
            deepest = max(deepest, endless_depth(argument[3]))
        elif name == "BRANCH":
            deepest = max(deepest, *(endless_depth(branch) for branch in argument[1]))
    return deepest
