"""What each picture of the statistics shows and finds."""

from services.intake.figures.catalogue import FIGURES
from services.intake.figures.counts import Counts
from services.intake.figures.share import Share
from services.intake.figures.showing.charts import Chart, Look, bar, row, share_columns
from services.intake.figures.statistics import Statistics
from services.intake.figures.words import OUTCOME_WORDS
from services.runtime.web.i18n import gettext


def on_time(found: Statistics) -> Chart:
    due = found.overall.due
    finding = gettext(
        "Cases whose deadline has passed: %(due)s; on time: %(good)s; late but exempted on "
        "appeal: %(exempted)s.",
        due=due.due,
        good=due.due - due.late,
        exempted=due.exempted,
    )
    return _of_figures(
        "on-time",
        gettext("Kept to the deadline"),
        finding if due.due else gettext("No deadline has passed in this period."),
        found.overall,
        {"on_time": "good", "on_time_exempted": "good"},
    )


def rectified(found: Statistics) -> Chart:
    due = found.overall.due
    finding = gettext(
        "Cases due: %(due)s; closed: %(closed)s, of them as repaired: %(repaired)s. Waiting "
        "officially and not counted: %(waiting)s.",
        closed=due.closed,
        due=due.due,
        repaired=due.repaired,
        waiting=due.waiting,
    )
    codes: dict[str, Look] = {
        "rectified_limited": "good",
        "rectified_best_effort": "good",
        "repaired_of_due": "good",
    }
    return _of_figures("rectified", gettext("Put right"), finding, found.overall, codes)


def three_rates(found: Statistics) -> Chart:
    ended = found.overall.ended
    finding = gettext(
        "People on ended cases: %(asked)s; of them said what they think of it: %(spoke)s. Where "
        "few answer, satisfaction says little.",
        spoke=ended.satisfied + ended.dissatisfied,
        asked=ended.asked,
    )
    codes: dict[str, Look] = {"response": "good", "solution": "good", "satisfaction": "good"}
    title = gettext("Response, solution, satisfaction")
    return _of_figures("rates", title, finding, found.overall, codes)


def endings(found: Statistics) -> Chart:
    ended = found.overall.ended
    shares = {
        word: Share(getattr(ended, outcome), ended.ended) for outcome, word in OUTCOME_WORDS.items()
    }
    repaired = OUTCOME_WORDS["repaired"]
    finding = gettext(
        "Cases that ended: %(ended)s; of them without repair: %(other)s.",
        ended=ended.ended,
        other=ended.ended - ended.repaired,
    )
    return Chart(
        id="endings",
        title=gettext("How cases ended"),
        finding=finding if ended.ended else gettext("No case ended in this period."),
        bars=[
            bar(word, share, "good" if word is repaired else "plain")
            for word, share in shares.items()
        ],
        columns=share_columns(gettext("Ending")),
        rows=[row(word, share) for word, share in shares.items()],
    )


def afterwards(found: Statistics) -> Chart:
    ended = found.overall.ended
    finding = gettext(
        "Cases that ended: %(ended)s; disputed: %(disputed)s; disputes upheld: %(upheld)s.",
        ended=ended.ended,
        disputed=ended.disputed,
        upheld=ended.upheld,
    )
    codes: dict[str, Look] = {"without_repair": "plain", "disputed": "bad", "upheld": "bad"}
    title = gettext("Closed without repair, disputed, upheld")
    return _of_figures("afterwards", title, finding, found.overall, codes)


def checked(found: Statistics) -> Chart:
    ended = found.overall.ended
    finding = gettext(
        "Closed cases: %(closed)s; looked at by somebody else: %(verified)s; taken up again: "
        "%(reopened)s.",
        verified=ended.verified,
        closed=ended.closed,
        reopened=ended.reopened,
    )
    codes: dict[str, Look] = {"verified": "good", "reopened": "bad"}
    return _of_figures("checked", gettext("Looked at again"), finding, found.overall, codes)


def _of_figures(
    code: str, title: str, finding: str, counts: Counts, looks: dict[str, Look]
) -> Chart:
    shares = {each: FIGURES[each].of(counts) for each in looks}
    return Chart(
        id=code,
        title=title,
        finding=finding,
        bars=[bar(FIGURES[each].name, share, looks[each]) for each, share in shares.items()],
        columns=share_columns(gettext("Figure")),
        rows=[
            row(f"{FIGURES[each].name}: {FIGURES[each].counted}", share)
            for each, share in shares.items()
        ],
    )
