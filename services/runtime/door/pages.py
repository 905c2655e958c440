"""The pages of the door: `/sign-in`, `/sign-out` and `/account`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from services.runtime.clock import Clock
from services.runtime.identity.access import Actor, current_actor, public
from services.runtime.identity.account import Account
from services.runtime.identity.accounts import (
    Accounts,
    AccountWaits,
    SignInRefused,
)
from services.runtime.identity.passwords import (
    LONGEST,
    SHORTEST,
    PasswordTooLong,
    PasswordTooPlain,
    PasswordTooShort,
    PasswordUnchanged,
    WeakPassword,
)
from services.runtime.identity.ticket import Ticket, forget, remember, sent_ticket
from services.runtime.web.i18n import gettext, lazy_gettext, ngettext
from services.runtime.web.pages import render_page
from services.runtime.web.problems import FieldError
from services.runtime.web.rates import rate

TEMPLATES: Final = Path(__file__).parent / "templates"
SIGN_IN: Final = "/sign-in"
ACCOUNT: Final = "/account"
PATHS: Final = (SIGN_IN, "/sign-out", ACCOUNT)
"""What `mount` must route to the app that has these pages."""
_BACK_TO_ACCOUNT: Final = f"{SIGN_IN}?next={ACCOUNT}"
_WEAKNESS: Final = {
    PasswordTooShort: lazy_gettext("Please choose at least %(least)s characters.", least=SHORTEST),
    PasswordTooLong: lazy_gettext("Please choose at most %(most)s characters.", most=LONGEST),
    PasswordTooPlain: lazy_gettext("Use more different characters, and not your own name."),
    PasswordUnchanged: lazy_gettext("Please choose a password that differs from the old one."),
}


def door_pages(accounts: Accounts, clock: Clock, homes: Mapping[str, str]) -> Blueprint:
    """`homes`: the page on which each role begins; another role begins at `/`."""
    pages = Blueprint("door", __name__, template_folder=str(TEMPLATES))
    _add_sign_in(pages, accounts, clock, homes)
    _add_account(pages, accounts, clock, homes)
    return pages


def _add_sign_in(
    pages: Blueprint, accounts: Accounts, clock: Clock, homes: Mapping[str, str]
) -> None:
    @pages.get(SIGN_IN)
    @public
    def sign_in_form() -> str:
        return _sign_in_page(request.args.get("next", ""), "", ())

    @pages.post(SIGN_IN)
    @public
    @rate("20 per minute")
    def sign_in() -> BaseResponse:
        login = request.form.get("login", "")
        wanted = request.form.get("next", "")
        try:
            account = accounts.sign_in(login, request.form.get("password", ""))
        except AccountWaits as waits:
            return _refused(wanted, login, _wait_sentence(waits, clock))
        except SignInRefused:
            return _refused(wanted, login, gettext("The name or the password is not right."))
        _begin(account)
        if account.must_change:
            return redirect(ACCOUNT, 303)
        return redirect(local_path(wanted) or homes.get(account.role, "/"), 303)

    @pages.post("/sign-out")
    @public
    def sign_out() -> BaseResponse:
        ticket = sent_ticket()
        if ticket is not None:
            accounts.sign_out(ticket.account_id, ticket.epoch)
        forget()
        return redirect(SIGN_IN, 303)


def _add_account(
    pages: Blueprint, accounts: Accounts, clock: Clock, homes: Mapping[str, str]
) -> None:
    @pages.get(ACCOUNT)
    @public
    def own_account() -> BaseResponse | str:
        who = current_actor()
        return _account_page(who, ()) if who.account_id else redirect(_BACK_TO_ACCOUNT, 303)

    @pages.post(ACCOUNT)
    @public
    @rate("20 per minute")
    def change_password() -> BaseResponse:
        who = current_actor()
        if who.account_id is None:
            return redirect(_BACK_TO_ACCOUNT, 303)
        errors = _change(accounts, clock, who.account_id)
        if errors:
            return make_response(_account_page(who, errors), 422)
        return redirect(homes.get(who.role, "/"), 303)


def local_path(wanted: str) -> str | None:
    """Where to go after signing in, when that is a path of this origin; else None.

    Browsers read a backslash as a slash, and "//host" as another host.
    """
    if not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted:
        return None
    return wanted if wanted.isprintable() else None


def _change(accounts: Accounts, clock: Clock, account_id: str) -> Sequence[FieldError]:
    """Change it and go on in a new session, or what to mend."""
    typed = {name: request.form.get(name, "") for name in ("old", "new", "again")}
    if typed["new"] != typed["again"]:
        return [FieldError("/again", "equal", gettext("The two new passwords differ."))]
    try:
        account = accounts.change_password(account_id, typed["old"], typed["new"])
    except AccountWaits as waits:
        return [FieldError("/old", "wait", _wait_sentence(waits, clock))]
    except SignInRefused:
        return [FieldError("/old", "password", gettext("This is not your password."))]
    except WeakPassword as weak:
        return [FieldError("/new", "strength", str(_WEAKNESS[type(weak)]))]
    _begin(account)
    return ()


def _begin(account: Account) -> None:
    remember(Ticket(account.id, account.epoch))


def _refused(wanted: str, login: str, sentence: str) -> BaseResponse:
    errors = [FieldError("/login", "sign-in", sentence)]
    return make_response(_sign_in_page(wanted, login, errors), 422)


def _wait_sentence(waits: AccountWaits, clock: Clock) -> str:
    minutes = max(1, round((waits.until - clock.now()).total_seconds() / 60))
    return ngettext(
        "Too many wrong passwords. Please try again in %(num)d minute.",
        "Too many wrong passwords. Please try again in %(num)d minutes.",
        minutes,
    )


def _sign_in_page(wanted: str, login: str, errors: Sequence[FieldError]) -> str:
    return render_page("door/sign_in.html", wanted=wanted, values={"login": login}, errors=errors)


def _account_page(who: Actor, errors: Sequence[FieldError]) -> str:
    return render_page("door/account.html", who=who, errors=errors, shortest=SHORTEST)
