"""A service's app is made of features; what two of them bring is refused by both their names."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import flask
import pytest
from flask import render_template_string

from services.runtime.identity.access import public
from services.runtime.unavailable import Unavailable
from services.runtime.web.app import About
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.feature import BroughtTwice, Feature, compose, jobs_of
from services.runtime.web.pages import MenuEntry
from services.runtime.web.problems import Problem
from services.runtime.web.refusals import joined
from services.runtime.web.settings import WebSettings
from tests.unit.runtime.web.demo import FewKeys

WEB = WebSettings(secret="a secret of the tests only, 32 chars")


class Dark(Exception):
    """A lamp gives no light."""


def dark(status: int) -> Any:
    return lambda _: Problem(status, "dark")


def app_of(*features: Feature) -> flask.Flask:
    return compose(About("demo", "Demo", "0"), features, web=WEB, keys=FewKeys())


def page(name: str, path: str) -> flask.Blueprint:
    pages = flask.Blueprint(name, __name__)

    @pages.get(path)
    @public
    def show(**_: object) -> str:
        if path == "/dark":
            raise Dark
        return render_template_string("{% for each in menu %}{{ each.label }} {% endfor %}")

    return pages


def route(name: str) -> Blueprint:
    blueprint = Blueprint(name, __name__, url_prefix=f"/api/demo/v1/{name}", description=name)

    @blueprint.get("")
    @public
    @blueprint.response(204)
    def read() -> None:
        """Nothing."""

    return blueprint


def nothing(_: Mapping[str, Any], __: Any) -> Mapping[str, Any]:
    return {}


def test_an_app_serves_what_its_features_bring(tmp_path: Path) -> None:
    (tmp_path / "zh.po").write_text('msgid "Lamps"\nmsgstr "路灯"\n', "utf-8")
    lamps = Feature(
        name="lamps",
        routes=[route("lamps")],
        pages=[page("lamp_pages", "/lamps")],
        refusals={Dark: dark(418)},
        translations=[tmp_path],
        menu=[MenuEntry("lamps", "/lamps", "Lamps")],
    )
    pipes = Feature(
        name="pipes",
        pages=[page("pipe_pages", "/dark")],
        menu=[MenuEntry("pipes", "/pipes", "Pipes")],
    )
    app = app_of(lamps, pipes)
    client = app.test_client()
    assert client.get("/api/demo/v1/lamps").status_code == 204
    assert client.get("/lamps").text == "Lamps Pipes "
    assert client.get("/dark").status_code == 418
    assert app.extensions["babel"].instance.domain_instance.catalogue("zh").gettext("Lamps") == (
        "路灯"
    )


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        (lambda: {"routes": [route("lamps")]}, "blueprint lamps"),
        (lambda: {"pages": [page("lamps", "/lamps")]}, "blueprint lamps"),
        (lambda: {"protocols": [page("lamps", "/lamps")]}, "blueprint lamps"),
        (lambda: {"refusals": {Dark: dark(404)}}, "refusal Dark"),
        (
            lambda: {"translations": [Path(__file__).parent]},
            f"translations {Path(__file__).parent}",
        ),
        (lambda: {"menu": [MenuEntry("lamps", "/lamps", "Lamps")]}, "menu entry lamps"),
        (lambda: {"jobs": {"light": nothing}}, "job light"),
    ],
    ids=["routes", "pages", "protocols", "refusals", "translations", "menu", "jobs"],
)
def test_what_two_features_bring_is_refused_and_both_are_named(parts: Any, what: str) -> None:
    with pytest.raises(BroughtTwice) as refused:
        app_of(Feature(name="street", **parts()), Feature(name="park", **parts()))
    assert str(refused.value) == f"street and park both bring the {what}"


def test_an_api_and_a_page_of_one_blueprint_name_are_refused() -> None:
    one = Feature(name="street", routes=[route("lamps")])
    with pytest.raises(BroughtTwice, match="street and park both bring the blueprint lamps"):
        app_of(one, Feature(name="park", pages=[page("lamps", "/lamps")]))


def test_two_entries_that_lead_to_one_page_are_refused() -> None:
    menu = [MenuEntry("a", "/lamps", "Lamps"), MenuEntry("b", "/lamps", "Lights")]
    with pytest.raises(BroughtTwice, match="street brings the menu entry /lamps twice"):
        app_of(Feature(name="street", menu=menu))


def test_two_features_of_one_name_are_refused() -> None:
    with pytest.raises(BroughtTwice, match="lamps brings the feature lamps twice"):
        app_of(Feature(name="lamps"), Feature(name="lamps"))


def test_what_every_app_answers_is_no_feature_s_to_change() -> None:
    with pytest.raises(BroughtTwice, match=r"shell of all apps and lamps both .* Unavailable"):
        app_of(Feature(name="lamps", refusals={Unavailable: dark(404)}))


@pytest.mark.parametrize("second", ["/lamps/<code>", "/lamps/<number>"])
def test_two_features_at_one_address_are_refused(second: str) -> None:
    one = Feature(name="street", pages=[page("a", "/lamps/<code>")])
    with pytest.raises(BroughtTwice, match="street and park both bring the address GET /lamps/"):
        app_of(one, Feature(name="park", pages=[page("b", second)]))


def test_an_address_that_reads_a_number_is_another_than_one_that_reads_a_word() -> None:
    one = Feature(name="street", pages=[page("a", "/lamps/<int:number>")])
    app = app_of(one, Feature(name="park", pages=[page("b", "/lamps/<word>")]))
    assert app.test_client().get("/lamps/7").status_code == 200


def test_a_page_at_an_address_of_the_shell_is_refused() -> None:
    with pytest.raises(BroughtTwice, match="both bring the address GET /api/demo/healthz"):
        app_of(Feature(name="lamps", pages=[page("a", "/api/demo/healthz")]))


def test_jobs_of_several_features_are_one_list() -> None:
    street, park = Feature(name="street", jobs={"light": nothing}), Feature(name="park", jobs={})
    assert set(jobs_of([street, park])) == {"light"}
    with pytest.raises(BroughtTwice, match="street and park both bring the job light"):
        jobs_of([street, Feature(name="park", jobs={"light": nothing})])


def test_refusals_of_one_feature_have_one_meaning_each() -> None:
    assert set(joined({Dark: dark(404)}, {KeyError: dark(409)})) == {Dark, KeyError}
    with pytest.raises(ValueError, match="two meanings: Dark"):
        joined({Dark: dark(404)}, {Dark: dark(409)})
