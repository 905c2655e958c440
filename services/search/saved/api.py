# mypy: disallow-untyped-decorators=False
"""/api/search/v1/saved: searches that the holder of a key keeps."""

from dataclasses import replace
from typing import Any

from flask import Response, jsonify
from flask.views import MethodView

from services.runtime.identity.access import current_actor, requires
from services.runtime.web.blueprint import Blueprint
from services.search.answers import RecordsAnswer, records_answer
from services.search.query import SearchRecords
from services.search.reading import STAFF_ROLES, current_reader
from services.search.saved.saved import Holder, SavedId
from services.search.saved.schemas import (
    NewSavedSearch,
    RunQuery,
    SavedSearchAnswer,
    SavedSearchBody,
    SavedSearchesAnswer,
    request_of,
    saved_answer,
)
from services.search.saved.store import SavedSearches


def saved_routes(saved: SavedSearches, search: SearchRecords) -> Blueprint:
    blueprint = Blueprint(
        "saved",
        __name__,
        url_prefix="/api/search/v1/saved",
        description="Searches that the holder of a key keeps",
    )

    @blueprint.route("")
    class All(MethodView):
        @requires(*STAFF_ROLES)
        @blueprint.response(200, SavedSearchesAnswer)
        def get(self) -> Response:
            """The caller's own, the newest first."""
            items = [saved_answer(one) for one in saved.kept_by(_holder())]
            return jsonify({"items": items, "cursor": None})

        @requires(*STAFF_ROLES)
        @blueprint.arguments(SavedSearchBody)
        @blueprint.response(201, SavedSearchAnswer)
        @blueprint.alt_response(409, description="The caller keeps 100 already")
        def post(self, new: NewSavedSearch) -> tuple[Response, int]:
            """Keep a search; page_size, cursor and after are not kept."""
            return jsonify(saved_answer(saved.keep(_holder(), new.name, new.parameters))), 201

    @blueprint.route("/<id_>")
    class One(MethodView):
        @requires(*STAFF_ROLES)
        @blueprint.response(200, SavedSearchAnswer)
        @blueprint.alt_response(404, description="The caller keeps no such search")
        def get(self, id_: str) -> Response:
            """One of the caller's own."""
            return jsonify(saved_answer(saved.find(_holder(), SavedId(id_))))

        @requires(*STAFF_ROLES)
        @blueprint.response(204)
        @blueprint.alt_response(404, description="The caller keeps no such search")
        def delete(self, id_: str) -> tuple[str, int]:
            """Forget it."""
            saved.forget(_holder(), SavedId(id_))
            return "", 204

    @blueprint.get("/<id_>/records")
    @requires(*STAFF_ROLES)
    @blueprint.arguments(RunQuery, location="query")
    @blueprint.response(200, RecordsAnswer)
    @blueprint.alt_response(404, description="The caller keeps no such search")
    def run_saved(look: dict[str, Any], id_: str) -> Response:
        """What it finds now, of those records this caller may see."""
        kept = saved.find(_holder(), SavedId(id_))
        request = request_of(kept.parameters)
        page = replace(request, page_size=look["page_size"], cursor=look["cursor"])
        return jsonify(records_answer(search(page, current_reader())))

    return blueprint


def _holder() -> Holder:
    actor = current_actor()
    if actor.account_id is not None:
        return Holder(f"account:{actor.account_id}")
    return Holder(f"key:{actor.key_id or actor.name}")
