"""The definition of every rate. Each says numerator, denominator, what is left out, and source.

"6.3" is the project's domain study (closing the loop, measurable); a rate whose denominator is
nothing is unavailable. Void and duplicate cases are in no numerator and no denominator.
"""

from services.intake.figures.counts import Counts, Due
from services.intake.figures.share import Share


def rectification(due: Due) -> Share:
    """整改率: problems due and closed ÷ problems due.

    Left out: open cases whose clock rests (suspended, waiting for a project). Shown for 限时解决
    and 尽力解决 apart. Source: 6.3.
    """
    return Share(due.closed, due.due)


def repaired_of_due(due: Due) -> Share:
    """Of the same problems due, those closed as repaired; the stricter reading of 整改率.

    Left out: as in `rectification`. Source: an outcome other than "repaired" mends nothing.
    """
    return Share(due.repaired, due.due)


def on_time(due: Due) -> Share:
    """按期率, raw: due cases that were not late ÷ due cases. No exemption changes it.

    Left out: void, duplicate and resting cases. A case that is late already counts as late while
    it is open. Source: 6.3.
    """
    return Share(due.due - due.late, due.due)


def on_time_exempted(due: Due) -> Share:
    """按期率 with exemptions: cases not late ÷ due cases without those exempted on appeal.

    Left out besides: late cases whose lateness was exempted. Always shown beside the raw one.
    Source: 6.3.
    """
    return Share(due.due - due.late, due.due - due.exempted)


def verified(counts: Counts) -> Share:
    """Closings checked by somebody else than the handler ÷ closings.

    Left out: duplicates, cases not accepted. A case answered at once had no second look and
    counts against it. Source: 6.3.
    """
    return Share(counts.ended.verified, counts.ended.closed)


def reopened(counts: Counts) -> Share:
    """返工率: endings after which the case was opened again, whenever ÷ endings. Source: 6.3."""
    return Share(counts.ended.reopened, counts.ended.ended)


def without_repair(counts: Counts) -> Share:
    """Endings with an outcome other than "repaired" ÷ endings; left out: duplicates. Published."""
    return Share(counts.ended.ended - counts.ended.repaired, counts.ended.ended)


def disputed(counts: Counts) -> Share:
    """Endings that at least one person disputed ÷ endings; left out: duplicates. Published."""
    return Share(counts.ended.disputed, counts.ended.ended)


def upheld(counts: Counts) -> Share:
    """Endings of which a dispute was upheld ÷ disputed endings, judged or not. Published."""
    return Share(counts.ended.upheld, counts.ended.disputed)


def response(counts: Counts) -> Share:
    """响应率: cases of which the reporters were told a first step ÷ cases opened.

    Left out: undone cases, duplicates. Not accepting a case with its rule is a response, too.
    Source: the hotline's three rates.
    """
    return Share(counts.opened.responded, counts.opened.opened)


def solution(counts: Counts) -> Share:
    """解决率: closings as repaired or answered of which no dispute waits or was upheld ÷ closings.

    Left out: duplicates, cases not accepted. "Made safe" is not solved yet. Source: the hotline's
    three rates.
    """
    return Share(counts.ended.solved, counts.ended.closed)


def satisfaction(counts: Counts) -> Share:
    """满意率: people who said it is well done ÷ people who said anything of the ending.

    Left out: whoever was asked and said nothing; how many that were is shown beside it. Says
    nothing of quality where few answer. Source: the hotline's three rates.
    """
    spoke = counts.ended.satisfied + counts.ended.dissatisfied
    return Share(counts.ended.satisfied, spoke)


def dispatch_accuracy(counts: Counts) -> Share:
    """派遣准确率: dispatches that the unit did not send back ÷ dispatches.

    A dispatch ends with the next one. Left out: undone ones.
    """
    return Share(counts.sent.dispatched - counts.sent.sent_back, counts.sent.dispatched)
