"""Statistics as a table for spreadsheets: one row for each figure of each unit, group and rule."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from services.contracts.profile.model import Profile
from services.intake.cases.case.names import rule_name
from services.intake.figures.catalogue import FIGURES
from services.intake.figures.counts import Counts
from services.intake.figures.share import Median
from services.intake.figures.statistics import Statistics
from services.intake.figures.words import group_name, unit_name
from services.runtime.web.i18n import gettext, pgettext

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_BYTE_ORDER_MARK: Final = "\ufeff"


def csv_table(found: Statistics, profile: Profile) -> str:
    """CSV with a byte order mark, which spreadsheets take for UTF-8; no cell is a formula."""
    written = io.StringIO()
    written.write(_BYTE_ORDER_MARK)
    writer = csv.writer(written)
    writer.writerow(_columns())
    writer.writerows([harmless(cell) for cell in cells] for cells in _rows(found, profile))
    return written.getvalue()


def harmless(cell: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell


def _columns() -> Sequence[str]:
    return (
        pgettext("period", "First day"),
        pgettext("period", "Last day"),
        gettext("Of what"),
        pgettext("of a thing", "Name"),
        gettext("Figure"),
        gettext("Counted"),
        gettext("Of"),
        gettext("Percent"),
        gettext("Days"),
        gettext("Definition"),
    )


def _rows(found: Statistics, profile: Profile) -> Iterator[Sequence[str]]:
    period = (found.wanted.period.since.isoformat(), found.wanted.period.until.isoformat())
    parts = [(gettext("All"), "", found.overall)]
    parts += [
        (gettext("Responsible unit"), unit_name(profile, code), counts)
        for code, counts in found.by_unit.items()
    ]
    parts += [
        (gettext("Kind of problem"), group_name(profile, code), counts)
        for code, counts in found.by_group.items()
    ]
    for kind, name, counts in parts:
        for cells in _of(counts):
            yield (*period, kind, name, *cells)
    for rule, sent in found.by_rule.items():
        named = (gettext("Rule"), rule_name(profile, rule), gettext("Sent back"))
        yield (*period, *named, str(sent.sent_back), str(sent.dispatched), "", "", "")
    for reason in found.reasons:
        named = (gettext("Reason"), rule_name(profile, reason.rule), reason.reason)
        yield (*period, *named, str(reason.number), "", "", "", "")


def _of(counts: Counts) -> Iterator[Sequence[str]]:
    for figure in FIGURES.values():
        share = figure.of(counts)
        percent = "" if share.percent is None else str(share.percent)
        numbers = (str(share.part), str(share.whole), percent, "")
        yield (str(figure.name), *numbers, str(figure.counted))
    for name, median in (
        (gettext("Median days to answer"), counts.answer_days),
        (gettext("Median days to close"), counts.close_days),
    ):
        yield (name, str(median.number), "", "", _days(median), "")


def _days(median: Median) -> str:
    return "" if median.days is None else f"{median.days:.2f}"
