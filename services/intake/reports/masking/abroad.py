"""Telephone numbers of other countries and numbers of papers, in a folded text. Their forms are
many and short, so each is left for a person to look at."""

import re
from typing import Final

from services.intake.reports.masking.ordinary import Ordinary

_GAP: Final = r"[\W_]{0,2}"
_AFTERWARDS: Final = r"\s?[,;(]?\s?(?:联系|来电|找我|电话|打我|[Cc]all)"
_NUMBER: Final = re.compile(
    r"[+(02-9](?:"
    rf"(?<=\+)\s?[1-9](?:{_GAP}[0-9]){{8,14}}(?![0-9])"
    rf"|(?<=0)(?<![0-9.:].)0[1-9](?:{_GAP}[0-9]){{7,13}}(?![0-9])"
    # North America; no area there ends in 00, as our service lines do.
    r"|(?<![0-9.-].)(?<=[2-9])(?!00)[0-9]{2}(?P<sign>[-.])[2-9][0-9]{2}(?P=sign)[0-9]{4}(?![0-9]|\s?[室号栋房米元])"
    r"|(?<=\()[2-9](?!00)[0-9]{2}\)\s?[2-9][0-9]{2}[-. ][0-9]{4}(?![0-9])"
    # Hong Kong, Macao and Taiwan.
    r"|(?<![0-9].)(?<=8)5[23][\W_]{1,2}[2-9][0-9]{3}[\W_]{0,2}[0-9]{4}(?![0-9])"
    r"|(?<![0-9].)(?:(?<=0)|(?<=8)86[\W_]{1,2})9[0-9]{2}[- ][0-9]{3}[- ][0-9]{3}(?![0-9])"
    # One of the place, when only what follows tells.
    rf"|(?<![0-9.-].)(?<=[2-8])[0-9]{{2,3}}[- ][0-9]{{4}}{_AFTERWARDS})"
)
_PAPER: Final = re.compile(
    r"[证照卡本簿件tdTD](?:(?<=[行胞乡官兵驶住留份生作]证)|(?<=[护驾]照)|(?<=[社医]保卡)|(?<=户口[本簿])|(?<=证件)"
    r"|(?<=(?i:passport))|(?<=(?i:id card)))(?:[号码是为]|[^\w]|[Nn]o|[Nn]umber){0,8}"
    rf"[A-Za-z]{{0,3}}{_GAP}[0-9](?:{_GAP}[0-9]){{4}}"
)
_OF_HONG_KONG: Final = re.compile(r"[A-Z](?<![A-Za-z0-9].)[A-Z]?[0-9]{6}\s?\([0-9A]\)")


def may_be_of_elsewhere(text: str) -> bool:
    """Whether a number of another country or one of a paper may stand in the text."""
    if _PAPER.search(text) or ("(" in text and _OF_HONG_KONG.search(text)):
        return True
    spans = [found.span() for found in _NUMBER.finditer(text)]
    return bool(spans) and any(Ordinary(text).hold([span]) is False for span in spans)
