"""E-mail addresses and other accounts, in a folded text."""

import re
from collections.abc import Iterator
from typing import Final

_OPEN, _CLOSE = r"[(\[{<【〔「『|*_]", r"[)\]}>】〕」』|*_]"
_AT: Final = re.compile(
    rf"\s{{0,3}}(?:{_OPEN}\s?(?:@|(?i:at)|艾特)\s?{_CLOSE}|[(\[{{<]\s?[aA]\s?[)\]}}>]|@|艾特)\s{{0,3}}"
)
_AT_AS_WORD: Final = " at "
_WORD_AT: Final = re.compile(r"(?<=\S)\s{1,3}[aA][tT]\s{1,3}(?=\S)")
_DOT: Final = (
    rf"(?:\.|\s{{0,2}}{_OPEN}\s?(?:\.|(?i:dot)|点)\s?{_CLOSE}\s{{0,2}}"
    r"|(?i:\s{1,2}dot\s{1,2})|点(?=[A-Za-z]))"
)
_LABEL: Final = (
    r"[A-Za-z0-9\u00c0-\u024f\u0370-\u1fff](?:[A-Za-z0-9\u00c0-\u024f\u0370-\u1fff-]{0,62})"
)
_HAN: Final = r"[A-Za-z0-9\u3400-\u9fff-]{1,30}"
_DOMAIN: Final = re.compile(
    rf"{_LABEL}(?:{_DOT}{_LABEL}){{1,6}}|{_HAN}\s?\.\s?(?:中国|公司|网络|政务|公益|在线|商城|网址|中文网|集团)"
)
_SPACED: Final = re.compile(
    rf"{_LABEL}(?:\s{{0,2}}\.\s{{0,2}}{_LABEL}){{0,3}}\s{{0,2}}\.\s{{0,2}}"
    r"(?i:com|cn|net|org|edu|gov|io|me|cc|de|fr|uk|hk|tw|jp|ru|info|eu)(?![A-Za-z0-9])"
)
_ODD_DOT: Final = re.compile(
    rf"{_LABEL}\s?[.,·•・丶\s]\s?(?i:com|cn|net|org|edu|gov)(?![A-Za-z0-9])"
    r"(?:\s?[.,·•・丶]\s?(?i:cn)(?![A-Za-z0-9]))?"
)
_NEAR: Final = re.compile(
    r"[A-Za-z0-9](?:@\s{0,2}|\s{1,2}@\s{1,2})(?:[A-Za-z]|\[?[0-9]{1,3}(?:\.[0-9]{1,3}){3})"
)
_TOP: Final = re.compile(r"[cCnN](?<=[.点\s].)(?i:om|et|n)(?![A-Za-z0-9])")
_POST: Final = re.compile(
    r"([A-Za-z0-9_][A-Za-z0-9._-]{2,20})([^A-Za-z0-9]{1,4})"
    r"(?i:qq|163|126|139|189|gmail|sina|sohu|outlook|hotmail|foxmail|yeah|icloud|aliyun)\s?[.点\s]\s?\Z"
)
_LONGEST_BEFORE: Final = 36
_OF_ADDRESSES: Final = frozenset("./:-")
"""What stands before a host in the address of a page."""
_NAMED: Final = re.compile(
    r"[@箱lL](?:(?<=@)\s?(?:163|126|139|189)(?![0-9])"
    r"|(?:(?<=[邮信]箱)|(?<=(?i:mail)))[号是为:\s]{0,3}(?=[A-Za-z._-]{0,20}[0-9])[A-Za-z][A-Za-z0-9._-]{4})"
)
"""After a word for it, or before a service that is a number."""
_LAST: Final = re.compile(r"(?:[^\W\d_]|xn--[A-Za-z0-9-]{2}).+", re.DOTALL)
_LOCAL_SIGNS: Final = frozenset("._%+-'!#$&*/=?^`{|}~")
_BEFORE_ALPHABETS_END: Final = "\u2e80"
"""Letters from here on are Han and its neighbours, which stand beside an address without a gap."""


def find_addresses(text: str) -> Iterator[tuple[int, int, bool]]:
    """Spans of e-mail addresses, and whether each is surely the whole of one."""
    last = 0
    for at in _AT.finditer(text):
        start = _local(text, at.start(), last)
        domain = _domain(text, at.end())
        if domain is None and start < at.start():
            odd = _ODD_DOT.match(text, at.end())
            domain = odd and odd.end()
        if domain is None:
            continue
        if start == at.start() and not at.group().strip().startswith("@"):
            continue
        last = domain
        yield start, last, start < at.start()
    for at in _WORD_AT.finditer(text) if _AT_AS_WORD in text.lower() else ():
        host = _DOMAIN.match(text, at.end())
        start = _local(text, at.start(), 0)
        if host is not None and start < at.start() and " dot " in host.group().lower():
            yield start, host.end(), True


def may_spell_an_address(text: str) -> bool:
    """Whether `name at host.com` or `name@host` stands in the text, which may be an address or a
    sentence."""
    if "@" in text and _NEAR.search(text):
        return True
    if _NAMED.search(text) or any(_has_name(text, top.start()) for top in _TOP.finditer(text)):
        return True
    if _AT_AS_WORD not in text.lower():
        return False
    hosts = (_SPACED.match(text, at.end()) for at in _WORD_AT.finditer(text))
    return any(host and not host.group().lower().startswith("www") for host in hosts)


def _has_name(text: str, top: int) -> bool:
    """Whether somebody's name stands before a well-known service whose host ends there, with
    whatever sign between them."""
    found = _POST.search(text, max(0, top - _LONGEST_BEFORE), top)
    if found is None or _OF_ADDRESSES.issuperset(found[2]):
        return False
    return not found[2].isspace() or any(map(str.isdigit, found[1]))


def _domain(text: str, at: int) -> int | None:
    """Where the host's name ends that begins here; none when there is none."""
    spaced = _SPACED.match(text, at)
    plain = _DOMAIN.match(text, at)
    ends = [found.end() for found in (spaced, plain) if found and _is_host(found.group())]
    return max(ends, default=None)


def _is_host(name: str) -> bool:
    last = re.split(_DOT, name.rstrip("-"))[-1].strip()
    return len(last) > 1 and _LAST.fullmatch(last) is not None


def _local(text: str, at: int, last: int) -> int:
    """Where the name before an address's sign begins; `at` when there is none."""
    start = at
    while start > last and _is_local(text[start - 1]):
        start -= 1
    while start < at and text[start] in ".'*/={}|#&?!~^`":
        start += 1
    return start


def _is_local(char: str) -> bool:
    return char in _LOCAL_SIGNS or (char.isalnum() and char < _BEFORE_ALPHABETS_END)
