"""`/find`: the page of a report again, by its number and a code."""

from flask import Blueprint, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from services.contracts.profile.model import Profile
from services.intake.finding.code import LASTS
from services.intake.finding.find_again import CodeOver, FindAgain, WrongCode
from services.intake.notices.channels.port import Kind
from services.intake.reports.numbering.typed_number import read_number
from services.runtime.identity.access import public
from services.runtime.web.i18n import gettext, language, ngettext
from services.runtime.web.pages import render_page
from services.runtime.web.problems import FieldError
from services.runtime.web.rates import rate

_MINUTES = int(LASTS.total_seconds() // 60)
_LONGEST = 200


def find_pages(finding: FindAgain, profile: Profile, sends: frozenset[Kind]) -> Blueprint:
    """Plain forms; every answer is the same whether or not there is such a report.

    `sends`: to which kinds of address messages leave the house. Every page may ask it, so that
    none promises what nobody gets.
    """
    pages = Blueprint("find", __name__)

    @pages.app_context_processor
    def promising() -> dict[str, object]:
        return {"sends": sends, "found_again": bool(sends) or profile.fictional}

    _add_asking(pages, finding, profile)
    _add_entering(pages, finding, profile)
    return pages


def _add_asking(pages: Blueprint, finding: FindAgain, profile: Profile) -> None:
    def form(values: dict[str, str], errors: list[FieldError]) -> str:
        return render_page("site/find.html", values=values, errors=errors, profile=profile)

    @pages.get("/find")
    @public
    def blank() -> str:
        return form({}, [])

    @pages.post("/find")
    @public
    @rate("10 per minute")
    def ask() -> BaseResponse:
        typed = {name: _typed(name) for name in ("number", "address")}
        if errors := _missing(typed):
            return make_response(form(typed, errors), 422)
        number = read_number(typed["number"]) or ""
        asked = finding.ask(number, typed["address"], language())
        return redirect(url_for("find.waiting", asked=asked), 303)


def _add_entering(pages: Blueprint, finding: FindAgain, profile: Profile) -> None:
    def form(asked: str, errors: list[FieldError], *, is_open: bool = True) -> str:
        return render_page(
            "site/find_code.html",
            asked=asked,
            errors=errors,
            values={},
            is_open=is_open,
            kind=finding.kind(asked) if is_open else None,
            minutes=_MINUTES,
            profile=profile,
        )

    @pages.get("/find/<asked>")
    @public
    def waiting(asked: str) -> str:
        return form(asked, [], is_open=finding.is_open(asked))

    @pages.post("/find/<asked>")
    @public
    @rate("20 per minute")
    def enter(asked: str) -> BaseResponse:
        try:
            token = finding.enter(asked, _typed("code"))
        except CodeOver:
            return make_response(form(asked, [], is_open=False), 422)
        except WrongCode as refusal:
            words = ngettext(
                "This is not the code. You can try once more.",
                "This is not the code. You can try %(num)d more times.",
                refusal.left,
            )
            return make_response(form(asked, [FieldError("/code", "code", words)]), 422)
        return redirect(url_for("site.track", token=token), 303)


def _typed(name: str) -> str:
    return request.form.get(name, "")[:_LONGEST]


def _missing(typed: dict[str, str]) -> list[FieldError]:
    """What is blank, and a number that can be nobody's: no code would ever come."""
    words = {
        "number": gettext("Enter the number of your report, for example 20261122-7K3QX."),
        "address": gettext("Enter the telephone number or e-mail address that you gave."),
    }
    wrong = [name for name, text in typed.items() if not text.strip()]
    if "number" not in wrong and read_number(typed["number"]) is None:
        words["number"] = gettext(
            "This is not a whole number of a report: a date and five signs, such as 20261122-7K3QX."
        )
        wrong.insert(0, "number")
    return [FieldError(f"/{name}", "required", words[name]) for name in wrong]
