"""Wrong answers to those who create requests, and to those who read them afterwards."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote_plus

from services.open311_check.exchange import Answer, Asked
from tests.unit.open311_check.recorded import (
    Change,
    Where,
    body,
    changed,
    edited,
    post,
    status,
    under,
)
from tests.unit.open311_check.wrong import Wrong

_taken = body(json.dumps([{"service_request_id": "20261122-AAAAA"}]), 200)
_READ_BACK = under("requests/2026", ".json")


def _sent(form: str, *words: str, without: tuple[str, ...] = ()) -> Where:
    """A POST with its key in the body that holds these words and none of those."""
    wanted = post(form, "api_key=app", *words)

    def matches(asked: Asked) -> bool:
        told = unquote_plus((asked.body or b"").decode(errors="replace"))
        return wanted(asked) and not any(word in told for word in without)

    return matches


def _with_file(form: str, content: bytes) -> Where:
    return lambda asked: f"requests.{form}" in asked.url and content in (asked.body or b"")


def _keyless(form: str) -> Where:
    keyless = post(form, without="api_key")
    return lambda asked: keyless(asked) and "?" not in asked.url


def _creating(fine: Callable[[dict[str, Any]], bool], edit: Callable[[Any], Any]) -> Change:
    """What creators in JSON are told, where it is such, is edited."""

    def change(asked: Asked, answer: Answer) -> Answer:
        created = asked.method == "POST" and ".json" in asked.url and answer.status == 200
        return edit(answer) if created and fine(json.loads(answer.body)[0]) else answer

    return change


def _told(**members: str) -> Callable[[Answer], Answer]:
    return edited(lambda told: told[0].update(members))


def _unbold(answer: Answer) -> Answer:
    return replace(answer, body=answer.body.replace(b"<b>", b"").replace(b"</b>", b""))


REFUSALS = (
    Wrong("anybody may post", "post-without-key/json", changed(_keyless("json"), _taken)),
    Wrong("401 without a key", "post-without-key/xml", changed(_keyless("xml"), status(401))),
    Wrong(
        "400 for a wrong key",
        "post-wrong-key/json",
        changed(post("json", "never-given-out"), status(400)),
    ),
    Wrong(
        "a refusal in an object",
        "post-error-shape/json",
        changed(_sent("json", "service_code=&"), body('{"detail": "No."}')),
    ),
    Wrong(
        "400 for an unknown service to post to",
        "post-unknown-service/json",
        changed(post("json", "no-such-service"), status(400)),
    ),
    Wrong(
        "any service will do",
        "post-no-service/json",
        changed(_sent("json", without=("service_code",)), _taken),
    ),
    Wrong(
        "no place is needed",
        "post-no-place/xml",
        changed(_sent("xml", "ignore", without=("lat=", "long=", "address_string")), _taken),
    ),
    Wrong(
        "half a place is taken",
        "post-half-a-place/json",
        changed(_sent("json", "long=", without=("lat=",)), _taken),
    ),
    Wrong(
        "a place on no planet is taken",
        "post-impossible-place/json",
        changed(_sent("json", "lat=91"), _taken),
    ),
    Wrong(
        "4,001 characters are taken",
        "post-too-long/json",
        changed(_sent("json", "长" * 4_001), _taken),
    ),
    Wrong(
        "what is required may be missing",
        "post-required/json",
        changed(_sent("json", "=lift_fault", without=("attribute[trapped]",)), _taken),
    ),
    Wrong(
        "an unknown attribute is dropped",
        "post-wrong-answers/json",
        changed(_sent("json", "no_such_thing", without=("nor_this_one",)), _taken),
    ),
    Wrong(
        "any number will do",
        "post-wrong-answers/xml",
        changed(_sent("xml", "=drainage", "no such value"), _taken),
    ),
    Wrong(
        "only the first fault is told",
        "post-one-error-each/json",
        changed(_sent("json", "nor_this_one"), edited(lambda told: told[:1])),
    ),
)
CREATIONS = (
    Wrong(
        "201 for what was created",
        "post-status/json",
        _creating(lambda told: "service_request_id" in told, status(201)),
    ),
    Wrong(
        "a token beside the number",
        "post-realtime/json",
        _creating(lambda told: "service_request_id" in told, _told(token="t")),
    ),
    Wrong(
        "a number beside the token",
        "post-batch/json",
        _creating(lambda told: "token" in told, _told(service_request_id="7")),
    ),
    Wrong(
        "a number for what nobody may see",
        "post-blackbox/json",
        _creating(lambda told: len(told) == 1, _told(service_request_id="7")),
    ),
    Wrong(
        "a token that is soon forgotten",
        "token-resolves/json",
        changed(
            lambda asked: under("tokens/", ".json")(asked) and "no-such" not in asked.url,
            status(404),
        ),
    ),
    Wrong(
        "4,000 bytes instead of characters",
        "post-long-description/json",
        changed(_sent("json", "长" * 4_000, without=("长" * 4_001,)), status(400)),
    ),
    Wrong("zero is absent", "post-zero/json", changed(_sent("json", "lat=0&"), status(400))),
    Wrong(
        "attributes are not known",
        "post-attributes/json",
        changed(_sent("json", "attribute[lift_code]"), status(400)),
    ),
    Wrong(
        "one writing of several values",
        "post-several-values/json",
        changed(_sent("json", "][]="), status(400)),
    ),
    Wrong(
        "the key only in the body",
        "post-key-in-query/json",
        changed(lambda asked: ".json?api_key" in asked.url, status(403)),
    ),
    Wrong("tags are stripped", "post-text/json", changed(_READ_BACK, _unbold)),
    Wrong(
        "the address is forgotten",
        "post-address/json",
        changed(_READ_BACK, edited(lambda told: told[0].update(address=None))),
    ),
    Wrong(
        "the reporter's address is told",
        "post-no-personal-data/json",
        changed(_READ_BACK, _told(email="conformance-check@example.org")),
    ),
)
PICTURES = (
    Wrong(
        "a picture breaks the server",
        "post-media/json",
        changed(_with_file("json", b"\x89PNG"), status(500)),
    ),
    Wrong(
        "a page is taken for a picture",
        "post-media-is-a-picture/json",
        changed(_with_file("json", b"<script>"), _taken),
    ),
)
WRONGS = (*REFUSALS, *CREATIONS, *PICTURES)
