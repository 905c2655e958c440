"""The same person is one person, however a number or an address is written."""

import pytest

from services.intake.reports.reaching import (
    email_key,
    email_of,
    is_placeholder,
    phone_digits,
    phone_of,
)


@pytest.mark.parametrize(
    "written",
    [
        "13800138000",
        " 138 0013-8000 ",
        "+86 138-0013-8000",
        "(+86) 13800138000",
        "008613800138000",
        "8613800138000",
        "013800138000",
        "１３８００１３８０００",
        "138\u200b0013\u202f8000",
        "138\u00ad0013\u20608000\u200e",
        "138‑0013—8000",
        "tel:+86-138-0013-8000",
        "电话：13800138000",
        "13800138000。",
        "1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣",
        "①③⑧⓪⓪①③⑧⓪⓪⓪",
        "١٣٨٠٠١٣٨٠٠٠",
    ],
)
def test_a_mobile_number_is_one_number(written: str) -> None:
    assert (phone_of(written), phone_digits(written)) == ("13800138000", "13800138000")


@pytest.mark.parametrize(
    "written", ["0574-87654321", "(0574)87654321", "+86 574 87654321", "+86 (0)574 8765 4321"]
)
def test_a_landline_is_compared_by_its_digits_and_keeps_its_strokes(written: str) -> None:
    assert phone_digits(written) == "057487654321"
    assert phone_of(written) == written


@pytest.mark.parametrize("abroad", ["+1 202 555 0143", "+852 6123 4567", "0081 3 1234 5678"])
def test_numbers_abroad_can_be_reached(abroad: str) -> None:
    assert phone_of(abroad) == abroad


def test_an_extension_is_kept() -> None:
    assert phone_of("0574-87654321转801") == "0574-87654321转801"


@pytest.mark.parametrize(
    "nothing",
    ["0", "00000000000", "无", "-", "/", "0000000", "11111111111", "999", "12345678",
     "１２３４５６７８９", "13000000000", "暂无", "00-0000", "\u200b"],
)  # fmt: skip
def test_what_was_written_for_form_s_sake_is_no_number(nothing: str) -> None:
    assert is_placeholder(nothing)
    assert phone_of(nothing) is None


@pytest.mark.parametrize(
    "number", ["13800138000", "13800000000", "87654321", "0574-87000000", "13888888888"]
)
def test_a_number_is_no_placeholder(number: str) -> None:
    assert not is_placeholder(number)


@pytest.mark.parametrize(
    "wrong",
    ["1380013800", "138001380001", "12800138000", "不知道", "12", "1" * 21,
     "13800138000/13900139000", "a13800138000", "li@example.org"],
)  # fmt: skip
def test_nobody_can_be_reached_by_what_is_no_number(wrong: str) -> None:
    assert phone_of(wrong) is None


@pytest.mark.parametrize(
    "written",
    [
        "li@example.org",
        " LI@Example.org ",
        "li@example.org.",
        "li@example.org。",
        "li@example.org；",
        "mailto:li@example.org",
        "MAILTO:li@example.org?subject=x",
        '"Li, Wei" <li@example.org>',
        "李巍 <li@example.org>",
        "<li@example.org>",
        "“li@example.org”",
        "li＠example．org",
        "li@example。org",
        "l\u200bi@exam\u00adple.org\u2060",
        "ｌｉ@example.org",
    ],
)
def test_an_address_is_one_address(written: str) -> None:
    assert email_key(written) == "li@example.org"
    assert (email_of(written) or "").casefold() == "li@example.org"


def test_a_host_of_other_letters_is_written_as_mail_servers_write_it() -> None:
    assert email_of("li@例子.中国") == "li@xn--fsqu00a.xn--fiqs8s"
    assert email_key("li@例子。中国") == email_key("li@xn--fsqu00a.xn--fiqs8s")


@pytest.mark.parametrize(
    "wrong",
    ["li", "li@", "@example.org", "li@b", "li@localhost", "li@127.0.0.1", "li..x@example.org",
     "li@example..org", "li@-a.org", "a b@example.org", "李@example.org", "li@example.org x@y.de",
     "=?utf-8?q?x?=@example.org", f"{'a' * 65}@example.org", f"li@{'a' * 64}.org", "li@example.o"],
)  # fmt: skip
def test_nothing_can_be_delivered_to_what_is_no_address(wrong: str) -> None:
    assert email_of(wrong) is None
