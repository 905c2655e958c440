"""Wrong service lists and definitions."""

from typing import Any

from services.open311_check.exchange import Answer
from tests.unit.open311_check.recorded import (
    Change,
    attribute,
    changed,
    dropped,
    edited,
    get,
    member,
    status,
    text,
)
from tests.unit.open311_check.wrong import Wrong

_SERVICES = get("services.json")
_LAMP = get("services/street_lamp.json")


def _service(name: str, value: Any) -> Change:
    return changed(_SERVICES, member(name, value))


def _renamed(old: str, new: str) -> Any:
    def edit(answer: Answer) -> Answer:
        return text(f"</{old}>", f"</{new}>")(text(f"<{old}>", f"<{new}>")(answer))

    return edit


def _unwrapped(answer: Answer) -> Answer:
    return text("</attributes>", "")(text("<attributes>", "")(answer))


WRONGS = (
    Wrong(
        "services in an object",
        "services-shape/json",
        changed(_SERVICES, edited(lambda told: {"services": told})),
    ),
    Wrong(
        "another root of services",
        "services-shape/xml",
        changed(get("services.xml"), _renamed("services", "list")),
    ),
    Wrong(
        "a code twice",
        "services-codes/json",
        changed(_SERVICES, edited(lambda told: [*told, told[0]])),
    ),
    Wrong(
        "a code that is a number",
        "services-codes-are-texts/json formats-agree/json",
        changed(_SERVICES, edited(lambda told: told[-1].update(service_code=7))),
    ),
    Wrong("no name", "services-names/json", _service("service_name", None)),
    Wrong("metadata as a text", "services-metadata/json", _service("metadata", "false")),
    Wrong(
        "metadata as 0",
        "services-metadata/xml",
        changed(get("services.xml"), text("<metadata>false", "<metadata>0")),
    ),
    Wrong("a type of its own", "services-type/json", _service("type", "instant")),
    Wrong("keywords as a list", "services-keywords/json", _service("keywords", ["lamp"])),
    Wrong("two groups", "services-group/json", _service("group", "road, lamp")),
    Wrong("a foreign member", "services-members/json", _service("id", "1")),
    Wrong(
        "no description",
        "services-members/json",
        changed(_SERVICES, dropped("description")),
    ),
    Wrong(
        "a definition of another service",
        "definition-shape/json",
        changed(_LAMP, edited(lambda told: told.update(service_code="other"))),
    ),
    Wrong(
        "attributes outside of their list",
        "definition-shape/xml definition-wrapped/xml",
        changed(get("services/street_lamp.xml"), _unwrapped),
    ),
    Wrong(
        "metadata without attributes",
        "definition-promised/json definitions-agree/json",
        changed(_LAMP, edited(lambda told: told.update(attributes=[]))),
    ),
    Wrong(
        "other attributes in the other format",
        "definitions-agree/json",
        changed(_LAMP, attribute("code", "other", 1)),
    ),
    Wrong(
        "no description of an attribute",
        "definition-fields/json",
        changed(_LAMP, attribute("description", "")),
    ),
    Wrong(
        "required as a word",
        "definition-truth-values/json",
        changed(_LAMP, attribute("required", "yes", 1)),
    ),
    Wrong(
        "a datatype of its own",
        "definition-datatypes/json",
        changed(_LAMP, attribute("datatype", "colour", 1)),
    ),
    Wrong("an order twice", "definition-order/json", changed(_LAMP, attribute("order", 2))),
    Wrong(
        "an order from 0",
        "definition-order/xml",
        changed(get("services/street_lamp.xml"), text("<order>1", "<order>0")),
    ),
    Wrong(
        "values of no list",
        "definition-values/json",
        changed(_LAMP, attribute("values", [{"key": "a", "name": "A"}], 1)),
    ),
    Wrong(
        "a value without its name",
        "definition-values/json",
        changed(_LAMP, attribute("values", [{"key": "dark"}])),
    ),
    Wrong(
        "only shown, and required",
        "definition-shown-only/json",
        changed(get("services/lift_fault.json"), attribute("required", True)),
    ),
    Wrong(
        "no definition where nothing is asked",
        "definition-without-attributes/json",
        changed(lambda asked: _asks_nothing(asked.url), status(404)),
    ),
)


def _asks_nothing(url: str) -> bool:
    path, _, suffix = url.rpartition(".")
    code = path.rpartition("/services/")[2]
    asking = ("street_lamp", "manhole", "no-such", "lift", "drainage", "construction_noise")
    dangers = ("gas_safety", "road_collapse", "fire_lane")
    quiet = not code.startswith((*asking, "ebike", "tree", "wages", *dangers))
    return "/services/" in path and suffix == "json" and quiet
