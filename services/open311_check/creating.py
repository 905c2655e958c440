"""POST Service Request, tokens, and what can be read of a request afterwards. These write."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from services.open311_check.check import Check
from services.open311_check.posting import (
    ADDRESS,
    EMAIL,
    a_request,
    answer_to,
    created,
    realtime,
    service_of,
    service_with,
)
from services.open311_check.reading import Form
from services.open311_check.server import Pairs, Server, Unjudged, good, objects

_SECTION = "POST Service Request"
_LONGEST = 4_000
_ODD = "1 < 2 & <b>\"bold\"</b> 'x' 路灯坏了\nsecond line"


def _zero(server: Server, form: Form) -> Iterator[str]:
    bare = realtime(server, form, without=("lat", "long"))
    zero, beside = (
        server.post(form, [*bare, ("lat", place), ("long", place)]).status
        for place in ("0", "0.001")
    )
    if zero != beside:
        yield f"a request at 0, 0 answered {zero}, one beside it {beside}"


def _long(server: Server, form: Form) -> Iterator[str]:
    said = realtime(server, form, without=("description",))
    answer = server.post(form, [*said, ("description", "长" * _LONGEST)])
    if answer.status >= 400:
        yield f"a description of 4,000 characters answered {answer.status}"


def _several_values(server: Server, form: Form) -> Iterator[str]:
    code, attribute = service_with(server, form, datatype="multivaluelist")
    name = f"attribute[{attribute.get('code')}]"
    keys = [str(value.get("key")) for value in attribute.get("values") or ()][:2]
    said = a_request(server, form, code, without=(name,))
    for written in (name, f"{name}[]"):
        answer = server.post(form, [*said, *((written, key) for key in keys)])
        if answer.status >= 400:
            yield f"{written} with {len(keys)} values answered {answer.status}"


def _status(server: Server, form: Form) -> Iterator[str]:
    status = server.post(form, realtime(server, form)).status
    if status != 200:
        yield f"a request that is fine answered {status}"


def _told(server: Server, form: Form, kind: str) -> dict[str, Any]:
    """What a service of the kind answers."""
    code = service_of(server, form, kind)
    return created(server.post(form, a_request(server, form, code)), form)


def _number(server: Server, form: Form) -> Iterator[str]:
    told = _told(server, form, "realtime")
    if not isinstance(told.get("service_request_id"), str) or told.get("token"):
        yield f"a realtime service told {', '.join(told)}"


def _token(server: Server, form: Form) -> Iterator[str]:
    told = _told(server, form, "batch")
    if not isinstance(told.get("token"), str) or told.get("service_request_id"):
        yield f"a batch service told {', '.join(told)}"


def _resolved(server: Server, form: Form) -> Iterator[str]:
    token = _told(server, form, "batch").get("token")
    if not token:
        raise Unjudged("the batch service gave no token")
    answer = server.get(f"tokens/{quote(str(token), safe='')}", form)
    if answer.status != 200:
        yield f"the token answered {answer.status}"
        return
    found = objects(good(answer, form, "service_requests"), "the answer to the token")
    if len(found) != 1 or str(found[0].get("token")) != str(token):
        yield "not an array of one with this token"
    elif "service_request_id" not in found[0]:
        yield "no service_request_id, not even an empty one"


def _neither(server: Server, form: Form) -> Iterator[str]:
    told = _told(server, form, "blackbox")
    if told.get("token") or told.get("service_request_id"):
        yield f"a blackbox service told {', '.join(told)}"


def _read_back(server: Server, form: Form, said: Pairs) -> dict[str, Any]:
    """The request that this creates, as it can be read. Raises Unjudged when it cannot."""
    number = str(created(server.post(form, said), form).get("service_request_id"))
    answer = server.get(f"requests/{quote(number, safe='')}", form)
    found = objects(good(answer, form, "service_requests"), "the request that was created")
    if len(found) != 1:
        raise Unjudged("the request that was created is no array of one")
    return found[0]


def _text(server: Server, form: Form) -> Iterator[str]:
    said = realtime(server, form, without=("description",))
    found = _read_back(server, form, [*said, ("description", _ODD)])
    told = str(found.get("description")).replace("\r\n", "\n")
    if told != _ODD:
        yield f"{_ODD!r} came back as {told!r}"


def _address(server: Server, form: Form) -> Iterator[str]:
    said = [*realtime(server, form), ("address_string", ADDRESS)]
    found = _read_back(server, form, said)
    if found.get("address") != ADDRESS:
        yield f"address_string={ADDRESS!r} came back as {found.get('address')!r}"


def _personal(server: Server, form: Form) -> Iterator[str]:
    said = [*realtime(server, form), ("email", EMAIL), ("first_name", "Conformance")]
    if EMAIL in str(_read_back(server, form, said)):
        yield "the e-mail address that was sent can be read by everybody"


def _key_in_query(server: Server, form: Form) -> Iterator[str]:
    key = quote(server.api_key or "", safe="")
    status = server.post(form, realtime(server, form), key=None, query=f"api_key={key}").status
    if status >= 400:
        yield f"api_key in the query answered {status}"


def _attribute_answer(server: Server, form: Form) -> Iterator[str]:
    code, attribute = service_with(server, form, required="false")
    name = f"attribute[{attribute.get('code')}]"
    said = [*a_request(server, form, code), (name, answer_to(server, attribute))]
    status = server.post(form, said).status
    if status >= 400:
        yield f"{code} with {name} answered {status}"


CHECKS: tuple[Check, ...] = (
    Check("post-status", f"{_SECTION}; R2", "A request that was created answers 200.", _status),
    Check(
        "post-realtime",
        _SECTION,
        "A realtime service answers an array of one with a service_request_id and no token.",
        _number,
    ),
    Check(
        "post-batch",
        _SECTION,
        "A batch service answers a token and no service_request_id.",
        _token,
    ),
    Check(
        "post-blackbox",
        f"{_SECTION}; R17",
        "A blackbox service answers neither a service_request_id nor a token.",
        _neither,
    ),
    Check(
        "token-resolves",
        "GET request_id from a token; R16",
        "A token that was given out answers itself and an id, which may still be empty.",
        _resolved,
    ),
    Check("post-long-description", f"{_SECTION}; R14", "4,000 characters are taken.", _long),
    Check("post-zero", f"{_SECTION}; R13", "A coordinate of 0 is a coordinate.", _zero),
    Check("post-attributes", _SECTION, "attribute[CODE] answers an attribute.", _attribute_answer),
    Check(
        "post-several-values",
        f"{_SECTION}; R15",
        "Several values come as attribute[CODE][] or as attribute[CODE] repeated.",
        _several_values,
    ),
    Check(
        "post-key-in-query", f"{_SECTION}; R10", "api_key may stand in the query.", _key_in_query
    ),
    Check(
        "post-text",
        f"{_SECTION}; R14",
        "A description comes back as it was sent: not stripped, not escaped twice.",
        _text,
    ),
    Check("post-address", f"{_SECTION}; R12", "address_string comes back as address.", _address),
    Check(
        "post-no-personal-data",
        f"{_SECTION}; R24",
        "What was sent about the reporter cannot be read.",
        _personal,
    ),
)
