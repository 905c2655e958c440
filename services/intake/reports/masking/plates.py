"""What is masked besides numbers: licence plates, e-mail addresses, hints at other accounts.

Works on a text whose full-width forms were folded to ASCII.
"""

import re
from collections.abc import Iterator

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_GAP = r"[ \u3000·•.\-]{0,2}"
_PLATE = re.compile(
    rf"[{_PROVINCE}]{_GAP}[A-HJ-NP-Za-hj-np-z]{_GAP}"
    r"([A-HJ-NP-Za-hj-np-z0-9]{5,6}|[A-HJ-NP-Za-hj-np-z0-9]{4}[挂学警港澳])(?![A-Za-z0-9])"
)
"""GA 36-2018: province, office, then 5 signs, or 6 of a new-energy vehicle."""
_LETTERS_AT_MOST = 2
_NEW_ENERGY = re.compile(r"[A-HJ-K][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJ-K]")
_AT = re.compile(r"[ \u3000]{0,2}@[ \u3000]{0,2}")
_LOCAL_PART = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
_DOMAIN = re.compile(r"[A-Za-z0-9.-]+")
_ACCOUNT = re.compile(
    r"(?:微信|[Ww]e[Cc]hat|[Vv][Xx]|[Ww][Xx]|QQ|qq)[号码群是为：:\s]{0,6}[A-Za-z0-9_-]{5}"
)


def find_plates(text: str) -> Iterator[tuple[int, int]]:
    """Spans of licence plates, ordinary ones with 7 signs and new-energy ones with 8."""
    for match in _PLATE.finditer(text):
        signs = match[1].upper()
        letters = sum(sign.isalpha() and sign.isascii() for sign in signs)
        if len(signs) == 6:
            if _NEW_ENERGY.fullmatch(signs):
                yield match.span()
        elif letters <= _LETTERS_AT_MOST:
            yield match.span()


def find_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Spans of e-mail addresses: what stands around each "@", when it has the form of one."""
    last = 0
    for at in _AT.finditer(text):
        start = at.start()
        while start > last and text[start - 1] in _LOCAL_PART:
            start -= 1
        domain = _DOMAIN.match(text, at.end())
        if domain is None or start == at.start():
            continue
        name = domain.group().rstrip(".-")
        if "." in name and len(name.rpartition(".")[2]) > 1:
            last = at.end() + len(name)
            yield start, last


def hints_at_an_account(text: str) -> bool:
    """Whether the text names an account of a messaging service."""
    return _ACCOUNT.search(text) is not None
