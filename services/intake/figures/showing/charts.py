"""A picture of figures: bars with words, and the table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from services.intake.figures.share import Median, Share
from services.runtime.web.i18n import gettext

Look = Literal["good", "bad", "plain"]


@dataclass(frozen=True, slots=True)
class Bar:
    """`filled` is its length in percent of the whole width; what cannot be counted has none."""

    label: str
    filled: float
    said: str
    look: Look = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The columns and rows hold every number that is drawn."""

    id: str
    title: str
    finding: str
    bars: Sequence[Bar]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: int = 1
    """How many columns, from the left, hold words and not numbers."""


def percent(share: Share) -> str:
    """As it is read; where there is no denominator it says so."""
    return gettext("unavailable") if share.percent is None else f"{share.percent:.1f} %"


def said(share: Share) -> str:
    return (
        percent(share)
        if share.percent is None
        else f"{percent(share)} ({share.part}/{share.whole})"
    )


def bar(label: object, share: Share, look: Look = "plain") -> Bar:
    return Bar(str(label), share.percent or 0, said(share), look)


def row(label: object, share: Share) -> Sequence[str]:
    return (str(label), str(share.part), str(share.whole), percent(share))


def share_columns(first: str) -> Sequence[str]:
    return (first, gettext("Counted"), gettext("Of"), gettext("Share"))


def days(median: Median) -> str:
    return gettext("unavailable") if median.days is None else f"{median.days:.1f}"
