"""A small service of things, dressed in the web shell, for the tests of the shell."""

from collections.abc import Callable, Mapping
from typing import Any

import flask
import marshmallow as ma
from flask.views import MethodView

from services.runtime.identity.access import Actor, Keys, current_actor, public, requires
from services.runtime.unavailable import DatabaseUnavailable
from services.runtime.web.app import About, create_app
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.bodies import accepts_body
from services.runtime.web.fields import AwareTime, Body, Count, Number, Text
from services.runtime.web.i18n import gettext
from services.runtime.web.pages import render_page
from services.runtime.web.paging import Cursor, PageQuery, write_cursor
from services.runtime.web.problems import FieldError, Problem
from services.runtime.web.rates import rate
from services.runtime.web.refusals import Refusals
from services.runtime.web.settings import WebSettings

UPLOAD_LIMIT = 1024 * 1024
PHONE = "13800138000"


class FewKeys(Keys):
    def actor(self, key: str) -> Actor | None:
        return {
            "officer": Actor("officer", "Front desk", "k1"),
            "admin": Actor("admin", "Operations", "k2"),
            "planner": Actor("planner", "Bank", "k3"),
        }.get(key)


class NoSuchThing(Exception):
    """A refusal of the domain."""


class PartBody(Body):
    label = Text(at_most=5, required=True)


class ThingBody(Body):
    name = Text(at_most=10, required=True)
    note = Text(at_most=1000, blank=True)
    seen_at = AwareTime()
    lat = Number(low=-90, high=90, strict=True)
    size = Count(low=1, high=9)
    kind = ma.fields.String(validate=ma.validate.OneOf(["lamp", "pipe"]))
    parts = ma.fields.List(ma.fields.Nested(PartBody), validate=ma.validate.Length(max=3))


class ThingAnswer(ma.Schema):
    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class ThingList(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ThingAnswer), required=True)
    cursor = ma.fields.String(required=True, allow_none=True)
    page_size = ma.fields.Integer(required=True)


class ThingQuery(PageQuery):
    cursor = Cursor(parts=(str, int), load_default=None)
    name = Text(at_most=10)


def things() -> Blueprint:
    blueprint = Blueprint(
        "things", __name__, url_prefix="/api/demo/v1/things", description="Things"
    )
    add_open_routes(blueprint)
    add_guarded_routes(blueprint)
    return blueprint


def add_open_routes(blueprint: Blueprint) -> None:

    @blueprint.post("")
    @public
    @blueprint.arguments(ThingBody)
    @blueprint.response(201, ThingAnswer)
    def create(body: Mapping[str, Any]) -> Mapping[str, str]:
        """Make a thing"""
        return {"id": "t1", "name": body["name"]}

    @blueprint.get("")
    @public
    @blueprint.arguments(ThingQuery, location="query")
    @blueprint.response(200, ThingList)
    def every(query: Mapping[str, Any]) -> Mapping[str, Any]:
        rows = [{"id": "t1", "name": current_actor().role}]
        return {"items": rows, "cursor": write_cursor(["水", 7]), "page_size": query["page_size"]}

    @blueprint.post("/rare")
    @public
    @rate("2 per minute")
    @blueprint.response(200, ThingAnswer)
    def rare() -> Mapping[str, str]:
        return {"id": "t1", "name": "rare"}

    @blueprint.get("/broken/<how>")
    @public
    @blueprint.response(200, ThingAnswer)
    def broken(how: str) -> Mapping[str, str]:
        raise DatabaseUnavailable("gone") if how == "away" else RuntimeError(PHONE)


def add_guarded_routes(blueprint: Blueprint) -> None:
    @blueprint.route("/<thing_id>")
    class Thing(MethodView):
        @requires("officer")
        @blueprint.response(200, ThingAnswer)
        def get(self, thing_id: str) -> Mapping[str, str]:
            if thing_id != "t1":
                raise NoSuchThing
            return {"id": thing_id, "name": current_actor().name}

        @blueprint.arguments(ThingBody)
        @blueprint.response(200, ThingAnswer)
        @requires("officer")
        def put(self, body: Mapping[str, Any], thing_id: str) -> Mapping[str, str]:
            return {"id": thing_id, "name": body["name"]}

    @blueprint.post("/upload")
    @requires("officer")
    @accepts_body(UPLOAD_LIMIT)
    @blueprint.response(200, ThingAnswer)
    def upload() -> Mapping[str, str]:
        return {"id": "t1", "name": str(len(flask.request.get_data()))}


def site() -> flask.Blueprint:
    pages = flask.Blueprint("site", __name__)

    @pages.get("/")
    @public
    def start() -> str:
        return render_page("base.html")

    @pages.get("/form")
    @public
    def form() -> str:
        return flask.render_template_string(FORM, values={}, errors=[])

    @pages.get("/places")
    @public
    def places() -> str:
        return flask.render_template_string(PLACES, features=FEATURES)

    @pages.post("/form")
    @public
    def send() -> str:
        phone = flask.request.form.get("phone", "")
        errors = [] if phone.isdigit() else [FieldError("/phone", "phone", "请输入数字")]
        return flask.render_template_string(FORM, values=flask.request.form, errors=errors)

    @pages.get("/fall")
    @public
    def fall() -> str:
        raise RuntimeError(PHONE)

    @pages.get("/gone")
    @public
    def gone() -> str:
        raise Problem(404, gettext("Not found"))

    @pages.get("/desk")
    @requires("officer")
    def desk() -> str:
        return "desk"

    return pages


FORM = """{% extends "base.html" %}
{% from "_forms.html" import csrf, error_summary, submit, text_area, text_field with context %}
{% from "_forms.html" import checkbox, radio_field, select_field with context %}
{% block content %}
{{ error_summary(errors, {"phone": "电话"}) }}
<form method="post">{{ csrf() }}
{{ text_field("phone", "电话", values, errors, hint="11 位", type="tel", required=true) }}
{{ text_area("what", "问题", values, errors, maxlength=100) }}
{% set kinds = [("a", "路灯"), ("水", [("b", "管网")])] %}
{{ select_field("kind", "类别", kinds, values, errors, empty="请选") }}
{{ radio_field("who", "谁", [("me", "我"), ("us", "我们")], values, errors) }}
{{ checkbox("public", "公开", values) }}
{{ submit("提交") }}</form>{% endblock %}"""

PLACES = """{% extends "base.html" %}
{% from "_map.html" import map_head, map_with_list with context %}
{% block head %}{{ map_head() }}{% endblock %}
{% block content %}<h1>Places</h1>
{% call map_with_list("places", "Map of places", features=features) %}
<ol><li data-place="t1">Lamp</li></ol>{% endcall %}{% endblock %}"""
FEATURES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [123.1, 30.4]},
            "properties": {"id": "t1", "title": "</script><b>Lamp", "kind": "report", "count": 1},
        }
    ],
}

REFUSALS: Refusals = {NoSuchThing: lambda _: Problem(404, "There is no such thing.")}


def demo_app(*, check: Callable[[], str | None] = lambda: None, **web: Any) -> flask.Flask:
    return create_app(
        About("demo", "Demo", "0.1.0"),
        web=WebSettings(secret="s" * 32, **web),
        keys=FewKeys(),
        blueprints=[things()],
        pages=[site()],
        check=check,
        refusals=REFUSALS,
    )
