"""What the forms about saved filters are sent to; they lead back to the list."""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import parse_qsl

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from services.intake.desk.filters.listed import chosen_from
from services.intake.desk.filters.saved import PAGES, Page, SavedFilters
from services.intake.desk.filters.waiting import wish_from
from services.runtime.identity.access import Actor, current_actor, requires
from services.runtime.web.problems import Problem

ADDRESSES: Final[Mapping[Page, str]] = {"inbox": "/desk", "cases": "/desk/cases"}
_CLEAN: Final[Mapping[Page, Callable[[Mapping[str, str]], str]]] = {
    "inbox": lambda said: wish_from(said).query,
    "cases": lambda said: chosen_from(said).query,
}
"""Only filters that the list knows are kept."""


def filter_pages(filters: SavedFilters) -> Blueprint:
    """Keeping a filter and dropping it."""
    pages = Blueprint("filters", __name__)

    @pages.post("/desk/filters")
    @requires("officer")
    def keep() -> BaseResponse:
        page = _page()
        query = _CLEAN[page](dict(parse_qsl(request.form.get("query", ""))))
        filters.keep(owner_of(current_actor()), page, _name(), query)
        return redirect(_address(page, query), 303)

    @pages.post("/desk/filters/drop")
    @requires("officer")
    def drop() -> BaseResponse:
        page = _page()
        filters.drop(owner_of(current_actor()), page, _name())
        query = _CLEAN[page](dict(parse_qsl(request.form.get("query", ""))))
        return redirect(_address(page, query), 303)

    return pages


def owner_of(actor: Actor) -> str:
    """The account, or the key, that a saved filter belongs to."""
    return f"account {actor.account_id}" if actor.account_id else f"key {actor.key_id}"


def _name() -> str:
    return request.form.get("name", "")


def _page() -> Page:
    said = request.form.get("page")
    page = next((known for known in PAGES if known == said), None)
    if page is None:
        raise Problem(400)
    return page


def _address(page: Page, query: str) -> str:
    return f"{ADDRESSES[page]}?{query}" if query else ADDRESSES[page]
