"""`citymend accounts …`: the people who sign in."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import click

from services.command.session import identity, plainly, settings_or_exit
from services.command.terminal import answer, as_json, give_up, say
from services.contracts.profile.load import profile_of
from services.own_settings import PROFILE
from services.runtime.identity.access import Role, Scope
from services.runtime.identity.accounts import (
    Accounts,
    BadAccount,
    LoginTaken,
    NameTaken,
    NoSuchAccount,
)

STAFF = ("officer", "planner", "searcher", "admin")


@click.group("accounts", help="People of the staff who sign in.")
def accounts() -> None:
    pass


@accounts.command("add")
@click.option("--login", required=True, help="What is typed to sign in.")
@click.option("--name", required=True, help="Shown to colleagues.")
@click.option("--role", type=click.Choice(STAFF), required=True)
@click.option("--area", "areas", multiple=True, help="Code of an area; repeat. Default: all.")
@click.option("--unit", "units", multiple=True, help="Code of a unit; repeat. Default: all.")
@as_json
def add(
    login: str, name: str, role: str, areas: tuple[str, ...], units: tuple[str, ...], machine: bool
) -> None:
    """Add a person. The password is shown now and never again; it serves once."""
    _check_codes(areas, units)
    with identity() as opened:
        try:
            password = opened.accounts.add(login, name, cast(Role, role), Scope(areas, units))
        except BadAccount as bad:
            give_up(_rules()[bad.field])
        except LoginTaken:
            give_up(f"--login: {login} is taken")
        except NameTaken:
            give_up(f"--name: another {role} is called {name.strip()}; add what tells them apart")
    answer({"login": login.lower(), "password": password}, machine, _show_password)


@accounts.command("reset")
@click.option("--login", required=True)
@as_json
def reset(login: str, machine: bool) -> None:
    """Give somebody who forgot theirs a new password; it serves once."""
    password = _about(login, lambda people: people.reset(login))
    answer({"login": login.lower(), "password": password}, machine, _show_password)


@accounts.command("sign-out")
@click.option("--login", required=True)
@click.option("--disable", is_flag=True, help="…and let nobody sign in with it again.")
def sign_out(login: str, disable: bool) -> None:
    """End every session of somebody, everywhere within 30 s."""
    _about(login, lambda people: people.end_sessions(login, disable=disable))
    say(f"{login} is signed out" + (" and disabled" if disable else ""))


@accounts.command("list")
@as_json
def show(machine: bool) -> None:
    """Everybody who has an account."""
    with identity() as opened:
        items = [
            {
                "login": one.login,
                "name": one.name,
                "role": one.role,
                "areas": list(one.scope.areas),
                "units": list(one.scope.units),
                "disabled": one.disabled,
            }
            for one in opened.accounts.every()
        ]
    answer({"items": items}, machine, lambda result: _show_list(result["items"]))


def _check_codes(areas: Sequence[str], units: Sequence[str]) -> None:
    """Exit 1 for a code that the profile does not know: nothing would ever lie within it."""
    if not areas and not units:
        return
    settings = settings_or_exit(PROFILE)
    with plainly():
        profile = profile_of(settings.home, settings.profile)
    for option, given, known in (
        ("--area", areas, profile.areas),
        ("--unit", units, profile.responsible_units),
    ):
        for code in given:
            if code not in known:
                give_up(f"{option}: the profile has no {code!r}")


def _show_password(result: Mapping[str, Any]) -> None:
    say(f"{result['login']}  {result['password']}")


def _show_list(items: list[Mapping[str, Any]]) -> None:
    for item in items:
        within = [*item["areas"], *item["units"]]
        ending = f"  within {', '.join(within)}" if within else ""
        ending += "  (disabled)" if item["disabled"] else ""
        say(f"{item['login']}  {item['role']}  {item['name']}{ending}")


def _about(login: str, do: Callable[[Accounts], str | None]) -> str | None:
    with identity() as opened:
        try:
            return do(opened.accounts)
        except NoSuchAccount:
            give_up(f"--login: nobody signs in as {login}")


def _rules() -> dict[str, str]:
    return {
        "login": "--login: 2 to 60 of a-z, 0-9, dot, hyphen, underscore; a letter or digit first",
        "name": "--name: 1 to 200 characters, not blank",
        "role": "--role: a role of the staff",
    }
