"""Names of accounts of messaging services, in a folded text: whoever knows one reaches a person."""

import re
from typing import Final

_BY_FIRST_SIGN: Final = {
    "微薇威徽": r"[\W_]{0,2}[信芯]|号",
    "Ww": r"[Ee][Ii][\W_]{0,2}[Xx][Ii][Nn]|\s?[Ee][\W_]?[Cc]\s?h\s?a\s?t|[\W_]?[Xx]|hats[Aa]pp",
    "+加➕": r"我?\s?[vV]|[我下个]?[微薇威徽]",
    "绿": "泡泡",
    "钉": "钉",
    "抖": "音",
    "快": "手号?",
    "小": "红书",
    "支": "付宝",
    "Vv": r"信|[\W_]?[Xx]",
    "Qq": "[Qq]",
    "扣": "扣",
    "陌": "陌",
    "企": "鹅",
    "Tt": r"(?<![A-Za-z].)[Gg]|elegram",
    "Ii": r"nstagram|(?<![A-Za-z].)[Nn][Ss](?=\s?[:@号])",
    "Ss": "kype",
    "Ll": r"(?<![A-Za-z].)[Ii][Nn][Ee]\s?[Ii][Dd]",
}
"""Names of services, by what they begin with: most characters begin none."""
_JOINED: Final = r"(?:[号码群是为我就名叫加账帐搜]|[^\w]|_|[Ii][Dd]){0,6}"
_WITH_DIGIT: Final = r"(?=[A-Za-z_-]{0,20}[0-9_])[A-Za-z]"
_SPELLED: Final = r"(?:[A-Za-z0-9]\s){4}[A-Za-z0-9](?![A-Za-z0-9])"
_SERVICES: Final = "|".join(f"(?<=[{first}])(?:{rest})" for first, rest in _BY_FIRST_SIGN.items())
_ACCOUNT: Final = re.compile(
    rf"[{''.join(_BY_FIRST_SIGN)}](?:(?:{_SERVICES}){_JOINED}(?:[A-Za-z0-9_-]{{5}}|{_SPELLED})"
    rf"|(?<=[微薇威徽])[\s:]{{0,2}}{_WITH_DIGIT}[A-Za-z0-9_-]{{4}}"
    rf"|(?<=[Vv])(?<![A-Za-z0-9].)\s?:\s?{_WITH_DIGIT})"
)
_SERVICE: Final = re.compile("[信芯扣鹅微薇威徽xXqQ]")
"""A character of each short name."""
_LONG_NAMES: Final = (
    "chat", "c h a t", "telegram", "whatsapp", "instagram", "skype", "+v", "+ v", "+我", "加v",
    "加 v", "加我v", "➕", "v:", "v :", "抖音", "钉钉", "陌陌", "支付宝", "泡泡", "快手", "小红书",
    "line id", "lineid", "tg", "ins:", "ins @", "ins@", "ins号",
)  # fmt: skip


def hints_at_an_account(text: str) -> bool:
    """Whether the text names an account of a messaging service."""
    if _SERVICE.search(text) is None:
        lowered = text.lower()
        if not any(name in lowered for name in _LONG_NAMES):
            return False
    return _ACCOUNT.search(text) is not None
