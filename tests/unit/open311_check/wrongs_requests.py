"""Wrong lists of requests, and filters that do not filter."""

from typing import Any

from services.open311_check.exchange import Answer
from tests.unit.open311_check.recorded import (
    Change,
    body,
    changed,
    dropped,
    edited,
    get,
    member,
    status,
    text,
)
from tests.unit.open311_check.wrong import Wrong

_LIST = get("requests.json")
_XML = get("requests.xml")
_LONG_AGO = "2025-01-01T00:00:00+08:00"
_FOREIGN = '[{"service_request_id":"other","service_code":"other","status":"other"}]'


def _request(name: str, value: Any) -> Change:
    return changed(_LIST, member(name, value))


def _another_root(answer: Answer) -> Answer:
    ends = text("</service_requests>", "</requests>")(answer)
    return text("<service_requests>", "<requests>")(ends)


def _taken(answer: Answer) -> Answer:
    """A list of nothing in place of a refusal."""
    return answer if answer.status == 200 else body("[]", 200)(answer)


WRONGS = (
    Wrong(
        "requests in an object",
        "requests-shape/json",
        changed(_LIST, edited(lambda told: {"service_requests": told})),
    ),
    Wrong("another root of requests", "requests-shape/xml", changed(_XML, _another_root)),
    Wrong("no status", "request-required-members/json", changed(_LIST, dropped("status"))),
    Wrong("a foreign member", "request-members/json", _request("photos", [])),
    Wrong(
        "the requestor's name",
        "request-members/xml request-no-personal-data/xml",
        changed(_XML, text("<media_url/>", "<media_url/><requestor_name>W</requestor_name>")),
    ),
    Wrong("a postal code that is a number", "request-texts/json", _request("zipcode", 315000)),
    Wrong(
        "a status of its own",
        "request-status/json",
        _request("status", "rejected"),
    ),
    Wrong("a latitude as a text", "request-place/json", _request("lat", "29.9")),
    Wrong(
        "a latitude beyond the pole",
        "request-place/xml",
        changed(_XML, text("<lat>29.9", "<lat>129.9")),
    ),
    Wrong(
        "a time without its zone",
        "request-times/json",
        _request("updated_datetime", "2026-11-22T12:00:00"),
    ),
    Wrong(
        "the oldest first",
        "requests-order/json",
        changed(_LIST, edited(lambda told: told[::-1])),
    ),
    Wrong(
        "all of the past",
        "requests-window/json",
        changed(_LIST, edited(lambda told: told[-1].update(requested_datetime=_LONG_AGO))),
    ),
    Wrong(
        "a year at once",
        "requests-span/json",
        changed(get("requests.json", "end_date=2024-06-01"), status(200)),
    ),
    Wrong(
        "an end before the start",
        "requests-reversed/xml",
        changed(get("requests.xml", "start_date=2024-02-01"), status(200)),
    ),
    Wrong(
        "one bound without an end",
        "requests-one-bound/json",
        changed(
            get("requests.json", "start_date=2024-01-01T00:00:00Z"),
            lambda answer: (
                answer
                if answer.status != 200
                else body(f'[{{"service_request_id":"1","requested_datetime":"{_LONG_AGO}"}}]')(
                    answer
                )
            ),
        ),
    ),
    Wrong(
        "a picture without its host",
        "request-media-url/json",
        changed(get("requests.json"), member("media_url", "/photos/7.jpg")),
    ),
    Wrong(
        "a time without its zone is taken",
        "requests-zone/json",
        changed(
            lambda asked: asked.url.endswith("start_date=2024-01-01") and "json" in asked.url,
            _taken,
        ),
    ),
    Wrong(
        "a plus sign breaks the server",
        "requests-plus-sign/json",
        changed(lambda asked: asked.url.endswith("+00:00") and ".json" in asked.url, status(400)),
    ),
    Wrong(
        "the end is not part of the range",
        "requests-inclusive/json",
        changed(get("requests.json", "start_date=2026", "end_date=2026"), body("[]")),
    ),
    Wrong(
        "other filters count beside the ids",
        "requests-by-id/json",
        changed(get("requests.json", "service_request_id=2", "start_date=1990"), body("[]")),
    ),
    Wrong(
        "one id of a list",
        "requests-by-id/json",
        changed(get("requests.json", "service_request_id=2"), edited(lambda told: told[:1])),
    ),
    Wrong(
        "other services are found, too",
        "requests-by-service/json",
        changed(get("requests.json", "service_code=leak,"), body(_FOREIGN)),
    ),
    Wrong(
        "a secret request is listed",
        "requests-of-blackboxes/json",
        changed(
            get("requests.json", "service_code=", "wages"),
            body('[{"service_request_id":"7","service_code":"wages"}]'),
        ),
    ),
    Wrong(
        "other states are found, too",
        "requests-by-status/json",
        changed(get("requests.json", "status=closed"), body(_FOREIGN)),
    ),
    Wrong(
        "only one state of two",
        "requests-by-status/json",
        changed(get("requests.json", "status=open,closed"), body("[]")),
    ),
    Wrong(
        "null in place of an empty list",
        "requests-empty/json",
        changed(lambda asked: ".json?start_date=1990" in asked.url, body("null")),
    ),
    Wrong(
        "404 in place of an empty list",
        "requests-empty/xml",
        changed(lambda asked: ".xml?start_date=1990" in asked.url, status(404)),
    ),
    Wrong(
        "empty arguments find nothing",
        "empty-arguments/json",
        changed(get("requests.json", "service_request_id=&"), body("[]")),
    ),
)
